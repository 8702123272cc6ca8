//! Reasons that several experiments give for the strategies they leave out.

/// Reason not to combine strategies for work in one stage.
pub(crate) const ONE_STAGE: &str =
    "Mixtures such as async+threads are left out: there is nothing to fetch while something else computes.";

/// Reason not to combine strategies for work that only waits.
pub(crate) const NOTHING_TO_COMPUTE: &str =
    "Mixtures such as async+threads are left out: there is next to nothing to compute with an answer.";
