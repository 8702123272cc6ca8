//! Texts of the page itself, of embeds, and of what stands in for a view until it is loaded; and texts that several
//! areas share.

use lanes_analysis::units;
use lanes_model::Runtime;

pub(super) const LOADING: &str = "Loading";
pub(super) const CLOSE: &str = "Close";
/// Name of the Share menu, and of the button that opens it.
pub(super) const SHARE: &str = "Share";
/// Name of the section that shows results.
pub(super) const RESULTS: &str = "Results";
/// Head of the column of strategies.
pub(super) const STRATEGY: &str = "Strategy";
/// Precedes what a strategy stands for in Python.
pub(super) const LIKE: &str = "like ";
/// Precedes that a strategy is not available.
pub(super) const IN_PYTHON: &str = "in Python: ";
pub(super) const NOT_MEASURED: &str = "not measured";
/// Opens a table below a drawing.
pub(super) const SHOW_AS_TABLE: &str = "Show as table";

pub(super) const NOT_LOADED: &str =
    "This part of the page could not be loaded. Check your connection, or reload the page.";
pub(super) const TRY_AGAIN: &str = "Try again";

pub(super) const HEADLINE: &str = "Threading, multiprocessing or asyncio?";
pub(super) const WHAT_LANES_DOES: &str =
    "Lanes runs the same work each way, in Rust, in your browser, and shows which is fastest and why.";

pub(super) const OPEN_IN_LANES: &str = "Open in Lanes";
/// Follows a list of strategies, and precedes a link to the whole page.
pub(super) const NOT_IN_THIS_FRAME: &str =
    " cannot run here without shared memory, which this frame does not have. To compare all strategies: ";

/// Shows and hides the intervals.
pub(super) const SHOW_RANGES: &str = "Show ranges";

/// Says how much of a runtime is loaded: `loading, 3.2 MB so far`.
pub(super) fn loading(bytes: u64) -> String {
    format!("loading, {} so far", units::bytes(bytes))
}

/// Precedes the caption of bars or of a chart.
pub(super) fn measured_in(runtime: Runtime) -> String {
    format!("Measured in {}. ", runtime.name())
}

/// Formats an interval: `1.2 s to 1.4 s`.
pub(super) fn interval(low: &str, high: &str) -> String {
    format!("{low} to {high}")
}
