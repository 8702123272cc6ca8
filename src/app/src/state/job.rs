//! A job, and what it gave.

use super::Shared;
use lanes_analysis::units;
use lanes_catalogue::Setup;
use lanes_model::Environment;
use lanes_model::message::JobId;
use lanes_model::plan::LEAST_ROUNDS;
use lanes_model::workload::File;
use lanes_model::{
    Ended, Enough, Failure, Millis, Plan, Repeats, Round, Rounds, Run, Strategy, Summary, Tile, Turn,
};
use lanes_report::record::Detail;
use std::rc::Rc;

/// A job under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its name.
    pub id: JobId,
    /// The row of the guide it fills in, by experiment; none where it is the reader's own.
    pub row: Option<&'static str>,
    /// The run being made, once there is one.
    pub turn: Option<Turn>,
    /// Tasks done, over all runs.
    pub done: u64,
    /// Tasks there are, over all runs; where their number is not fixed, over those of the rounds that began.
    pub total: u64,
    /// How often each strategy is measured.
    pub repeats: Repeats,
    /// Time since the first measured round began.
    pub spent: Millis,
    /// Whether Stop was pressed.
    pub stopping: bool,
}

/// Progress of a job, as a reader sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// What is counted.
    pub label: &'static str,
    /// How much of it there is.
    pub value: f64,
    /// How much there is at most.
    pub max: f64,
    /// The same, for a reader.
    pub text: String,
}

impl Job {
    pub(super) fn new(id: JobId, row: Option<&'static str>, plan: &Plan) -> Job {
        let (total, repeats) = (Rounds::new(plan).tasks(), plan.repeats);
        Job { id, row, turn: None, done: 0, total, repeats, spent: Millis::ZERO, stopping: false }
    }

    /// How far it is: by tasks, or, where it ends by itself, by the time it has at most.
    pub fn progress(&self) -> Progress {
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

    /// The run being made: strategy and round. None before the first.
    pub fn doing(&self) -> Option<String> {
        let turn = self.turn?;
        let round = match (turn.round, self.repeats) {
            (Round::WarmUp, _) => "warming up".to_owned(),
            (Round::Measured(round), Repeats::Fixed { rounds }) => format!("{} of {rounds}", round + 1),
            (Round::Measured(round), Repeats::UntilSettled { .. }) => format!("round {}", round + 1),
        };
        Some(format!("{}, {round}", turn.strategy.key()))
    }

    /// Tasks there may be, for a host that shows how far a job is. Where the job ends by itself, an estimate from the
    /// time that is left: it may change, and the job may end before.
    pub fn expected_tasks(&self) -> u64 {
        let Repeats::UntilSettled { budget_ms, .. } = self.repeats else { return self.total };
        let share = (self.spent.0 / f64::from(budget_ms)).clamp(0.0, 1.0);
        let by_time = if share > 0.0 { (self.done as f64 / share) as u64 } else { 0 };
        let is_warm = self.turn.is_some_and(|turn| turn.round != Round::WarmUp);
        let least = if is_warm { self.total } else { self.total * u64::from(LEAST_ROUNDS + 1) };
        by_time.max(least)
    }
}

/// What a job gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// What was run: the controls may show something else by now.
    pub setup: Setup,
    /// The reader's own files that it was run on.
    pub files: Option<Shared<Vec<File>>>,
    /// The strategies that were run.
    pub strategies: Vec<Strategy>,
    /// Whether its tasks draw a picture.
    pub is_drawn: bool,
    /// The runs so far, warm-up among them.
    pub runs: Vec<Rc<Run>>,
    /// The point of what is varied that the reader chose to look at.
    pub chosen_point: Option<u16>,
    /// What the others are compared with, where the reader chose.
    pub compared_with: Option<Strategy>,
    /// Who the reader thought would win.
    pub predicted: Option<Strategy>,
    /// Whether the page was hidden for a part of the time.
    pub hidden: bool,
    /// Where and when it was measured, once it is over.
    pub environment: Option<Environment>,
    /// What the tasks of a run made together.
    pub merged: Option<Merged>,
    /// How it ended; nothing while it goes on or where it failed.
    pub ended: Option<Ended>,
    /// Why no more rounds were measured; None where that is not known, as of a record.
    pub enough: Option<Enough>,
    /// Why it ended early.
    pub failure: Option<Failure>,
    /// How much there is of its lanes, where it was read from a record; nothing where this page measured it.
    pub recorded: Option<Detail>,
}

impl Results {
    /// Nothing yet.
    pub(super) fn new(setup: Setup, plan: &Plan) -> Results {
        Results {
            setup,
            strategies: planned(plan),
            is_drawn: plan.cases.iter().any(|case| case.work.workload().is_drawn()),
            runs: Vec::new(),
            chosen_point: None,
            compared_with: None,
            predicted: None,
            hidden: false,
            environment: None,
            files: None,
            merged: None,
            ended: None,
            enough: None,
            failure: None,
            recorded: None,
        }
    }

    /// The runs so far.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().map(Rc::as_ref)
    }

    /// What the others are compared with.
    pub fn baseline(&self) -> Strategy {
        self.compared_with.unwrap_or(Strategy::Sequential)
    }

    /// The point of what is varied that is looked at: the chosen one, or the one that the lesson speaks of; before that
    /// was run, the last there is a run of.
    pub fn point(&self) -> u16 {
        let points = || self.runs.iter().map(|run| run.turn.point);
        let shown = self.setup.shown_point();
        let default = || points().find(|point| *point == shown).or_else(|| points().max());
        self.chosen_point.or_else(default).unwrap_or(0)
    }
}

/// What the tasks of a run made together.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Their parts, merged.
    pub summary: Summary,
    /// How long merging took, outside the run's time.
    pub took: Millis,
}

/// A picture that a run draws piece by piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The run.
    pub turn: Turn,
    /// The pieces so far.
    pub tiles: Vec<Rc<Tile>>,
}

/// The strategies of a plan, in its order.
fn planned(plan: &Plan) -> Vec<Strategy> {
    let mut strategies: Vec<Strategy> = plan.cases.iter().map(|case| case.strategy).collect();
    strategies.dedup();
    strategies
}
