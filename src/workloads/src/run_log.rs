//! Log of a run: gathers what its lanes report until all of them ended, and makes a [`Run`] of it.

use crate::lane::LaneReport;
use lanes_model::message::FromIsolate;
use lanes_model::run::check_trace;
use lanes_model::{
    Ended, Failure, LaneKind, LaneTrace, Millis, Product, Run, Stage, TaskId, TaskReport, Tile, Turn,
};

/// Event on the lanes of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum LaneEvent {
    /// A lane reported spans and tasks that ended.
    Reported {
        /// Index of the lane in its run.
        lane: usize,
        /// Spans and tasks that ended since the lane's last report.
        report: LaneReport,
    },
    /// Bytes were sent to a process, or came back.
    BytesMoved {
        /// Number of bytes.
        bytes: u64,
    },
    /// A lane ended.
    LaneEnded {
        /// Time of the end, counted from the run's epoch.
        at: Millis,
        /// Ending of the lane, or the failure that ended it.
        outcome: Result<Ended, Failure>,
    },
}

impl LaneEvent {
    /// Translates a message of an isolate that makes a whole run, on lane 0. Returns None for messages that are not
    /// part of a run. `now` dates failures, which carry no time of their own.
    pub fn from_isolate(
        message: Result<FromIsolate, Failure>,
        now: impl FnOnce() -> Millis,
    ) -> Option<LaneEvent> {
        match message {
            Ok(FromIsolate::LaneReport { spans, reports }) => {
                Some(LaneEvent::Reported { lane: 0, report: LaneReport { spans, reports } })
            }
            Ok(FromIsolate::LaneFinished { ended, at }) => {
                Some(LaneEvent::LaneEnded { at, outcome: Ok(ended) })
            }
            Ok(FromIsolate::Failed { failure }) | Err(failure) => {
                Some(LaneEvent::LaneEnded { at: now(), outcome: Err(failure) })
            }
            Ok(FromIsolate::Ready | FromIsolate::TaskFinished { .. }) => None,
        }
    }

    /// Moves the event of a stage to the stage's place in its run: lane 0 becomes lane `first`.
    #[must_use]
    pub fn on_lanes_from(self, first: usize) -> LaneEvent {
        match self {
            LaneEvent::Reported { lane, report } => LaneEvent::Reported { lane: lane + first, report },
            other => other,
        }
    }
}

/// Log of the run under way.
#[derive(Debug)]
pub struct RunLog {
    turn: Turn,
    lanes: Vec<LaneTrace>,
    /// Number of spans of each lane that were shown while the run was under way.
    shown: Vec<usize>,
    reports: Vec<TaskReport>,
    /// Tiles that were not taken yet. They are large, so no run keeps them.
    tiles: Vec<Tile>,
    /// Products to be merged after the run. They may be large, so no run keeps them.
    parts: Vec<Product>,
    lanes_at_work: usize,
    ended: Ended,
    start_up: Millis,
    wall: Millis,
    failure: Option<Failure>,
    bytes_moved: u64,
}

impl RunLog {
    /// Creates the log of a run on these lanes. `start_up` is the time it took to prepare them.
    pub fn new(turn: Turn, lanes: &[(LaneKind, Stage)], start_up: Millis) -> RunLog {
        let lane = |&(kind, stage): &(LaneKind, Stage)| LaneTrace { kind, stage, spans: Vec::new() };
        RunLog {
            turn,
            lanes: lanes.iter().map(lane).collect(),
            shown: vec![0; lanes.len()],
            reports: Vec::new(),
            tiles: Vec::new(),
            parts: Vec::new(),
            lanes_at_work: lanes.len(),
            ended: Ended::Completed,
            start_up,
            wall: Millis::ZERO,
            failure: None,
            bytes_moved: 0,
        }
    }

    /// Adds an event. Reports count even if their lane has ended.
    pub fn add(&mut self, event: LaneEvent) {
        match event {
            LaneEvent::Reported { lane, report } => {
                if let Some(trace) = self.lanes.get_mut(lane) {
                    trace.spans.extend(report.spans);
                }
                for mut report in report.reports {
                    if let Ok(answer) = &mut report.outcome {
                        match answer.product.take() {
                            Some(Product::Tile(tile)) => self.tiles.push(tile),
                            Some(part) if part.is_part() => self.parts.push(part),
                            small => answer.product = small,
                        }
                    }
                    self.reports.push(report);
                }
            }
            LaneEvent::BytesMoved { bytes } => self.bytes_moved += bytes,
            LaneEvent::LaneEnded { at, outcome } => {
                self.lanes_at_work = self.lanes_at_work.saturating_sub(1);
                self.wall = self.wall.max(at);
                match outcome {
                    Ok(Ended::Completed) => {}
                    Ok(Ended::Stopped) => self.ended = Ended::Stopped,
                    Err(failure) => self.failure = self.failure.take().or(Some(failure)),
                }
            }
        }
    }

    /// Returns the number of lanes that have not ended.
    pub fn lanes_at_work(&self) -> usize {
        self.lanes_at_work
    }

    /// Sets the failure's task, unless the failure names one itself.
    pub fn name_failed_task(&mut self, task: impl FnOnce() -> Option<TaskId>) {
        if let Some(failure) = self.failure.as_mut().filter(|failure| failure.task.is_none()) {
            failure.task = task();
        }
    }

    /// Returns true if a lane failed, and with it the run.
    pub fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Returns the number of tasks that ended.
    pub fn tasks_done(&self) -> u64 {
        self.reports.len() as u64
    }

    /// Copies the spans that came since the last call: all lanes, with at most about `most` spans together. Of more, every
    /// nth of a lane is copied.
    pub fn copy_new_spans(&mut self, most: usize) -> Vec<LaneTrace> {
        let room = (most / self.lanes.len().max(1)).max(1);
        let copy = |(lane, shown): (&LaneTrace, &mut usize)| {
            let new = &lane.spans[*shown..];
            *shown = lane.spans.len();
            let spans = new.iter().step_by(new.len().div_ceil(room).max(1)).copied().collect();
            LaneTrace { kind: lane.kind, stage: lane.stage, spans }
        };
        self.lanes.iter().zip(&mut self.shown).map(copy).collect()
    }

    /// Takes the tiles that came since the last call.
    pub fn take_tiles(&mut self) -> Vec<Tile> {
        std::mem::take(&mut self.tiles)
    }

    /// Takes the products that are useful only when merged.
    pub fn take_parts(&mut self) -> Vec<Product> {
        std::mem::take(&mut self.parts)
    }

    /// Gives up the lanes that have not ended: the run was stopped at `now`.
    pub fn abandon(&mut self, now: Millis) {
        if self.lanes_at_work > 0 {
            self.ended = Ended::Stopped;
            self.wall = self.wall.max(now);
        }
    }

    /// Makes the run.
    ///
    /// # Errors
    /// The first failure of a lane; in debug builds also an impossible trace.
    pub fn finish(self) -> Result<Run, Failure> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let run = Run {
            turn: self.turn,
            ended: self.ended,
            start_up: self.start_up,
            wall: self.wall,
            lanes: self.lanes,
            reports: self.reports,
            bytes_moved: self.bytes_moved,
        };
        if cfg!(debug_assertions) && run.ended == Ended::Completed {
            check_trace(&run)?;
        }
        Ok(run)
    }
}
