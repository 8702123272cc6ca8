//! Texts of the settings, of Run and of Stop.

use lanes_catalogue::experiment::Parameter;

/// Name of the form.
pub(super) const SETTINGS: &str = "Settings";
/// Opens and closes the settings.
pub(super) const EDIT: &str = "Edit";
/// Opens the parameters that few readers need.
pub(super) const MORE: &str = "More";
/// Shows and hides the hints, where there is little room.
pub(super) const HELP: &str = "Help with the settings";

/// Name of the choice of the runtime.
pub(super) const RUNTIME: &str = "Runtime";
pub(super) const PYTHON_NEEDS_ISOLATION: &str =
    "CPython needs shared memory, which this page does not have. Open this page by itself: ";

pub(super) const COMPARE: &str = "Compare";
pub(super) const ONLY_STRATEGY: &str = "The only strategy chosen.";
pub(super) const NEEDS_SHARED_MEMORY: &str = "Needs shared memory, which this page does not have.";

pub(super) const RUN: &str = "Run";
pub(super) const RUN_KEY: &str = "Ctrl Enter";
pub(super) const STOP: &str = "Stop";
pub(super) const STOPPING: &str = "Stopping";
pub(super) const CHOOSE_A_FILE: &str = "Choose a file first.";

pub(super) fn fill_in(parameter: &Parameter) -> String {
    format!("Fill in “{}” first.", parameter.label)
}

/// Counts the chosen strategies: `3 of 4 strategies`.
pub(super) fn some_strategies(chosen: usize, all: usize) -> String {
    format!("{chosen} of {all} strategies")
}
