//! Trace events, which open in Perfetto and in Chrome's tracing page.
//!
//! Every strategy is a process and every lane a thread of it. Complete events of one thread must not overlap, but
//! tasks on an event loop do: there each row of the timeline is a thread. The format is the object form of *Trace
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
        self.name("process_name", run.turn.strategy.key().to_owned(), (pid, pid));
        for (index, lane) in run.lanes.iter().enumerate() {
            let rows = match lane.kind {
                LaneKind::Thread | LaneKind::Process => None,
                LaneKind::EventLoop => Some(assign_rows(&lane.spans)),
            };
            let row = |span: &Span| rows.as_ref().and_then(|rows| rows.get(&span.task)).copied().unwrap_or(0);
            let first = self.threads + 1;
            let last = first + lane.spans.iter().map(row).max().unwrap_or(0);
            for tid in first..=last {
                let name = match tid - first {
                    0 => run.lane_name(index),
                    row => format!("{}, row {}", run.lane_name(index), row + 1),
                };
                self.name("thread_name", name, (pid, tid));
            }
            self.all.extend(lane.spans.iter().map(|span| complete(span, pid, first + row(span))));
            self.threads = last;
        }
    }

    fn name(&mut self, what: &'static str, name: String, (pid, tid): (usize, usize)) {
        self.all.push(Event::Metadata { name: what, pid, tid, args: Name { name } });
    }
}

fn complete(span: &Span, pid: usize, tid: usize) -> Event {
    let task = span.task.map(|task| task.number());
    let (start, end) = (nanoseconds(span.start), nanoseconds(span.end));
    Event::Complete {
        name: match task {
            Some(task) => format!("task {task}: {}", span.phase.label()),
            None => span.phase.label().to_owned(),
        },
        cat: span.phase.key(),
        pid,
        tid,
        ts: start / 1e3,
        dur: (end - start).max(0.0) / 1e3,
        args: Task { task },
    }
}

/// Rounds to whole nanoseconds, so that adjacent spans still meet once durations are computed as differences.
fn nanoseconds(time: Millis) -> f64 {
    (time.0 * 1e6).round().max(0.0)
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
        assert_eq!((events[1]["ts"].as_f64(), events[1]["dur"].as_f64()), (Some(321_000.0), Some(160_500.0)));
        let mut threads: BTreeMap<u64, Vec<(f64, f64)>> = BTreeMap::new();
        for event in &events {
            let (ts, dur) = (event["ts"].as_f64().unwrap(), event["dur"].as_f64().unwrap());
            assert!(ts >= 0.0 && dur >= 0.0);
            threads.entry(event["tid"].as_u64().unwrap()).or_default().push((ts, ts + dur));
        }
        assert_eq!(threads.len(), 1 + 2 + 2);
        for spans in threads.values_mut() {
            spans.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(spans.windows(2).all(|pair| pair[0].1 <= pair[1].0 + 1e-6), "{spans:?}");
        }
    }
}
