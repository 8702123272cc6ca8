//! Trace events, which open in Perfetto and in Chrome's tracing page.
//!
//! Every strategy is a process and every lane a thread of it. Complete events of one thread must not overlap or touch:
//! speedscope nests an event that begins when another ends, and Perfetto, which rounds to nanoseconds, drops an event that
//! ends after the next begins. Tasks on an event loop overlap, so there each row of the timeline is a thread. The format is the object form of *Trace
//! Event Format* (Google, 2016).

use super::Measured;
use super::machine::machine;
use lanes_analysis::timeline::assign_rows;
use lanes_model::run::Run;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, Span};
use serde::Serialize;

/// Contents of a trace file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceDocument {
    trace_events: Vec<Event>,
    display_time_unit: &'static str,
    other_data: OtherData,
}

/// Origin of the trace. Viewers show it with other details of the file.
#[derive(Serialize)]
struct OtherData {
    experiment: &'static str,
    address: String,
    runtime: &'static str,
    machine: String,
    #[serde(rename = "recordedAt")]
    recorded_at: String,
    /// Step of the sweep; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<u64>,
}

#[derive(Serialize)]
#[serde(tag = "ph")]
enum Event {
    /// Name of a process or a thread.
    #[serde(rename = "M")]
    Metadata { name: &'static str, pid: usize, tid: usize, args: Name },
    /// Span of a lane.
    #[serde(rename = "X")]
    Complete {
        name: String,
        cat: &'static str,
        pid: usize,
        tid: usize,
        /// Start, in microseconds.
        ts: f64,
        /// Duration, in microseconds.
        dur: f64,
        args: Task,
    },
}

#[derive(Serialize)]
struct Name {
    name: String,
    /// Duration of the run that a process is, in microseconds. It may end later than its last span.
    #[serde(skip_serializing_if = "Option::is_none")]
    wall: Option<f64>,
}

#[derive(Serialize)]
struct Task {
    /// Task number, counted from one; absent where the lane worked for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<u32>,
}

/// Converts the drawn runs, one for each strategy. All start at zero.
pub fn document(measured: &Measured) -> TraceDocument {
    let runs = measured.drawn();
    let mut events = Events { all: Vec::new(), threads: runs.len() };
    for (run, pid) in runs.into_iter().zip(1..) {
        events.add_run(run, pid);
    }
    TraceDocument {
        trace_events: events.all,
        display_time_unit: "ms",
        other_data: OtherData {
            experiment: measured.setup.experiment().title,
            address: measured.address.to_owned(),
            runtime: measured.setup.runtime().key(),
            machine: machine(measured.environment),
            recorded_at: measured.environment.recorded_at.clone(),
            step: measured.setup.points().get(usize::from(measured.point)).copied(),
        },
    }
}

struct Events {
    all: Vec<Event>,
    /// Highest thread number in use. No thread shares a number with another, or with a process.
    threads: usize,
}

impl Events {
    fn add_run(&mut self, run: &Run, pid: usize) {
        let wall = Some(nanoseconds(run.wall) as f64 / 1e3);
        self.name("process_name", run.turn.strategy.key().to_owned(), wall, (pid, pid));
        for (index, lane) in run.lanes.iter().enumerate() {
            let rows = match lane.kind {
                LaneKind::Thread | LaneKind::Process => None,
                LaneKind::EventLoop => Some(assign_rows(&lane.spans)),
            };
            let row = |span: &Span| rows.as_ref().and_then(|rows| rows.get(&span.task)).copied().unwrap_or(0);
            // Each row is a thread, and a lane without spans is one, too.
            let mut threads: Vec<Vec<&Span>> = vec![Vec::new()];
            for span in &lane.spans {
                let row = row(span);
                threads.resize_with(threads.len().max(row + 1), Vec::new);
                threads[row].push(span);
            }
            let first = self.threads + 1;
            self.threads += threads.len();
            for row in 0..threads.len() {
                let name = match row {
                    0 => run.lane_name(index),
                    row => format!("{}, row {}", run.lane_name(index), row + 1),
                };
                self.name("thread_name", name, None, (pid, first + row));
            }
            for (spans, tid) in threads.into_iter().zip(first..) {
                self.add_thread(spans.into_iter(), pid, tid);
            }
        }
    }

    /// Adds the spans of a thread, each of which ends at least a nanosecond before the next begins. Spans without a
    /// nanosecond of their own are left out.
    fn add_thread<'a>(&mut self, spans: impl Iterator<Item = &'a Span>, pid: usize, tid: usize) {
        let mut spans: Vec<(u64, u64, &Span)> =
            spans.map(|span| (nanoseconds(span.start), nanoseconds(span.end), span)).collect();
        spans.sort_by_key(|(start, ..)| *start);
        for (index, (start, end, span)) in spans.iter().enumerate() {
            let next = spans.get(index + 1).map_or(u64::MAX, |(next, ..)| *next);
            if end > start && next > *start {
                self.all.push(complete(span, *start, (*end).min(next - 1), pid, tid));
            }
        }
    }

    fn name(&mut self, what: &'static str, name: String, wall: Option<f64>, (pid, tid): (usize, usize)) {
        self.all.push(Event::Metadata { name: what, pid, tid, args: Name { name, wall } });
    }
}

/// Makes an event of a span from `start` to `end`, in nanoseconds.
fn complete(span: &Span, start: u64, end: u64, pid: usize, tid: usize) -> Event {
    let task = span.task.map(|task| task.number());
    Event::Complete {
        name: match task {
            Some(task) => format!("task {task}: {}", span.phase.label()),
            None => span.phase.label().to_owned(),
        },
        cat: span.phase.key(),
        pid,
        tid,
        // The error of a sum of the two is far below a nanosecond.
        ts: start as f64 / 1e3,
        dur: (end - start) as f64 / 1e3,
        args: Task { task },
    }
}

fn nanoseconds(time: Millis) -> u64 {
    (time.0 * 1e6).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::Sample;
    use serde_json::Value;
    use std::collections::BTreeMap;

    fn written(sample: &Sample) -> Value {
        let text = serde_json::to_string(&sample.with(document)).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    fn of_kind(trace: &Value, kind: &str) -> Vec<Value> {
        let events = trace["traceEvents"].as_array().unwrap().iter();
        events.filter(|event| event["ph"] == kind).cloned().collect()
    }

    #[test]
    fn strategies_are_processes_and_lanes_are_threads() {
        let trace = written(&Sample::new("sum-of-squares"));
        let names: Vec<_> = of_kind(&trace, "M")
            .iter()
            .map(|event| (event["pid"].as_u64().unwrap(), event["args"]["name"].as_str().unwrap().to_owned()))
            .collect();
        let expected = [
            (1, "sequential"),
            (1, "thread 1"),
            (2, "async"),
            (2, "event loop"),
            (2, "event loop, row 2"),
            (3, "threads"),
            (3, "thread 1"),
            (3, "thread 2"),
        ];
        assert_eq!(names, expected.map(|(pid, name)| (pid, name.to_owned())));
        assert_eq!(trace["otherData"]["runtime"], "rust");
        assert_eq!(trace["otherData"]["machine"], "2 cores, Chrome 156 on Linux");
    }

    #[test]
    fn spans_are_complete_events_that_overlap_on_no_thread() {
        let trace = written(&Sample::new("sum-of-squares"));
        let events = of_kind(&trace, "X");
        assert_eq!(events.len(), 3 + 4 + 2 * 3);
        assert_eq!(events[1]["name"], "task 1: computing");
        assert_eq!((&events[1]["cat"], &events[1]["args"]["task"]), (&"compute".into(), &1.into()));
        assert_eq!(
            (events[1]["ts"].as_f64(), events[1]["dur"].as_f64()),
            (Some(321_000.0), Some(160_499.999))
        );
        assert_eq!(check(&events), 1 + 2 + 2);
    }

    /// Checks the events of each thread by the rules of both viewers, and returns the number of threads.
    fn check(events: &[Value]) -> usize {
        let mut threads: BTreeMap<u64, Vec<(f64, f64)>> = BTreeMap::new();
        for event in events {
            let (ts, dur) = (event["ts"].as_f64().unwrap(), event["dur"].as_f64().unwrap());
            assert!(ts >= 0.0 && dur >= 0.0);
            threads.entry(event["tid"].as_u64().unwrap()).or_default().push((ts, dur));
        }
        for spans in threads.values() {
            assert_eq!(speedscope_depth(spans), 1, "{spans:?}");
            // Perfetto rounds the start and the duration to nanoseconds, each by itself.
            let rounded = |time: f64| (time * 1e3).round() as i64;
            let ends = |(ts, dur): (f64, f64)| rounded(ts) + rounded(dur);
            assert!(spans.windows(2).all(|pair| ends(pair[0]) <= rounded(pair[1].0)), "{spans:?}");
        }
        threads.len()
    }

    /// Returns how deep speedscope nests events: it adds durations to starts, and puts what begins before what ends at
    /// the same time.
    fn speedscope_depth(spans: &[(f64, f64)]) -> usize {
        let mut edges: Vec<(f64, bool)> =
            spans.iter().flat_map(|(ts, dur)| [(*ts, false), (ts + dur, true)]).collect();
        edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut depth = 0usize;
        let mut deepest = 0;
        for (_, is_end) in edges {
            depth = if is_end { depth - 1 } else { depth + 1 };
            deepest = deepest.max(depth);
        }
        deepest
    }

    /// Times of a real recording whose sums of start and duration differed from the next start in the last digit.
    #[test]
    fn spans_that_meet_are_neither_nested_nor_dropped() {
        use lanes_model::trace::{Phase, TaskId};
        let times =
            [0.110107, 35.165039, 35.180176, 35.190186, 64.165039, 64.180176, 64.185059, 94.595215, 94.60498];
        let mut spans: Vec<Span> = times
            .windows(2)
            .zip(0..)
            .map(|(pair, task)| Span {
                task: Some(TaskId(task)),
                phase: Phase::Compute,
                start: Millis(pair[0]),
                end: Millis(pair[1]),
            })
            .collect();
        spans.push(Span { start: Millis(94.60498), end: Millis(94.60498), ..spans[0] });
        let mut events = Events { all: Vec::new(), threads: 1 };
        events.add_thread(spans.iter(), 1, 1);
        let written = serde_json::to_value(&events.all).unwrap();
        assert_eq!(written.as_array().unwrap().len(), times.len() - 1);
        assert_eq!(check(written.as_array().unwrap()), 1);
    }

    proptest::proptest! {
        #[test]
        fn no_spans_of_a_thread_overlap(steps in proptest::collection::vec(0.0f64..0.01, 2..60), start in 0.0f64..1e6) {
            use lanes_model::trace::{Phase, TaskId};
            let mut time = start;
            let mut spans = Vec::new();
            for (step, task) in steps.iter().zip(0..) {
                let span = Span { task: Some(TaskId(task)), phase: Phase::Compute, start: Millis(time), end: Millis(time + step) };
                time += step;
                spans.push(span);
            }
            let mut events = Events { all: Vec::new(), threads: 1 };
            events.add_thread(spans.iter(), 1, 1);
            let written = serde_json::to_value(&events.all).unwrap();
            check(written.as_array().unwrap());
        }
    }
}
