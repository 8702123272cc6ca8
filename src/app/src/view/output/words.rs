//! Texts of the output.

/// Name of the section, and of the region that scrolls.
pub(super) const OUTPUT: &str = "Output";
/// Says which output is shown if every strategy runs the same code several times.
pub(super) const LATEST_RUNS: &str = "Of the latest run of each strategy";
pub(super) const NOTHING_YET: &str = "Nothing printed yet.";
pub(super) const NOTHING_PRINTED: &str = "The program printed nothing.";
pub(super) const COPY: &str = "Copy output";
pub(super) const CUT: &str = "Your code printed more than 1 MB. The rest is not shown.";
