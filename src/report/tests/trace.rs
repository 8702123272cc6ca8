//! Traces of real programs by VizTracer, and traces that cannot be read.
//!
//! `traces` has what VizTracer 1.1.1 wrote under CPython 3.11 of small programs, with `--min_duration` and for `coroutines` with
//! `--log_async`. Sources and folders were removed.

use lanes_model::run::{Run, check_trace};
use lanes_model::trace::{LaneKind, LaneTrace, Phase, TaskId};
use lanes_report::record::limits::{MAX_TRACE_BYTES, MAX_TRACE_EVENTS};
use lanes_report::record::{Record, Refusal, TraceProblem, decode_trace};
use std::collections::BTreeSet;
use std::path::PathBuf;

const CHANGED: &str = "2026-11-30T15:04:05Z";

fn traced(name: &str) -> Record {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/traces").join(name).with_extension("trace");
    read(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn read(text: &str) -> Result<Record, TraceProblem> {
    let record = decode_trace(text, CHANGED)?;
    record.runs().for_each(|run| check_trace(run).unwrap());
    Ok(record)
}

fn run(record: &Record) -> &Run {
    assert_eq!(record.runs.len(), 1);
    &record.runs[0]
}

fn tasks(lane: &LaneTrace) -> BTreeSet<TaskId> {
    lane.spans.iter().filter_map(|span| span.task).collect()
}

fn kinds(run: &Run) -> Vec<LaneKind> {
    run.lanes.iter().map(|lane| lane.kind).collect()
}

#[test]
fn items_of_a_pool_are_tasks_on_its_threads() {
    let record = traced("threads");
    assert_eq!(record.environment.interpreter.as_ref().unwrap().to_string(), "VizTracer 1.1.1");
    assert_eq!(record.environment.recorded_at, CHANGED);
    let run = run(&record);
    assert_eq!(kinds(run), [LaneKind::Thread; 3]);
    for lane in &run.lanes[1..] {
        assert_eq!(tasks(lane).len(), 2, "{lane:?}");
        // Each item slept for 20 ms before it computed, and the thread waited for the queue at the end.
        assert!(lane.total(Phase::IoWait).0 >= 40.0 && lane.total(Phase::Compute).0 > 5.0, "{lane:?}");
        let last = lane.spans.iter().rev().find(|span| span.phase == Phase::MutexWait).unwrap();
        assert_eq!(last.task, None);
    }
    // The first thread waited for the results.
    assert!(run.lanes[0].total(Phase::MutexWait).0 > run.wall.0 / 2.0);
}

#[test]
fn other_processes_have_lanes_of_their_own() {
    let record = traced("processes");
    let run = run(&record);
    let processes: Vec<_> = run.lanes.iter().filter(|lane| lane.kind == LaneKind::Process).collect();
    assert_eq!(processes.len(), 2, "{:?}", kinds(run));
    assert_eq!(run.lanes[0].kind, LaneKind::Thread);
    for lane in &processes {
        let computed = |task| {
            let of_task = lane.spans.iter().filter(move |span| span.task == Some(task));
            of_task.filter(|span| span.phase == Phase::Compute).map(|span| span.duration().0).sum::<f64>()
        };
        let long = tasks(lane).into_iter().filter(|task| computed(*task) > 20.0).count();
        // Each had two chunks. What it sent back took long, too, on a busy machine.
        assert!(long >= 2, "{lane:?}");
    }
}

#[test]
fn coroutines_wait_on_the_lane_of_their_event_loop() {
    let record = traced("coroutines");
    let run = run(&record);
    assert_eq!(kinds(run), [LaneKind::EventLoop]);
    let waits: Vec<_> = run.lanes[0]
        .spans
        .iter()
        .filter(|span| span.phase == Phase::IoWait && span.task.is_some() && span.duration().0 > 15.0)
        .collect();
    // Three naps of 20, 30 and 40 ms, and the coroutine that awaited them. The poll in between is of the loop itself.
    let of: BTreeSet<_> = waits.iter().filter_map(|span| span.task).collect();
    assert!(of.len() >= 4, "{waits:?}");
    assert!(waits.windows(2).any(|pair| pair[0].start < pair[1].end && pair[1].start < pair[0].end));
}

const BEGIN_AND_END: &str = r#"[
    {"ph": "E", "pid": 1, "tid": "main", "ts": 5},
    {"ph": "B", "pid": 1, "tid": "main", "ts": 1000.4, "name": "main"},
    {"ph": "B", "pid": 1, "tid": "main", "ts": 2000, "name": "time.sleep"},
    {"ph": "E", "pid": 1, "tid": "main", "ts": 6000},
    {"ph": "i", "pid": 1, "tid": "main", "ts": 6500, "name": "mark"},
    {"ph": "B", "pid": 1, "tid": "main", "ts": 7000, "name": "never ends"},
    {"ph": "X", "pid": 2, "tid": 1, "ts": 1500, "dur": 8000, "name": "work"}
]"#;

#[test]
fn calls_may_be_a_beginning_and_an_end() {
    let record = read(BEGIN_AND_END).unwrap();
    assert_eq!(record.environment.interpreter.as_ref().unwrap().to_string(), "a trace");
    let run = run(&record);
    assert_eq!(kinds(run), [LaneKind::Thread, LaneKind::Process]);
    let spans: Vec<_> =
        run.lanes[0].spans.iter().map(|span| (span.phase, span.start.0, span.end.0)).collect();
    // Calls that have not ended end with the trace, and whole microseconds remain.
    let (c, io) = (Phase::Compute, Phase::IoWait);
    assert_eq!(spans[0], (c, 0.0, 1.0));
    assert_eq!(spans[1], (io, 1.0, 5.0));
    assert_eq!(spans.last().unwrap().2, 8.5);
}

#[test]
fn what_is_no_trace_is_refused_with_its_place() {
    let event = |event: &str| read(&format!("{{\"traceEvents\": [{{\"ph\": \"M\"}},\n{event}]}}"));
    let number = |key| Err(TraceProblem::Number { event: 2, key });
    assert_eq!(event(r#"{"ph": "X", "dur": 1}"#), number("ts"));
    assert_eq!(event(r#"{"ph": "X", "ts": 1}"#), number("dur"));
    assert_eq!(event(r#"{"ph": "B"}"#), number("ts"));
    assert_eq!(event("{}"), Err(TraceProblem::NoCalls));
    assert_eq!(read("[]"), Err(TraceProblem::NoCalls));
    let refused = event(r#"{"ph": "X", "ts": "soon"}"#).unwrap_err();
    assert!(matches!(refused, TraceProblem::Event { line: 2, .. }), "{refused:?}");
    assert!(refused.to_string().starts_with("line 2, column "), "{refused}");
    for text in ["[1]", "{\"traceEvents\": 1}", "{}", "not JSON", "[{\"ph\": 1}]"] {
        assert!(matches!(read(text), Err(TraceProblem::Event { .. })), "{text}");
    }
    let cut = &BEGIN_AND_END[..BEGIN_AND_END.len() - 1];
    assert_eq!(read(cut), Err(Refusal::FileCut.into()));
}

#[test]
fn limits_are_told() {
    let many = |count: usize, event: fn(usize) -> String| {
        let events: Vec<_> = (0..count).map(event).collect();
        read(&format!("[{}]", events.join(",")))
    };
    let same = many(MAX_TRACE_EVENTS + 1, |_| r#"{"ph":"X","ts":1,"dur":1}"#.to_owned());
    assert_eq!(same, Err(TraceProblem::TooManyEvents));
    let threads = many(257, |thread| format!(r#"{{"ph":"X","ts":1,"dur":1000,"tid":{thread}}}"#));
    assert_eq!(threads, Err(TraceProblem::TooManyThreads));
    let bytes = MAX_TRACE_BYTES + 1;
    let refused = read(&" ".repeat(bytes));
    assert_eq!(refused, Err(Refusal::FileTooLarge { bytes, limit: MAX_TRACE_BYTES }.into()));
    // Calls as deep as possible, and times that are none.
    let deep = many(20_000, |call| format!(r#"{{"ph":"X","ts":{call},"dur":{}}}"#, 1_000_000 - 2 * call));
    assert_eq!(run(&deep.unwrap()).lanes.len(), 1);
    assert!(many(2, |_| r#"{"ph":"X","ts":-1e308,"dur":1e308}"#.to_owned()).is_ok());
}
