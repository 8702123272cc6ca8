//! Results of a job: the runs, and how they are to be shown.

use super::shared::Shared;
use lanes_model::export::machine::browser;
use lanes_model::record::{Detail, Record};
use lanes_model::result::Environment;
use lanes_model::workload::File;
use lanes_model::{Approach, Ended, Enough, Failure, Millis, Plan, Run, Setup, Summary, Tile, Turn};
use std::rc::Rc;

/// Results of a job, or of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Setup that was run. The controls may show another by now.
    pub setup: Setup,
    /// Strategies that were run.
    pub approaches: Vec<Approach>,
    /// Runs so far, including warm-up runs.
    pub runs: Vec<Rc<Run>>,
    /// Point of the sweep that the reader chose to see.
    pub chosen_point: Option<u16>,
    /// Strategy that the reader chose to compare the others with.
    pub compared_with: Option<Approach>,
    /// Machine and date of the measurement; None until the job ends.
    pub environment: Option<Environment>,
    /// How the job ended; None while it runs, or if it failed.
    pub ended: Option<Ended>,
    /// Failure that ended the job early.
    pub failure: Option<Failure>,
    /// Where the results come from.
    pub source: Source,
}

/// Origin of results.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A job of this page.
    Measured(Measurement),
    /// A record, with this much of its lanes.
    Recorded(Detail),
}

/// Facts about a job of this page that a record does not contain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurement {
    /// The reader's files that the tasks worked on.
    pub files: Option<Shared<Vec<File>>>,
    /// True if the tasks draw a picture.
    pub is_drawn: bool,
    /// The reader's prediction of the winner.
    pub prediction: Option<Approach>,
    /// True if the page was out of sight for a part of the time. Browsers slow such pages down.
    pub was_hidden: bool,
    /// Combined product of the tasks of a run.
    pub merged: Option<Merged>,
    /// Reason why no more rounds were measured.
    pub enough: Option<Enough>,
}

/// Combined product of the tasks of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Parts of all tasks, merged.
    pub summary: Summary,
    /// Time that merging took, outside the run's time.
    pub took: Millis,
}

/// Choices of the reader about the results that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultsAction {
    /// The reader chose a point of the sweep.
    PointChosen(u16),
    /// The reader chose the strategy to compare the others with.
    BaselineChosen(Approach),
}

/// Picture that a run draws piece by piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Run that draws it.
    pub turn: Turn,
    /// Pieces so far.
    pub tiles: Vec<Rc<Tile>>,
}

impl Results {
    /// Creates the results of a job that has not run yet.
    pub(super) fn new(setup: Setup, plan: &Plan) -> Results {
        let is_drawn = plan.cases.iter().any(|case| case.work.workload().is_drawn());
        Results {
            setup,
            approaches: planned(plan),
            runs: Vec::new(),
            chosen_point: None,
            compared_with: None,
            environment: None,
            ended: None,
            failure: None,
            source: Source::Measured(Measurement { is_drawn, ..Measurement::default() }),
        }
    }

    /// Iterates over the runs so far, including warm-up runs.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().map(Rc::as_ref)
    }

    /// Strategy that the others are compared with.
    pub fn baseline(&self) -> Approach {
        self.compared_with.unwrap_or(Approach::SEQUENTIAL)
    }

    /// Index of the point of the sweep to show: the reader's choice, or the point that the lesson is about; until that
    /// was run, the last point with a run.
    pub fn point(&self) -> u16 {
        let points = || self.runs.iter().map(|run| run.turn.point);
        let shown = self.setup.shown_point();
        let default = || points().find(|point| *point == shown).or_else(|| points().max());
        self.chosen_point.or_else(default).unwrap_or(0)
    }

    pub(super) fn apply(&mut self, action: ResultsAction) {
        match action {
            ResultsAction::PointChosen(point) => self.chosen_point = Some(point),
            ResultsAction::BaselineChosen(strategy) => self.compared_with = Some(strategy),
        }
    }

    /// Facts that only the page that measured the results knows; None for a record.
    fn measurement(&self) -> Option<&Measurement> {
        match &self.source {
            Source::Measured(measurement) => Some(measurement),
            Source::Recorded(_) => None,
        }
    }

    /// Facts that only the page that measured the results knows, to change them; None for a record.
    pub(super) fn measurement_mut(&mut self) -> Option<&mut Measurement> {
        match &mut self.source {
            Source::Measured(measurement) => Some(measurement),
            Source::Recorded(_) => None,
        }
    }

    /// Amount of detail of the record that the results were read from; None if this page measured them.
    pub fn recorded(&self) -> Option<Detail> {
        match self.source {
            Source::Measured(_) => None,
            Source::Recorded(detail) => Some(detail),
        }
    }

    /// The reader's files that the tasks worked on.
    pub fn files(&self) -> Option<&Shared<Vec<File>>> {
        self.measurement()?.files.as_ref()
    }

    /// Returns true if the tasks draw a picture.
    pub fn is_drawn(&self) -> bool {
        self.measurement().is_some_and(|measurement| measurement.is_drawn)
    }

    /// The reader's prediction of the winner.
    pub fn prediction(&self) -> Option<Approach> {
        self.measurement()?.prediction
    }

    /// Combined product of the tasks of a run.
    pub fn merged(&self) -> Option<&Merged> {
        self.measurement()?.merged.as_ref()
    }

    /// Reason why no more rounds were measured; None if unknown, as for a record.
    pub fn enough(&self) -> Option<Enough> {
        self.measurement()?.enough
    }

    /// Creates a record of the results. Returns None until their machine and date are known.
    pub fn record(&self) -> Option<Record> {
        let mut environment = self.environment.clone()?;
        // A record does not need the rest of the user agent string, which helps to identify the reader.
        environment.browser = browser(&environment.browser);
        Some(Record {
            setup: self.setup.clone(),
            environment,
            runs: self.runs().cloned().collect(),
            ended: self.ended,
            failure: self.failure.clone(),
            detail: self.recorded().unwrap_or(Detail::Whole),
        })
    }

    /// Returns true if the results have enough detail for the lesson of the experiment.
    pub fn is_telling(&self) -> bool {
        self.recorded().is_none_or(|detail| detail.is_telling(&self.setup))
    }
}

/// Lists the strategies of a plan in its order.
fn planned(plan: &Plan) -> Vec<Approach> {
    let mut approaches: Vec<Approach> = plan.cases.iter().map(|case| case.approach).collect();
    approaches.dedup();
    approaches
}
