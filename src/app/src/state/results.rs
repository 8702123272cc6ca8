//! Results of a job: the runs, and how they are to be shown.

use super::shared::Shared;
use lanes_catalogue::Setup;
use lanes_model::workload::File;
use lanes_model::{
    Ended, Enough, Environment, Failure, LaneTrace, Millis, Plan, Run, Strategy, Summary, Tile, Turn,
};
use lanes_report::export::machine::browser;
use lanes_report::record::{Detail, Record};
use lanes_report::report::{Report, View};
use std::cell::RefCell;
use std::rc::Rc;

/// Results of a job, or of a record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Results {
    /// Setup that was run. The controls may show another by now.
    pub(crate) setup: Setup,
    /// Strategies that were run.
    pub(crate) strategies: Vec<Strategy>,
    /// Runs so far, including warm-up runs.
    pub(crate) runs: Vec<Rc<Run>>,
    /// Point of the sweep that the reader chose to see.
    pub(crate) chosen_point: Option<u16>,
    /// Strategy that the reader chose to compare the others with.
    pub(crate) compared_with: Option<Strategy>,
    /// Machine and date of the measurement; None until the job ends.
    pub(crate) environment: Option<Environment>,
    /// End of the job; None while it runs, or if it failed.
    pub(crate) ended: Option<Ended>,
    /// Failure that ended the job early.
    pub(crate) failure: Option<Failure>,
    /// Origin of the results.
    pub(crate) source: Source,
    /// Latest report.
    pub(super) memo: Memo,
}

/// Memory for the latest report. Copies of the results can share it, since it knows what the report was made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memo(Rc<RefCell<Option<Remembered>>>);

/// A report with all that changes the report on the results of one job. Runs are only ever added.
#[derive(Debug)]
struct Remembered {
    runs: usize,
    view: View,
    is_machine_known: bool,
    report: Rc<Report>,
}

/// A memory is no property of the results.
impl PartialEq for Memo {
    fn eq(&self, _: &Memo) -> bool {
        true
    }
}

/// Origin of results.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Source {
    /// A job of this page.
    Measured(Measurement),
    /// A record, with this much of its lanes.
    Recorded(Detail),
}

/// Facts about a job of this page that a record does not contain.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Measurement {
    /// The reader's files that the tasks worked on.
    pub(crate) files: Option<Shared<Vec<File>>>,
    /// True if the tasks draw a picture.
    pub(crate) is_drawn: bool,
    /// The reader's prediction of the winner.
    pub(crate) prediction: Option<Strategy>,
    /// True if the page was out of sight for a part of the time. Browsers slow such pages down.
    pub(crate) was_hidden: bool,
    /// Combined product of the tasks of a run.
    pub(crate) merged: Option<Merged>,
    /// Reason why no more rounds were measured.
    pub(crate) enough: Option<Enough>,
}

/// Combined product of the tasks of a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Merged {
    /// Parts of all tasks, merged.
    pub(crate) summary: Summary,
    /// Time that merging took, outside the run's time.
    pub(crate) took: Millis,
}

/// Choices of the reader about the results that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResultsAction {
    /// The reader chose a point of the sweep.
    PointChosen(u16),
    /// The reader chose the strategy to compare the others with.
    BaselineChosen(Strategy),
}

/// Picture that a run draws piece by piece.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    /// Run that draws it.
    pub(crate) turn: Turn,
    /// Pieces so far.
    pub(crate) tiles: Vec<Rc<Tile>>,
}

/// Run under way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LiveRun {
    /// Place of the run in its job.
    pub(crate) turn: Turn,
    /// Time since the start of the run, at the last report.
    pub(crate) at: Millis,
    /// Reports so far: all lanes of the run, each with its spans since the report before.
    pub(crate) reports: Vec<Rc<[LaneTrace]>>,
}

impl Results {
    /// Creates the results of a job that has not run yet.
    pub(super) fn new(setup: Setup, plan: &Plan) -> Results {
        let is_drawn = plan.cases.iter().any(|case| case.work.workload().is_drawn());
        Results {
            setup,
            strategies: planned(plan),
            runs: Vec::new(),
            chosen_point: None,
            compared_with: None,
            environment: None,
            ended: None,
            failure: None,
            source: Source::Measured(Measurement { is_drawn, ..Measurement::default() }),
            memo: Memo::default(),
        }
    }

    /// Iterates over the runs so far, including warm-up runs.
    pub(crate) fn runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().map(Rc::as_ref)
    }

    /// Returns the strategy that the others are compared with.
    pub(crate) fn baseline(&self) -> Strategy {
        self.compared_with.unwrap_or(Strategy::Sequential)
    }

    /// Returns the index of the point of the sweep to show: the reader's choice, or the point that the lesson is about.
    /// Until that was run, the last point with a run.
    pub(crate) fn point(&self) -> u16 {
        let points = || self.runs.iter().map(|run| run.turn.point);
        let shown = self.setup.shown_point();
        let default = || points().find(|point| *point == shown).or_else(|| points().max());
        self.chosen_point.or_else(default).unwrap_or(0)
    }

    /// Returns the report on the runs so far, at the point that is shown. Makes it only if something has changed.
    ///
    /// For code that the page loads after the first view: lessons are large.
    pub(crate) fn report(&self) -> Rc<Report> {
        let view = View { point: self.point(), baseline: self.baseline(), is_telling: self.is_telling() };
        let (runs, is_machine_known) = (self.runs.len(), self.environment.is_some());
        let mut memo = self.memo.0.borrow_mut();
        let remembered = memo.as_ref().filter(|other| {
            (other.runs, other.view, other.is_machine_known) == (runs, view, is_machine_known)
        });
        if let Some(remembered) = remembered {
            return Rc::clone(&remembered.report);
        }
        let all: Vec<&Run> = self.runs().collect();
        let report = Rc::new(Report::new(&self.setup, &all, view, self.environment.as_ref()));
        *memo = Some(Remembered { runs, view, is_machine_known, report: Rc::clone(&report) });
        report
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

    /// Returns the amount of detail of the record that the results were read from; None if this page measured them.
    pub(crate) fn recorded(&self) -> Option<Detail> {
        match self.source {
            Source::Measured(_) => None,
            Source::Recorded(detail) => Some(detail),
        }
    }

    /// Returns true if Python recorded the results outside the browser.
    pub(crate) fn is_recording(&self) -> bool {
        self.environment.as_ref().is_some_and(|environment| environment.interpreter.is_some())
    }

    /// Returns the reader's files that the tasks worked on.
    pub(crate) fn files(&self) -> Option<&Shared<Vec<File>>> {
        self.measurement()?.files.as_ref()
    }

    /// Returns true if the tasks draw a picture.
    pub(crate) fn is_drawn(&self) -> bool {
        self.measurement().is_some_and(|measurement| measurement.is_drawn)
    }

    /// Returns the reader's prediction of the winner.
    pub(crate) fn prediction(&self) -> Option<Strategy> {
        self.measurement()?.prediction
    }

    /// Returns the combined product of the tasks of a run.
    pub(crate) fn merged(&self) -> Option<&Merged> {
        self.measurement()?.merged.as_ref()
    }

    /// Returns the reason why no more rounds were measured; None if unknown, as for a record.
    pub(crate) fn enough(&self) -> Option<Enough> {
        self.measurement()?.enough
    }

    /// Creates a record of the results. Returns None until their machine and date are known.
    pub(crate) fn record(&self) -> Option<Record> {
        let mut environment = self.environment.clone()?;
        // A record does not need the rest of the user agent string, which helps to identify the reader.
        environment.browser = browser(&environment.browser);
        Some(Record {
            setup: self.setup.clone(),
            environment,
            runs: self.runs.clone(),
            ended: self.ended,
            failure: self.failure.clone(),
            detail: self.recorded().unwrap_or(Detail::Whole),
            lost: Vec::new(),
        })
    }

    /// Returns true if the results have enough detail for the lesson of the experiment.
    pub(crate) fn is_telling(&self) -> bool {
        self.recorded().is_none_or(|detail| detail.is_telling(&self.setup))
    }
}

/// Lists the strategies of a plan in its order.
fn planned(plan: &Plan) -> Vec<Strategy> {
    let mut strategies: Vec<Strategy> = plan.cases.iter().map(|case| case.strategy).collect();
    strategies.dedup();
    strategies
}
