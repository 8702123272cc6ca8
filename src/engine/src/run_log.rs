//! What is known of the run under way.

use lanes_model::run::check_trace;
use lanes_model::{
    Ended, Failure, LaneKind, LaneTrace, Millis, Product, Run, Stage, TaskId, TaskReport, Tile, Turn,
};
use lanes_workloads::LaneNews;

/// What the lanes of a run tell the conductor.
#[derive(Debug)]
pub(crate) enum LaneEvent {
    /// Something happened on a lane.
    News { lane: usize, news: LaneNews },
    /// So many bytes went to a process, or came back.
    Moved { bytes: u64 },
    /// A lane has no more to do.
    Ended { at: Millis, outcome: Result<Ended, Failure> },
}

impl LaneEvent {
    /// The same, where the lanes it counts from zero are those from `first` on.
    pub(crate) fn on_lanes_from(self, first: usize) -> LaneEvent {
        match self {
            LaneEvent::News { lane, news } => LaneEvent::News { lane: lane + first, news },
            other => other,
        }
    }
}

/// Gathers what the lanes tell until all of them ended.
#[derive(Debug)]
pub(crate) struct RunLog {
    turn: Turn,
    lanes: Vec<LaneTrace>,
    reports: Vec<TaskReport>,
    /// Pieces of a picture that were not told yet. They are large, so that no run keeps them.
    tiles: Vec<Tile>,
    /// What is of use only when merged. It may be large, so that no run keeps it.
    parts: Vec<Product>,
    lanes_at_work: usize,
    ended: Ended,
    start_up: Millis,
    wall: Millis,
    failure: Option<Failure>,
    bytes_moved: u64,
}

impl RunLog {
    /// For a run on such lanes.
    pub(crate) fn new(turn: Turn, lanes: &[(LaneKind, Stage)], start_up: Millis) -> RunLog {
        let lane = |&(kind, stage): &(LaneKind, Stage)| LaneTrace { kind, stage, spans: Vec::new() };
        RunLog {
            turn,
            lanes: lanes.iter().map(lane).collect(),
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

    /// Adds what a lane told.
    pub(crate) fn add(&mut self, event: LaneEvent) {
        match event {
            LaneEvent::News { lane, news } => {
                if let Some(trace) = self.lanes.get_mut(lane) {
                    trace.spans.extend(news.spans);
                }
                for mut report in news.reports {
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
            LaneEvent::Moved { bytes } => self.bytes_moved += bytes,
            LaneEvent::Ended { at, outcome } => {
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

    /// Lanes that have not ended.
    pub(crate) fn lanes_at_work(&self) -> usize {
        self.lanes_at_work
    }

    /// Names the task that a failure hit, where it does not do so itself.
    pub(crate) fn name_failed_task(&mut self, task: impl FnOnce() -> Option<TaskId>) {
        if let Some(failure) = self.failure.as_mut().filter(|failure| failure.task.is_none()) {
            failure.task = task();
        }
    }

    /// Whether a lane failed, and with it the run.
    pub(crate) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Tasks that ended.
    pub(crate) fn tasks_done(&self) -> u64 {
        self.reports.len() as u64
    }

    /// The pieces of a picture that came since the last call.
    pub(crate) fn take_tiles(&mut self) -> Vec<Tile> {
        std::mem::take(&mut self.tiles)
    }

    /// What the tasks made that is of use only when merged.
    pub(crate) fn take_parts(&mut self) -> Vec<Product> {
        std::mem::take(&mut self.parts)
    }

    /// Gives the lanes at work up: the run was stopped at `now`.
    pub(crate) fn abandon(&mut self, now: Millis) {
        if self.lanes_at_work > 0 {
            self.ended = Ended::Stopped;
            self.wall = self.wall.max(now);
        }
    }

    /// The run, or what made it fail.
    ///
    /// # Errors
    /// The failure of a lane; in debug builds also where the trace cannot be true.
    pub(crate) fn finish(self) -> Result<Run, Failure> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_model::product::Score;
    use lanes_model::{Answer, Checksum, FailureKind, Phase, Round, Span, Strategy};
    use wasm_bindgen_test::wasm_bindgen_test;

    const TURN: Turn = Turn { strategy: Strategy::Sequential, point: 0, round: Round::Measured(0) };

    fn log() -> RunLog {
        RunLog::new(TURN, &[(LaneKind::Thread, Stage::Whole); 2], Millis::ZERO)
    }

    fn news(lane: usize, task: u32) -> LaneEvent {
        let task = TaskId(task);
        let spans =
            vec![Span { task: Some(task), phase: Phase::Compute, start: Millis(0.0), end: Millis(1.0) }];
        let reports = vec![TaskReport { task, outcome: Ok(Checksum(1).into()) }];
        LaneEvent::News { lane, news: LaneNews { spans, reports } }
    }

    fn ended(at: f64, outcome: Result<Ended, Failure>) -> LaneEvent {
        LaneEvent::Ended { at: Millis(at), outcome }
    }

    #[wasm_bindgen_test]
    fn the_wall_time_is_that_of_the_last_lane() {
        let mut log = log();
        log.add(news(1, 0));
        log.add(ended(5.0, Ok(Ended::Completed)));
        assert_eq!(log.lanes_at_work(), 1);
        log.add(ended(3.0, Ok(Ended::Completed)));
        let run = log.finish().unwrap();
        assert_eq!((run.wall, run.ended), (Millis(5.0), Ended::Completed));
        assert_eq!((run.lanes[0].spans.len(), run.lanes[1].spans.len()), (0, 1));
    }

    #[wasm_bindgen_test]
    fn a_run_given_up_is_a_stopped_one() {
        let mut log = log();
        log.add(news(0, 0));
        log.add(ended(2.0, Ok(Ended::Completed)));
        log.abandon(Millis(9.0));
        let run = log.finish().unwrap();
        assert_eq!((run.wall, run.ended, run.reports.len()), (Millis(9.0), Ended::Stopped, 1));
    }

    #[wasm_bindgen_test]
    fn the_first_failure_is_the_one_told() {
        let failure = |message| Failure::new(FailureKind::Panic, message);
        let mut log = log();
        log.add(ended(1.0, Err(failure("first"))));
        log.add(ended(2.0, Err(failure("second"))));
        assert_eq!(log.finish(), Err(failure("first")));
    }

    #[wasm_bindgen_test]
    fn pieces_of_a_picture_are_told_once_and_kept_by_no_run() {
        let tile = Tile { picture: (2, 1), at: (1, 0), width: 1, rgba: vec![9; 4] };
        let product = Some(Product::Tile(tile.clone()));
        let outcome = Ok(Answer { checksum: Checksum(1), product });
        let reports = vec![TaskReport { task: TaskId(0), outcome }];
        let mut log = log();
        log.add(LaneEvent::News { lane: 0, news: LaneNews { spans: Vec::new(), reports } });
        assert_eq!((log.take_tiles(), log.take_tiles()), (vec![tile], Vec::new()));
        assert_eq!(log.finish().unwrap().reports[0].outcome, Ok(Checksum(1).into()));
    }

    #[wasm_bindgen_test]
    fn parts_are_kept_apart_and_small_products_are_not() {
        let words = Product::Words(vec![("word".into(), 1)]);
        let score = Product::Score(Score { right: 1, tested: 2 });
        let report = |product: &Product| {
            let outcome = Ok(Answer { checksum: Checksum(1), product: Some(product.clone()) });
            TaskReport { task: TaskId(0), outcome }
        };
        let reports = vec![report(&words), report(&score)];
        let mut log = log();
        log.add(LaneEvent::News { lane: 0, news: LaneNews { spans: Vec::new(), reports } });
        assert_eq!((log.take_parts(), log.take_parts()), (vec![words], Vec::new()));
        let products: Vec<_> =
            log.finish().unwrap().reports.into_iter().map(|report| report.outcome.unwrap().product).collect();
        assert_eq!(products, [None, Some(score)]);
    }
}
