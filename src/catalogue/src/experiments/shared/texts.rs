//! Reasons for hidden strategies that several experiments share.

/// Reason why work without waiting has no combinations.
pub(crate) const ONE_STAGE: &str = "Combinations such as async+threads are hidden: this work never waits.";

/// Reason why work that only waits has no combinations.
pub(crate) const NOTHING_TO_COMPUTE: &str =
    "Combinations such as async+threads are hidden: responses need little processing.";
