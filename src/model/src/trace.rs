//! Traces: what the lanes did, and when.

use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// Index of a task in its workload, counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TaskId(pub u32);

impl TaskId {
    /// Returns the number that readers see, counted from one.
    pub fn number(self) -> u32 {
        self.0.saturating_add(1)
    }
}

/// Activity of a lane during a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    /// Starting up, before the lane can work.
    Spawn,
    /// Turning a task or its answer into bytes.
    Serialize,
    /// Waiting in a queue: a message on its way, or a request that the browser holds back.
    Queue,
    /// Turning bytes into a task or its answer.
    Deserialize,
    /// Waiting for the GIL.
    LockWait,
    /// Using a core.
    Compute,
    /// Waiting for a response from outside.
    IoWait,
    /// Waiting for work: the stage before, or the lane that discovers tasks, has not got that far.
    Starved,
    /// Waiting to pass on a result, because the queue to the next stage is full.
    Blocked,
    /// Waiting for a lock of the program that another lane holds, or for what such a lock guards, such as a queue. In CPython
    /// also computing in a library that has released the GIL, since the events of both are the same.
    MutexWait,
}

impl Phase {
    /// All phases, in the order of a legend.
    pub const ALL: [Phase; 10] = [
        Phase::Spawn,
        Phase::Serialize,
        Phase::Queue,
        Phase::Deserialize,
        Phase::LockWait,
        Phase::Compute,
        Phase::IoWait,
        Phase::Starved,
        Phase::Blocked,
        Phase::MutexWait,
    ];

    /// Returns the phase's key in results and on the page.
    pub fn key(self) -> &'static str {
        match self {
            Phase::Spawn => "spawn",
            Phase::Serialize => "serialize",
            Phase::Queue => "queue",
            Phase::Deserialize => "deserialize",
            Phase::LockWait => "lock-wait",
            Phase::Compute => "compute",
            Phase::IoWait => "io-wait",
            Phase::Starved => "starved",
            Phase::Blocked => "blocked",
            Phase::MutexWait => "mutex-wait",
        }
    }

    /// Describes the phase to a reader.
    pub fn label(self) -> &'static str {
        match self {
            Phase::Spawn => "starting",
            Phase::Serialize => "serializing",
            Phase::Queue => "queued",
            Phase::Deserialize => "deserializing",
            Phase::LockWait => "waiting for the GIL",
            Phase::Compute => "computing",
            Phase::IoWait => "waiting for I/O",
            Phase::Starved => "starved: waiting for work",
            Phase::Blocked => "blocked: the queue is full",
            Phase::MutexWait => "waiting for a lock or queue, or in a library",
        }
    }
}

/// Interval on a lane: a task in one phase. Times count from the start of the run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Task of the span; None where the lane worked for itself.
    pub task: Option<TaskId>,
    /// Phase of the task.
    pub phase: Phase,
    /// Start of the span.
    pub start: Millis,
    /// End of the span; never before `start`.
    pub end: Millis,
}

impl Span {
    /// Returns the length of the span.
    pub fn duration(&self) -> Millis {
        self.end - self.start
    }
}

/// Kind of lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LaneKind {
    /// A thread: one span at a time.
    Thread,
    /// A process, with memory of its own: one span at a time.
    Process,
    /// An event loop: many tasks can wait at once, but only one computes.
    EventLoop,
}

/// Part of the work that a lane does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The whole work.
    Whole,
    /// Fetching what other lanes process.
    Fetching,
    /// Processing what other lanes fetched.
    Processing,
}

/// Trace of a lane, with its spans in the order in which they ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaneTrace {
    /// Kind of lane.
    pub kind: LaneKind,
    /// Part of the work that the lane does.
    pub stage: Stage,
    /// Spans of the lane.
    pub spans: Vec<Span>,
}

impl LaneTrace {
    /// Sums the time of all spans of a phase. Tasks on an event loop wait at the same time, so the sum can exceed the
    /// wall time.
    pub fn total(&self, phase: Phase) -> Millis {
        self.spans.iter().filter(|span| span.phase == phase).map(Span::duration).sum()
    }

    /// Sums the time of all spans, which on a thread or a process never overlap.
    pub fn busy(&self) -> Millis {
        self.spans.iter().map(Span::duration).sum()
    }

    /// Finds the first two spans that overlap. On a thread or a process there must be none.
    pub fn overlap(&self) -> Option<(Span, Span)> {
        let mut spans = self.spans.clone();
        spans.sort_by(|a, b| a.start.0.total_cmp(&b.start.0).then(a.end.0.total_cmp(&b.end.0)));
        spans.windows(2).find(|pair| pair[1].start < pair[0].end).map(|pair| (pair[0], pair[1]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(task: u32, phase: Phase, start: f64, end: f64) -> Span {
        Span { task: Some(TaskId(task)), phase, start: Millis(start), end: Millis(end) }
    }

    #[test]
    fn totals_are_per_phase() {
        let spans = vec![span(0, Phase::Compute, 0.0, 2.0), span(0, Phase::IoWait, 2.0, 7.0)];
        let lane = LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans };
        assert_eq!(lane.total(Phase::Compute), Millis(2.0));
        assert_eq!(lane.total(Phase::IoWait), Millis(5.0));
    }

    #[test]
    fn overlap_is_found_in_any_order() {
        let a = span(0, Phase::Compute, 0.0, 2.0);
        let b = span(1, Phase::Compute, 2.0, 4.0);
        let c = span(2, Phase::Compute, 3.0, 5.0);
        let lane = |spans| LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans };
        assert_eq!(lane(vec![b, a]).overlap(), None);
        assert_eq!(lane(vec![c, a, b]).overlap(), Some((b, c)));
    }
}
