//! Texts that several areas of the page share.

pub(super) const LOADING: &str = "Loading";
pub(super) const CLOSE: &str = "Close";
/// Name of the Share menu, and of the button that opens it.
pub(super) const SHARE: &str = "Share";
/// Name of the section that shows results.
pub(super) const RESULTS: &str = "Results";
/// Precedes the caption of bars or of a chart.
pub(super) const MEASURED_IN_RUST: &str = "Measured in Rust. ";
/// Head of the column of strategies.
pub(super) const STRATEGY: &str = "Strategy";
pub(super) const NOT_MEASURED: &str = "not measured";
/// Opens a table below a drawing.
pub(super) const SHOW_AS_TABLE: &str = "Show as table";

/// Formats an interval: `1.2 s to 1.4 s`.
pub(super) fn interval(low: &str, high: &str) -> String {
    format!("{low} to {high}")
}
