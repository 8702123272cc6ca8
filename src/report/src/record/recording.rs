//! Recordings: what Python did outside the browser, as JSON of the schema `lanes/recording@1`.
//!
//! A copied script writes one with `--lanes`, and so does the package `lanes-record`; `docs/recording.md` describes the schema.
//! A recording is a file, or the fragment of a link, `r1.<base64url of deflated JSON>`. It is read into a [`Record`] like any
//! other, with the same invariants (`possible.rs`), however the text came about.
//!
//! A recording has the time that each task computed, but not when it did. What remains of a task is waiting, whose kind
//! follows from the work and the strategy. Its parts are spread over the task ([`Spread`]).

use super::content::{Detail, Record};
use super::lanes::{TOLERANCE, millis, wall};
use super::limits::{MAX_RECORDING_BYTES, MAX_RUNS, cut, cut_name};
use super::possible::Possible;
use super::refusal::Refusal;
use super::usage::Usage;
use super::v1::{MOST_CORES, is_moment};
use crate::address::{self, Note};
use crate::code::is_named_in_script;
use lanes_catalogue::Setup;
use lanes_catalogue::experiment::RUNTIME;
use lanes_model::failure::{Failure, FailureKind};
use lanes_model::plan::{Round, Turn};
use lanes_model::product::{Checksum, TaskReport};
use lanes_model::run::{Ended, Run};
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, LaneTrace, Phase, Span, TaskId};
use lanes_model::workload::Workload;
use lanes_model::{Environment, Interpreter, Runtime, Strategy, stages};
use serde::Deserialize;
use std::rc::Rc;

/// Name and version of the schema.
const SCHEMA: &str = "lanes/recording@1";

/// Name of the schema, which a recording of a later version has, too.
const FAMILY: &str = "lanes/recording@";

/// Longest waiting of a task, in microseconds and as a share of it, that counts as computing: calls of the clock differ by that.
const BLUR_MICROS: i64 = 30;
const BLUR: f64 = 0.02;

/// Length of the slices, in microseconds, over which the parts of a task are spread, and their maximum number.
const SLICE_MICROS: i64 = 10_000;
const MOST_SLICES: i64 = 8;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recording {
    schema: String,
    /// Experiment with its settings, as in an address.
    query: String,
    recorded_at: String,
    cores: u32,
    interpreter: InterpreterPart,
    runs: Vec<RunPart>,
}

#[derive(Debug, Deserialize)]
struct InterpreterPart {
    name: String,
    version: String,
    system: String,
    gil: bool,
}

#[derive(Debug, Deserialize)]
struct RunPart {
    /// Name of the strategy in scripts, which do not know what kind of threads they have.
    strategy: String,
    /// Step of the sweep; absent without a sweep.
    step: Option<u64>,
    /// Number of the round, from one.
    round: u32,
    /// Duration, in microseconds.
    wall: u64,
    lanes: Vec<LanePart>,
    /// Tasks that raised an exception.
    #[serde(default)]
    failed: Vec<u32>,
}

#[derive(Debug, Deserialize)]
struct LanePart {
    kind: KindPart,
    /// Four numbers each: the task, counted from one, or zero for none; the microseconds since the end of the span
    /// before; the length; and for how much of it the thread computed, or -1 for a coroutine that was suspended.
    spans: Vec<i64>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindPart {
    Thread,
    Process,
    Loop,
}

/// Reads a recording.
///
/// # Errors
/// Fails with the reason why the text is not a recording that can be shown.
pub fn decode_recording(text: &str) -> Result<Record, Refusal> {
    if text.len() > MAX_RECORDING_BYTES {
        return Err(Refusal::FileTooLarge { bytes: text.len(), limit: MAX_RECORDING_BYTES });
    }
    let recording: Recording = serde_json::from_str(text).map_err(|error| refusal(text, &error))?;
    if recording.schema != SCHEMA {
        return Err(unknown_schema(&recording.schema));
    }
    recording.record()
}

/// Returns the reason why a text is not of the schema. A cut file is reported as such, since it can be made again.
fn refusal(text: &str, error: &serde_json::Error) -> Refusal {
    #[derive(Deserialize)]
    struct Schema {
        schema: String,
    }
    match serde_json::from_str::<Schema>(text) {
        Ok(Schema { schema }) => unknown_schema(&schema),
        Err(_) if error.is_eof() && text.contains(FAMILY) => Refusal::FileCut,
        Err(_) => Refusal::Malformed,
    }
}

fn unknown_schema(schema: &str) -> Refusal {
    match schema.strip_prefix(FAMILY).and_then(|version| version.parse().ok()) {
        Some(version) if version > 1 => Refusal::FromTheFuture { version },
        _ => Refusal::Malformed,
    }
}

impl Recording {
    fn record(&self) -> Result<Record, Refusal> {
        if !is_moment(&self.recorded_at) {
            return Err(Refusal::Malformed);
        }
        if self.runs.len() > MAX_RUNS {
            return Err(Refusal::TooLarge);
        }
        let cores = self.cores.clamp(1, MOST_CORES);
        let mut setup = self.setup(cores)?;
        let possible = Possible::recorded(&setup);
        let mut usage = Usage::default();
        let mut runs: Vec<Run> = Vec::new();
        for part in &self.runs {
            let Some(turn) = self.turn(part, &setup) else { continue };
            let run = part.run(turn, &setup, &mut usage)?;
            if possible.has_run(&run, &runs) {
                runs.push(run);
            }
        }
        if runs.is_empty() {
            return Err(Refusal::Malformed);
        }
        let was_run = |strategy: &&Strategy| runs.iter().any(|run| run.turn.strategy == **strategy);
        let strategies: Vec<Strategy> =
            setup.experiment().strategies.iter().filter(was_run).copied().collect();
        setup.choose(&strategies);
        Ok(Record {
            lost: Vec::new(),
            environment: self.environment(cores),
            runs: runs.into_iter().map(Rc::new).collect(),
            ended: Some(Ended::Completed),
            failure: None,
            detail: Detail::Whole,
            setup,
        })
    }

    fn environment(&self, cores: u32) -> Environment {
        let InterpreterPart { name, version, system, gil } = &self.interpreter;
        Environment {
            cores,
            isolated: true,
            clock_resolution_ms: 0.0,
            hidden: false,
            browser: String::new(),
            version: String::new(),
            recorded_at: cut(&self.recorded_at),
            interpreter: Some(Interpreter {
                name: cut_name(name),
                version: cut_name(version),
                system: cut_name(system),
                gil: *gil,
            }),
        }
    }

    fn runtime(&self) -> Runtime {
        if self.interpreter.gil { Runtime::Cpython } else { Runtime::CpythonNogil }
    }

    /// Reads the settings. A value that is out of range here was in range for the script, so it is no reason to refuse the figures.
    fn setup(&self, cores: u32) -> Result<Setup, Refusal> {
        let (mut setup, notes) = address::read(&self.query, cores, &[]);
        if let Some(Note::UnknownExperiment { given }) = notes.into_iter().next() {
            return Err(Refusal::UnknownExperiment { given });
        }
        if setup.experiment().python.is_some() {
            address::amend(&mut setup, &format!("{}={}", RUNTIME.key, self.runtime().key()), &[]);
        }
        Ok(setup)
    }

    /// Finds the strategy and the step of a run; None if the experiment lacks one of them.
    fn turn(&self, part: &RunPart, setup: &Setup) -> Option<Turn> {
        let is_meant = |strategy: &&Strategy| {
            is_named_in_script(**strategy, &part.strategy) && self.runtime().has(**strategy)
        };
        let strategy = *setup.experiment().strategies.iter().find(is_meant)?;
        let point = match (setup.points().as_slice(), part.step) {
            ([], None) => 0,
            (points, Some(step)) => points.iter().position(|point| *point == step)?,
            _ => return None,
        };
        let round = Round::Measured(part.round.checked_sub(1)?);
        Some(Turn { strategy, point: u16::try_from(point).ok()?, round })
    }
}

impl RunPart {
    fn run(&self, turn: Turn, setup: &Setup, usage: &mut Usage) -> Result<Run, Refusal> {
        let wall = wall(self.wall);
        let rest = waiting(turn.strategy, setup);
        usage.lanes(self.lanes.len(), 0)?;
        let mut lanes = Vec::with_capacity(self.lanes.len());
        for (place, lane) in self.lanes.iter().enumerate() {
            // A step of a coroutine awaits nothing, unless the reader wrote it.
            let is_step = matches!(lane.kind, KindPart::Loop) && !setup.experiment().takes_code();
            let rest = if is_step { Phase::Compute } else { rest };
            let spread = Spread { rest, place: place as i64, lanes: self.lanes.len() as i64 };
            lanes.push(lane.trace(turn.strategy, &spread, wall, usage)?);
        }
        stages::number(&mut lanes);
        for (stage, kind) in turn.strategy.schedule().lanes() {
            if lanes.iter().all(|lane| lane.stage != stage) {
                lanes.push(LaneTrace { kind, stage, spans: Vec::new() });
            }
        }
        let tasks = lanes.iter().flat_map(|lane| &lane.spans).filter_map(|span| span.task);
        let tasks = tasks.map(TaskId::number).max().unwrap_or(0);
        usage.tasks(tasks as usize)?;
        let mut reports: Vec<TaskReport> = (0..tasks)
            .map(|task| TaskReport { task: TaskId(task), outcome: Ok(Checksum(0).into()) })
            .collect();
        for task in &self.failed {
            let report = task.checked_sub(1).and_then(|place| reports.get_mut(place as usize));
            let Some(report) = report else { continue };
            let failure = Failure::new(FailureKind::Task, "The task raised an exception.");
            report.outcome = Err(failure.in_task(report.task));
        }
        Ok(Run {
            turn,
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall,
            lanes,
            reports,
            bytes_moved: 0,
        })
    }
}

/// Returns the phase of a task's time in which its thread did not compute. Waiting for a core counts as computing, as it does in
/// what the page measures.
fn waiting(strategy: Strategy, setup: &Setup) -> Phase {
    match setup.sequential_work() {
        Workload::Requests(_) | Workload::ReadFiles(_) | Workload::Scrape(_) | Workload::OwnCode(_) => {
            Phase::IoWait
        }
        _ if setup.holds_gil(strategy) => Phase::LockWait,
        _ => Phase::Compute,
    }
}

impl LanePart {
    fn trace(
        &self,
        strategy: Strategy,
        spread: &Spread,
        wall: Millis,
        usage: &mut Usage,
    ) -> Result<LaneTrace, Refusal> {
        let seen = match self.kind {
            KindPart::Thread => LaneKind::Thread,
            KindPart::Process => LaneKind::Process,
            KindPart::Loop => LaneKind::EventLoop,
        };
        let lanes = strategy.schedule().lanes();
        let own = lanes.iter().find(|(_, kind)| *kind == seen).or(lanes.first());
        let (stage, kind) = own.copied().ok_or(Refusal::Malformed)?;
        let mut spans = Vec::new();
        let (mut end, mut free) = (0i64, 0.0);
        for four in self.spans.chunks(4) {
            let [task, gap, length, computed] = *four else { return Err(Refusal::Malformed) };
            let task = u32::try_from(task).map_err(|_| Refusal::Malformed)?.checked_sub(1).map(TaskId);
            let start = end.saturating_add(gap).max(0);
            let length = length.max(0);
            end = start.saturating_add(length);
            let parts = spread.parts(length, computed);
            usage.lanes(0, parts.len())?;
            let mut at = start;
            for (phase, length) in parts {
                let latest = (wall.0 + TOLERANCE).max(free);
                let within = |micros: i64| Millis(millis(micros as u64).0.clamp(free, latest));
                let (from, to) = (within(at), within(at.saturating_add(length)));
                at = at.saturating_add(length);
                spans.push(Span { task, phase, start: from, end: to });
                if kind != LaneKind::EventLoop {
                    free = to.0;
                }
            }
        }
        Ok(LaneTrace { kind, stage, spans })
    }
}

/// Places within their tasks for the parts of which only the amount is known.
struct Spread {
    /// Phase of the time in which the thread did not compute.
    rest: Phase,
    /// Place of the lane among those of its run.
    place: i64,
    lanes: i64,
}

impl Spread {
    /// Splits the span of a task into phases with their lengths, given how long it computed.
    ///
    /// A request is sent, awaited and processed. Threads that wait for the GIL take turns, slice by slice, one later than the other:
    ///
    /// ```text
    /// thread 1   ccwwccww
    /// thread 2   wwccwwcc
    /// ```
    fn parts(&self, length: i64, computed: i64) -> Vec<(Phase, i64)> {
        if computed < 0 {
            return vec![(Phase::IoWait, length)];
        }
        let computed = computed.min(length);
        let waited = length - computed;
        if self.rest == Phase::Compute || waited <= BLUR_MICROS || (waited as f64) < length as f64 * BLUR {
            return vec![(Phase::Compute, length)];
        }
        let mut parts: Vec<(Phase, i64)> = Vec::new();
        let mut push = |phase, length: i64| match parts.last_mut() {
            Some((last, sum)) if *last == phase => *sum += length,
            _ if length > 0 => parts.push((phase, length)),
            _ => {}
        };
        if self.rest == Phase::IoWait {
            let before = computed / 2;
            push(Phase::Compute, before);
            push(self.rest, waited);
            push(Phase::Compute, computed - before);
            return parts;
        }
        let slices = (length / SLICE_MICROS).clamp(1, MOST_SLICES);
        // The nth slice has the nth share of either, so that nothing is lost by rounding.
        let share = |of: i64, slice: i64| of / slices + i64::from(slice < of % slices);
        for slice in 0..slices {
            let (computes, waits) = (share(computed, slice), share(waited, slice));
            let before = if self.lanes > 1 {
                (i128::from(waits) * i128::from(self.place) / i128::from(self.lanes - 1)) as i64
            } else {
                0
            };
            push(self.rest, before);
            push(Phase::Compute, computes);
            push(self.rest, waits - before);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::super::{VERSION, decode, packed_recording};
    use super::*;
    use serde_json::{Value, json};

    /// Makes a recording with one run.
    fn recording(query: &str, strategy: &str, lanes: Value) -> Value {
        json!({
            "schema": SCHEMA, "query": query, "recordedAt": "2026-11-30T15:04:05Z", "cores": 8,
            "interpreter": { "name": "CPython", "version": "3.12.4", "system": "Linux", "gil": true },
            "runs": [{ "strategy": strategy, "step": null, "round": 1, "wall": 100_000, "lanes": lanes }],
        })
    }

    fn read(recording: &Value) -> Result<Record, Refusal> {
        decode_recording(&recording.to_string())
    }

    /// Returns the spans of each lane: task, phase, start and end in ms.
    fn spans(record: &Record) -> Vec<Vec<(u32, Phase, f64, f64)>> {
        let span = |span: &Span| (span.task.unwrap().0, span.phase, span.start.0, span.end.0);
        record.runs[0].lanes.iter().map(|lane| lane.spans.iter().map(span).collect()).collect()
    }

    #[test]
    fn threads_that_waited_for_the_gil_take_turns() {
        let thread = |task| json!({ "kind": "thread", "spans": [task, 0, 20_000, 10_000] });
        let record = read(&recording("x=gil-cpu", "threads", json!([thread(1), thread(2)]))).unwrap();
        let run = &record.runs[0];
        assert_eq!((run.turn.strategy, run.reports.len()), (Strategy::ThreadsGil, 2));
        assert_eq!(record.setup.runtime(), Runtime::Cpython);
        assert_eq!(record.environment.interpreter.as_ref().unwrap().to_string(), "CPython 3.12.4 on Linux");
        let (c, w) = (Phase::Compute, Phase::LockWait);
        assert_eq!(
            spans(&record),
            [
                vec![(0, c, 0.0, 5.0), (0, w, 5.0, 10.0), (0, c, 10.0, 15.0), (0, w, 15.0, 20.0)],
                vec![(1, w, 0.0, 5.0), (1, c, 5.0, 10.0), (1, w, 10.0, 15.0), (1, c, 15.0, 20.0)],
            ]
        );
    }

    #[test]
    fn what_a_task_did_not_compute_depends_on_its_work() {
        let lanes = json!([{ "kind": "process", "spans": [1, 0, 20_000, 10_000] }]);
        let request = read(&recording("x=ten-requests", "processes", lanes.clone())).unwrap();
        let (c, io) = (Phase::Compute, Phase::IoWait);
        assert_eq!(spans(&request), [vec![(0, c, 0.0, 5.0), (0, io, 5.0, 15.0), (0, c, 15.0, 20.0)]]);
        // Waiting for a core is no phase of its own.
        let sum = read(&recording("x=sum-of-squares", "processes", lanes)).unwrap();
        assert_eq!(spans(&sum), [vec![(0, c, 0.0, 20.0)]]);
    }

    #[test]
    fn coroutines_wait_at_once_and_a_file_has_one_number_in_both_stages() {
        let lanes = json!([
            { "kind": "loop", "spans": [1, 0, 1_000, 900, 2, -500, 1_000, 900, 1, -500, 9_000, -1, 2, -9_000, 9_500, -1] },
            { "kind": "process", "spans": [3, 10_500, 5_000, 5_000, 4, 0, 5_000, 5_000] },
        ]);
        let record = read(&recording("x=download-process&files=2", "async+processes", lanes)).unwrap();
        let all = spans(&record);
        assert_eq!(all[0][2..], [(0, Phase::IoWait, 1.0, 10.0), (1, Phase::IoWait, 1.0, 10.5)]);
        assert_eq!(all[1].iter().map(|span| span.0).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(record.runs[0].reports.len(), 2);
    }

    #[test]
    fn a_step_of_a_sweep_is_found_by_its_value() {
        let lanes = json!([{ "kind": "thread", "spans": [1, 0, 20_000, 20_000] }]);
        let mut sweep = recording("x=scaling&most=3", "sequential", lanes);
        sweep["runs"][0]["step"] = json!(2);
        assert_eq!(read(&sweep).unwrap().runs[0].turn.point, 1);
        for step in [json!(null), json!(9)] {
            sweep["runs"][0]["step"] = step;
            assert_eq!(read(&sweep), Err(Refusal::Malformed));
        }
    }

    #[test]
    fn a_failed_task_is_counted() {
        let lanes = json!([{ "kind": "thread", "spans": [1, 0, 20_000, 20_000] }]);
        let mut one = recording("x=sum-of-squares", "sequential", lanes);
        one["runs"][0]["failed"] = json!([1, 9, 0]);
        assert_eq!(read(&one).unwrap().runs[0].failures().count(), 1);
    }

    #[test]
    fn names_have_no_signs_that_mean_something_elsewhere() {
        let lanes = json!([{ "kind": "thread", "spans": [1, 0, 20_000, 20_000] }]);
        let mut one = recording("x=sum-of-squares", "sequential", lanes);
        one["interpreter"]["version"] = json!("3<script>\u{202e}\"");
        one["interpreter"]["system"] = json!("x".repeat(1_000));
        let interpreter = read(&one).unwrap().environment.interpreter.unwrap();
        assert_eq!((interpreter.version.as_str(), interpreter.system.len()), ("3script", 40));
    }

    #[test]
    fn a_link_made_of_a_recording_keeps_the_interpreter() {
        let thread = |task| json!({ "kind": "thread", "spans": [task, 0, 20_000, 10_000] });
        let text = recording("x=gil-cpu", "threads", json!([thread(1), thread(2)])).to_string();
        let linked = decode(&packed_recording(&text)).unwrap();
        assert_eq!(Ok(&linked), decode_recording(&text).as_ref());
        let encoded = linked.encode_for_link().unwrap();
        assert!(encoded.text.starts_with(&format!("v{VERSION}.")), "{}", encoded.text);
        assert_eq!(encoded.read, linked);
    }

    #[test]
    fn wrong_cut_and_newer_files_are_refused_with_their_reasons() {
        let lanes = json!([{ "kind": "thread", "spans": [1, 0, 20_000, 20_000] }]);
        let good = recording("x=sum-of-squares", "sequential", lanes);
        let text = good.to_string();
        assert!(decode_recording(&text).is_ok());
        // Every proper beginning is reported as cut, once it names the schema. The keys of this JSON are sorted.
        let after_schema = text.find(SCHEMA).unwrap() + SCHEMA.len();
        assert_eq!(decode_recording(&text[..after_schema]), Err(Refusal::FileCut));
        assert_eq!(decode_recording(&text[..text.len() - 1]), Err(Refusal::FileCut));
        let changed = |key: &str, value: Value| {
            let mut changed = good.clone();
            changed[key] = value;
            read(&changed)
        };
        assert_eq!(changed("schema", json!("lanes/recording@2")), Err(Refusal::FromTheFuture { version: 2 }));
        for schema in ["lanes/result@1", "lanes/recording@0", "lanes/recording@x"] {
            assert_eq!(changed("schema", json!(schema)), Err(Refusal::Malformed), "{schema}");
        }
        assert_eq!(
            changed("query", json!("x=none")),
            Err(Refusal::UnknownExperiment { given: "none".into() })
        );
        assert_eq!(changed("recordedAt", json!("<b>now</b>")), Err(Refusal::Malformed));
        assert_eq!(changed("runs", json!([])), Err(Refusal::Malformed));
        assert_eq!(changed("cores", json!(-1)), Err(Refusal::Malformed));
        for text in ["", "{}", "[]", "null", "not JSON", "{\"traceEvents\": []}"] {
            assert_eq!(decode_recording(text), Err(Refusal::Malformed), "{text}");
        }
        let bytes = MAX_RECORDING_BYTES + 1;
        assert_eq!(
            decode_recording(&" ".repeat(bytes)),
            Err(Refusal::FileTooLarge { bytes, limit: MAX_RECORDING_BYTES })
        );
    }

    #[test]
    fn numbers_beyond_the_limits_are_refused_before_they_take_memory() {
        let one = |spans: Vec<i64>| {
            read(&recording("x=sum-of-squares", "sequential", json!([{ "kind": "thread", "spans": spans }])))
        };
        assert_eq!(one([1, 0, 1, 1].repeat(100_001)), Err(Refusal::TooLarge));
        assert_eq!(one(vec![i64::from(u32::MAX), 0, 1, 1]), Err(Refusal::TooLarge));
        for spans in [vec![1, 0, 1], vec![-1, 0, 1, 1], vec![i64::MAX, 0, 1, 1]] {
            assert_eq!(one(spans), Err(Refusal::Malformed));
        }
        let read = one(vec![1, i64::MAX, i64::MAX, i64::MAX, 1, i64::MIN, i64::MAX, -1]).unwrap();
        assert!(read.runs[0].lanes[0].spans.iter().all(|span| span.end.0 <= 100.0 + TOLERANCE));
    }
}
