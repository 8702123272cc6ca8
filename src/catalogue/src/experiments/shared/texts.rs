//! Reasons that several experiments give for the strategies they leave out.

/// Reason not to combine strategies for work in one stage.
pub(crate) const NEVER_WAITS: &str = "Combinations such as async+threads are hidden: this work never waits.";

/// Reason not to combine strategies for work that only waits.
pub(crate) const LITTLE_PROCESSING: &str =
    "Combinations such as async+threads are hidden: responses need little processing.";
