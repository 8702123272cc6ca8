//! Texts of the controls, of Run and Stop, and of the prediction.

use lanes_catalogue::experiment::Parameter;

/// Name of the form.
pub(super) const EXPERIMENT: &str = "Experiment";
/// Opens the parameters that few readers need.
pub(super) const MORE: &str = "More";

pub(super) const COMPARE: &str = "Compare";
pub(super) const ONLY_STRATEGY: &str = "The only strategy chosen.";
pub(super) const NEEDS_SHARED_MEMORY: &str = "Needs shared memory, which this page does not have.";

pub(super) const RUN: &str = "Run";
pub(super) const RUN_KEY: &str = "Ctrl Enter";
pub(super) const STOP: &str = "Stop";
pub(super) const STOPPING: &str = "Stopping";
pub(super) const ENGINE_STARTING: &str = "the engine is starting";
pub(super) const STARTING: &str = "starting";
pub(super) const CHOOSE_A_FILE: &str = "Choose a file first.";

pub(super) const WHICH_WINS: &str = "Which wins? ";
pub(super) const YOUR_PREDICTION: &str = "Your prediction (optional)";
pub(super) const CLEAR: &str = "Clear";

pub(super) fn fill_in(parameter: &Parameter) -> String {
    format!("Fill in “{}” first.", parameter.label)
}
