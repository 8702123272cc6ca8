//! The content of a record: recorded runs with all that they mean something with.

use lanes_catalogue::setup::Setup;
use lanes_model::Environment;
use lanes_model::failure::Failure;
use lanes_model::run::{Ended, Run};
use std::rc::Rc;

/// Results of an experiment on one machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Experiment and its settings.
    pub setup: Setup,
    /// Machine and date.
    pub environment: Environment,
    /// Recorded runs. Those that are [drawn](lanes_analysis::compare::representative) have their spans, as far as
    /// `detail` says; the others have one per phase, with its total time. Warm-ups are left out if the same case was
    /// measured, and so are products of tasks, except [figures](lanes_model::product).
    pub runs: Vec<Rc<Run>>,
    /// End of the runs; None if they failed.
    pub ended: Option<Ended>,
    /// Reason why the runs ended early.
    pub failure: Option<Failure>,
    /// Amount of detail that the lanes have.
    pub detail: Detail,
    /// Settings that could not be read, as sentences. Their defaults apply.
    pub lost: Vec<String>,
}

/// Contents of the fragment of a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Code that the reader wrote. Its length is within the limit, and nothing else about it is known.
    pub code: Option<String>,
    /// Recorded results.
    pub record: Option<Record>,
}

impl Record {
    /// Iterates over the runs.
    pub fn runs(&self) -> impl Iterator<Item = &Run> + Clone {
        self.runs.iter().map(Rc::as_ref)
    }
}

/// Amount of detail in a record's lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Every span of the runs that are drawn.
    Whole,
    /// Short spans of threads and processes are summed by phase. Times per phase stay exact.
    AddedUp,
    /// Event loops, too, only have what each did at every moment; tasks that waited at once are merged.
    LoopsToo,
    /// Times per phase only.
    Totals,
}

impl Detail {
    /// Returns true if the record still shows what the experiment teaches. Lessons use times and times per phase, and
    /// without a sweep also what tasks did at once.
    pub fn is_telling(self, setup: &Setup) -> bool {
        self <= Detail::AddedUp || setup.experiment().sweep.is_some()
    }
}
