//! The report on an experiment's runs: all that page, embeds, exports and saved runs say about them.

use lanes_analysis::caution::cautions;
use lanes_analysis::compare::{Comparison, compare};
use lanes_catalogue::Setup;
use lanes_model::{Environment, Run, Strategy};

/// Selection of what to report on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Point of the sweep; zero without a sweep.
    pub point: u16,
    /// Strategy that speed-ups are relative to.
    pub baseline: Strategy,
    /// False if the runs lack the detail that lessons need, as in some records.
    pub is_telling: bool,
}

/// Findings about some runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Comparison with `sequential`, which lessons and cautions are about.
    pub comparison: Comparison,
    /// Comparison with the baseline of the view.
    pub shown: Comparison,
    /// Name of the step that is shown, in a sweep.
    pub step: Option<String>,
    /// Verdict as a sentence; None if the result is no time.
    pub verdict: Option<String>,
    /// Sentences about what the experiment teaches, if the figures show it.
    pub lesson: Option<String>,
    /// Reasons to be careful with the figures. Empty until the machine that measured them is known.
    pub cautions: Vec<String>,
}

impl Report {
    /// Reports on runs of a setup.
    pub fn new(setup: &Setup, runs: &[&Run], view: View, environment: Option<&Environment>) -> Report {
        let experiment = setup.experiment();
        let comparison = compare(runs.iter().copied(), view.point);
        let shown = comparison.clone().against(view.baseline);
        let step = experiment
            .sweep
            .as_ref()
            .and_then(|sweep| setup.points().get(usize::from(view.point)).map(|x| sweep.step(*x)));
        let verdict = shown.verdict.as_ref().filter(|_| setup.compares_times());
        let lesson = experiment.lesson().filter(|_| view.is_telling);
        Report {
            step,
            verdict: verdict.map(|verdict| verdict.sentence()),
            lesson: lesson.and_then(|lesson| lesson(setup, &comparison, runs)),
            cautions: environment
                .map_or_else(Vec::new, |environment| cautions(&comparison, runs, view.point, environment)),
            comparison,
            shown,
        }
    }
}
