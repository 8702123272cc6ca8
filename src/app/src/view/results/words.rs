//! Texts of the results: bars, shares of time, and the conclusion.

pub(in crate::view) use crate::view::words::RESULTS;
pub(super) use crate::view::words::{NOT_MEASURED, SHOW_AS_TABLE, STRATEGY, interval, measured_in};
use lanes_analysis::units;
use lanes_model::Millis;

/// Status for screen readers.
pub(in crate::view) const MEASURING: &str = "Measuring.";
pub(super) const STOPPED: &str =
    "Stopped. The results so far are shown; runs that were cut short are marked.";
/// Name of the list of cautions.
pub(super) const CAUTIONS: &str = "Cautions";
/// Opens the reasons for the advice and the lesson, on a phone.
pub(super) const WHY: &str = "Why";
/// Opens the number of runs, the checksum and the meanings of strategies.
pub(super) const HOW_MEASURED: &str = "How it is measured";
/// Precedes the checksum.
pub(super) const SAME_ANSWERS: &str = "Every run gave the same answers: checksum ";

pub(super) const BAR: &str = "Bar";
pub(super) const TIME: &str = "Time";
pub(super) const RANGE: &str = "Range";
pub(super) const SPEED_UP: &str = "Speed-up";
pub(super) const NOT_YET: &str = "not yet";
/// Stands in for the spread of a single measurement.
pub(super) const ONCE: &str = "once";
pub(super) const ABOUT_THE_SAME: &str = "about the same";
pub(super) const STOPPED_RUN: &str = "stopped";
pub(super) const WARM_UP: &str = "warm-up";
/// Label of the list of baselines.
pub(super) const SPEED_UP_OVER: &str = "Speed-up over";
pub(super) const CHOOSE: &str = "choose";

pub(super) const WHERE_TIME_WENT: &str = "Where the time went";
pub(super) const SHARES_CAPTION: &str =
    "How the lanes of each strategy spent their time, summed over all lanes.";
pub(super) const MOSTLY: &str = "Mostly";
pub(super) const POINT_AT_BAR: &str = "Point at, tap or focus a bar to see its figures.";
pub(super) const SHARES_TABLE: &str = "Where the time went, as a table";
pub(super) const ALL_LANES: &str = "All lanes";

/// Formats the settings of the results, if the controls show others.
pub(super) fn outdated(values: &[String]) -> String {
    format!("Measured with other settings: {}.", values.join(", "))
}

/// Counts failed tasks, and precedes the first failure.
pub(super) fn failed_tasks(failed: usize, tasks: usize, strategy: &str) -> String {
    let [failed, tasks] = [failed, tasks].map(|count| units::grouped(count as u64));
    format!(
        "{failed} of {tasks} tasks failed across all runs; the times include them. First failure, with {strategy}: "
    )
}

/// Formats an activity with its share and time: `computing 97%, 620 ms`.
pub(super) fn part(activity: &str, share: f64, time: Millis) -> String {
    [activity, " ", &units::percent(share), ", ", &units::duration(time)].concat()
}
