//! What the lanes did, and when.

use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// A task's place in its workload, counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TaskId(pub u32);

impl TaskId {
    /// The number a reader sees, counted from one.
    pub fn number(self) -> u32 {
        self.0.saturating_add(1)
    }
}

/// What a lane is doing during a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    /// Being made, before it can work.
    Spawn,
    /// Turning a task, or its answer, into bytes.
    Serialize,
    /// Waiting its turn: a message on its way, or a request that the browser holds back.
    Queue,
    /// Turning bytes into a task, or its answer.
    Deserialize,
    /// Waiting for a lock that another lane holds.
    LockWait,
    /// Using a core.
    Compute,
    /// Waiting for an answer from outside.
    IoWait,
    /// Having nothing to do yet: the stage before it, or whoever finds out what there is to do, is not that far.
    Starved,
    /// Keeping what it has, since the queue to the stage after it is full.
    Blocked,
}

impl Phase {
    /// All phases, in the order of a legend.
    pub const ALL: [Phase; 9] = [
        Phase::Spawn,
        Phase::Serialize,
        Phase::Queue,
        Phase::Deserialize,
        Phase::LockWait,
        Phase::Compute,
        Phase::IoWait,
        Phase::Starved,
        Phase::Blocked,
    ];

    /// The name in results and on the page.
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
        }
    }

    /// What a lane does in it, for a reader.
    pub fn label(self) -> &'static str {
        match self {
            Phase::Spawn => "starting",
            Phase::Serialize => "serialising",
            Phase::Queue => "queued",
            Phase::Deserialize => "deserialising",
            Phase::LockWait => "waiting for the GIL",
            Phase::Compute => "computing",
            Phase::IoWait => "waiting for I/O",
            Phase::Starved => "starved: nothing to do yet",
            Phase::Blocked => "blocked: the queue is full",
        }
    }
}

/// An interval on a lane: one task in one phase. Times count from the start of the run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// The task; none where the lane did something for itself.
    pub task: Option<TaskId>,
    /// What was done for it.
    pub phase: Phase,
    /// When it began.
    pub start: Millis,
    /// When it ended; never before `start`.
    pub end: Millis,
}

impl Span {
    /// How long it took.
    pub fn duration(&self) -> Millis {
        self.end - self.start
    }
}

/// What kind of thing makes progress on a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LaneKind {
    /// A thread: one span at a time.
    Thread,
    /// A process, with a memory of its own: one span at a time.
    Process,
    /// An event loop: many tasks may wait at once, one computes.
    EventLoop,
}

/// Which part of the work a lane does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// All of it.
    Whole,
    /// It fetches what other lanes process.
    Fetching,
    /// It processes what other lanes fetched.
    Processing,
}

/// One lane of a run and its spans, in the order in which they ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaneTrace {
    /// What kind of lane.
    pub kind: LaneKind,
    /// Which part of the work it does.
    pub stage: Stage,
    /// What it did.
    pub spans: Vec<Span>,
}

impl LaneTrace {
    /// The time all spans of that phase took together. On an event loop tasks wait at the same time, so
    /// this can be more than the wall time.
    pub fn total(&self, phase: Phase) -> Millis {
        self.spans.iter().filter(|span| span.phase == phase).map(Span::duration).sum()
    }

    /// The time it did anything, on a thread or a process.
    pub fn busy(&self) -> Millis {
        self.spans.iter().map(Span::duration).sum()
    }

    /// The first two spans that overlap, which on a thread must not happen.
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
    fn overlap_is_found_whatever_the_order() {
        let a = span(0, Phase::Compute, 0.0, 2.0);
        let b = span(1, Phase::Compute, 2.0, 4.0);
        let c = span(2, Phase::Compute, 3.0, 5.0);
        let lane = |spans| LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans };
        assert_eq!(lane(vec![b, a]).overlap(), None);
        assert_eq!(lane(vec![c, a, b]).overlap(), Some((b, c)));
    }
}
