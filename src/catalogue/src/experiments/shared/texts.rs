//! Reasons for hidden strategies that several experiments share.

/// Reason why work without waiting has no combinations.
pub(crate) const NEVER_WAITS: &str = "Combinations such as async+threads are hidden: this work never waits.";

/// Reason why work that only waits has no combinations.
pub(crate) const LITTLE_PROCESSING: &str =
    "Combinations such as async+threads are hidden: responses need little processing.";
