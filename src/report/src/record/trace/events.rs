//! Events of a trace file in Chrome's format, read one by one: calls of functions by thread.

use super::super::limits::{MAX_LANES, MAX_TRACE_EVENTS};
use super::super::refusal::Refusal;
use super::problem::TraceProblem;
use super::waits::wait_of;
use lanes_model::trace::Phase;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;

/// A call of a function, or another interval.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// Index of the thread.
    pub(super) thread: usize,
    /// Start and end, in microseconds of the trace's clock.
    pub(super) start: f64,
    pub(super) end: f64,
    /// Phase that the page's own export names, or in which a function of CPython waits.
    pub(super) phase: Option<Phase>,
    /// Task, in the page's own export.
    pub(super) task: Option<u32>,
}

/// Thread of a trace.
#[derive(Clone, Debug, Default)]
pub(super) struct Thread {
    pub(super) process: String,
    /// Name; empty if the trace has none.
    pub(super) name: String,
}

/// Process of a trace.
#[derive(Clone, Debug, Default)]
pub(super) struct Process {
    pub(super) name: String,
    /// Duration, in the page's own export.
    pub(super) wall: Option<f64>,
}

/// Contents of a trace.
#[derive(Debug, Default)]
pub(super) struct Events {
    pub(super) calls: Vec<Call>,
    pub(super) threads: Vec<Thread>,
    /// Processes by their numbers.
    pub(super) processes: HashMap<String, Process>,
    numbers: HashMap<(String, String), usize>,
    /// Calls that have begun (`B`) and not ended (`E`), by thread.
    open: HashMap<usize, Vec<(f64, Option<Phase>)>>,
    /// Number of the event that is read.
    number: usize,
    problem: Option<TraceProblem>,
}

#[derive(Deserialize)]
struct Event {
    ph: Option<String>,
    name: Option<String>,
    cat: Option<String>,
    ts: Option<f64>,
    dur: Option<f64>,
    pid: Option<Value>,
    tid: Option<Value>,
    args: Option<Value>,
}

impl Events {
    /// Reads the events of a trace, and nothing else of it.
    ///
    /// # Errors
    /// Fails if the text is no trace, or has more or other events than can be read.
    pub(super) fn read(text: &str) -> Result<Events, TraceProblem> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Document {
            trace_events: Events,
        }
        let read = if text.trim_start().starts_with('[') {
            serde_json::from_str::<Events>(text)
        } else {
            serde_json::from_str::<Document>(text).map(|document| document.trace_events)
        };
        let mut events = read.map_err(|error| match error.is_eof() {
            true => TraceProblem::Refused(Refusal::FileCut),
            false => TraceProblem::Event { line: error.line(), column: error.column() },
        })?;
        match events.problem.take() {
            Some(problem) => Err(problem),
            None => {
                events.end_open_calls();
                Ok(events)
            }
        }
    }

    fn add(&mut self, event: Event) -> Result<(), TraceProblem> {
        self.number += 1;
        let kind = event.ph.as_deref().unwrap_or_default();
        if kind == "M" {
            return self.name(&event);
        }
        if !matches!(kind, "X" | "B" | "E") {
            return Ok(());
        }
        let missing = |key| TraceProblem::Number { event: self.number, key };
        let start = event.ts.ok_or(missing("ts"))?;
        let thread = self.thread(&event)?;
        let cat = event.cat.as_deref().unwrap_or_default();
        let named = Phase::ALL.into_iter().find(|phase| phase.key() == cat);
        let phase = named.or_else(|| wait_of(event.name.as_deref().unwrap_or_default()));
        match kind {
            "X" => {
                let end = start
                    + event.dur.ok_or(TraceProblem::Number { event: self.number, key: "dur" })?.max(0.0);
                let task = event.args.as_ref().and_then(|args| args.get("task")).and_then(Value::as_u64);
                let task = task.and_then(|task| u32::try_from(task).ok());
                self.push(Call { thread, start, end, phase, task })
            }
            "B" => {
                self.open.entry(thread).or_default().push((start, phase));
                self.check()
            }
            // An end without a beginning is of a call that began before the trace.
            _ => match self.open.get_mut(&thread).and_then(Vec::pop) {
                Some((begin, phase)) => {
                    self.push(Call { thread, start: begin, end: start.max(begin), phase, task: None })
                }
                None => Ok(()),
            },
        }
    }

    fn push(&mut self, call: Call) -> Result<(), TraceProblem> {
        self.calls.push(call);
        self.check()
    }

    fn check(&self) -> Result<(), TraceProblem> {
        // Open calls are counted with all events, since each takes memory.
        if self.calls.len().max(self.number) > MAX_TRACE_EVENTS || self.threads.len() > MAX_LANES {
            return Err(TraceProblem::TooManyEvents);
        }
        Ok(())
    }

    /// Takes the name of a process or a thread.
    fn name(&mut self, event: &Event) -> Result<(), TraceProblem> {
        let text = |key| event.args.as_ref().and_then(|args| args.get(key));
        let name = text("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        match event.name.as_deref() {
            Some("process_name") => {
                let wall = text("wall").and_then(Value::as_f64);
                self.processes.insert(id(event.pid.as_ref()), Process { name, wall });
            }
            Some("thread_name") => {
                let thread = self.thread(event)?;
                self.threads[thread].name = name;
            }
            _ => {}
        }
        self.check()
    }

    fn thread(&mut self, event: &Event) -> Result<usize, TraceProblem> {
        let (process, thread) = (id(event.pid.as_ref()), id(event.tid.as_ref()));
        let next = self.threads.len();
        let number = *self.numbers.entry((process.clone(), thread)).or_insert(next);
        if number == next {
            self.threads.push(Thread { process, name: String::new() });
        }
        self.check().map(|()| number)
    }

    /// Ends the calls that have not ended with the last event.
    fn end_open_calls(&mut self) {
        let last = self.calls.iter().map(|call| call.end).fold(f64::MIN, f64::max);
        for (thread, open) in std::mem::take(&mut self.open) {
            for (start, phase) in open {
                self.calls.push(Call { thread, start, end: last.max(start), phase, task: None });
            }
        }
    }
}

/// Returns the number of a process or thread as text. Some tools write names.
fn id(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

impl<'de> Deserialize<'de> for Events {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Events, D::Error> {
        struct OneByOne;
        impl<'de> Visitor<'de> for OneByOne {
            type Value = Events;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("trace events")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Events, A::Error> {
                let mut events = Events::default();
                while let Some(event) = all.next_element::<Event>()? {
                    if let Err(problem) = events.add(event) {
                        events.problem = Some(problem);
                        break;
                    }
                }
                if events.problem.is_some() {
                    // The rest is passed over, so that only this problem is reported.
                    while all.next_element::<serde::de::IgnoredAny>().map_err(A::Error::custom)?.is_some() {}
                }
                Ok(events)
            }
        }
        deserializer.deserialize_seq(OneByOne)
    }
}
