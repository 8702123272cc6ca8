//! The job that the engine works on.

use lanes_analysis::units;
use lanes_model::message::JobId;
use lanes_model::plan::LEAST_ROUNDS;
use lanes_model::{Millis, Plan, Repeats, Round, Rounds, Turn};

/// Job in progress.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Job {
    /// Identifier of the job.
    pub(crate) id: JobId,
    /// Row of the decision guide that the job measures, by experiment; None for a run of the reader's experiment.
    pub(crate) row: Option<&'static str>,
    /// Current run; None before the first.
    pub(crate) turn: Option<Turn>,
    /// Number of finished tasks, over all runs.
    pub(crate) done: u64,
    /// Number of tasks over all runs or, if the number of rounds is not fixed, over the rounds that have started.
    pub(crate) total: u64,
    /// Number of times each strategy is measured.
    pub(crate) repeats: Repeats,
    /// Time since the first measured round started.
    pub(crate) spent: Millis,
    /// Number of bytes that have been loaded for its first run; zero if nothing had to be.
    pub(crate) loaded: u64,
    /// True once the reader has pressed Stop.
    pub(crate) stopping: bool,
}

/// Progress of a job, for a progress bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Progress {
    /// Name of the quantity that the bar shows.
    pub(crate) label: &'static str,
    /// Current value.
    pub(crate) value: f64,
    /// Highest value.
    pub(crate) max: f64,
    /// Value and maximum in words.
    pub(crate) text: String,
}

impl Job {
    pub(super) fn new(id: JobId, row: Option<&'static str>, plan: &Plan) -> Job {
        let (total, repeats) = (Rounds::new(plan).tasks(), plan.repeats);
        Job { id, row, turn: None, done: 0, total, repeats, spent: Millis::ZERO, loaded: 0, stopping: false }
    }

    /// Computes the progress: in tasks, or in time if the job ends once its results have settled.
    pub(crate) fn progress(&self) -> Progress {
        match self.repeats {
            Repeats::Fixed { .. } => Progress {
                label: "Tasks done",
                value: self.done as f64,
                max: self.total as f64,
                text: format!("{} of {} tasks", units::grouped(self.done), units::grouped(self.total)),
            },
            Repeats::UntilSettled { budget_ms, .. } => {
                let (spent, budget) = (self.spent.0 / 1000.0, f64::from(budget_ms) / 1000.0);
                let spent = spent.min(budget);
                let text = format!("{spent:.0} s of {budget} s at most");
                Progress { label: "Time spent", value: spent, max: budget, text }
            }
        }
    }

    /// Describes the current run: its strategy and round. Returns None before the first.
    pub(crate) fn current_run(&self) -> Option<String> {
        let turn = self.turn?;
        let round = match (turn.round, self.repeats) {
            (Round::WarmUp, _) => "warming up".to_owned(),
            (Round::Measured(round), Repeats::Fixed { rounds }) => format!("{} of {rounds}", round + 1),
            (Round::Measured(round), Repeats::UntilSettled { .. }) => format!("round {}", round + 1),
        };
        Some(format!("{}, {round}", turn.strategy.key()))
    }

    /// Estimates the number of tasks over all runs, for the progress bar of a host page.
    ///
    /// If the number of rounds is not fixed, the estimate follows from the remaining time. It may change, and the job
    /// may end earlier.
    pub(crate) fn expected_tasks(&self) -> u64 {
        let Repeats::UntilSettled { budget_ms, .. } = self.repeats else { return self.total };
        let share = (self.spent.0 / f64::from(budget_ms)).clamp(0.0, 1.0);
        let by_time = if share > 0.0 { (self.done as f64 / share) as u64 } else { 0 };
        let is_warm = self.turn.is_some_and(|turn| turn.round != Round::WarmUp);
        let least = if is_warm { self.total } else { self.total * u64::from(LEAST_ROUNDS + 1) };
        by_time.max(least)
    }
}
