//! Reasons for hidden strategies that several experiments share.

/// Reason why work without waiting has no combinations.
pub(crate) const NEVER_WAITS: &str = "Combinations such as async+threads are hidden: this work never waits.";

/// Reason why work that only waits has no combinations.
pub(crate) const LITTLE_PROCESSING: &str =
    "Combinations such as async+threads are hidden: responses need little processing.";

/// Scripts that do a share of the engine's work.
pub(crate) const A_FIFTIETH: &str = "The script does a fiftieth of this work (SHARE in the script).";

/// Scripts whose work is split at many steps.
pub(crate) const A_TWO_HUNDREDTH: &str = "The script does 1/200 of this work (SHARE in the script).";
