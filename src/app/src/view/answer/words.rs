//! Texts of the answer before and during a run.

/// Name of the section.
pub(super) const ANSWER: &str = "Answer";

pub(super) const RUN_TO_COMPARE: &str = "Which is fastest on your machine? Press Run to see.";
pub(super) const RUN_TO_MEASURE: &str = "Press Run to measure it on your machine.";
pub(super) const RUN_PROGRAM: &str = "Press Run to execute the program in your browser.";
/// Stands in for the chart of a sweep.
pub(super) const CHART_HERE: &str = "The chart appears here.";

pub(super) const PREDICTION: &str = "Your prediction (optional)";
pub(super) const NEXT_PREDICTION: &str = "Your prediction for the next run (optional)";
pub(super) const CLEAR: &str = "Clear";

pub(super) const ENGINE_STARTING: &str = "the engine is starting";
pub(super) const STARTING: &str = "starting";
pub(super) const MEASURING: &str = "Measuring: ";
/// Stands in for the progress of a program, which is unknown.
pub(super) const PROGRAM_RUNS: &str = "The program is running.";
