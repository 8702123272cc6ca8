//! Reasons that several experiments give for the strategies they leave out.

/// Why work of one step is not mixed.
pub(crate) const ONE_STAGE: &str =
    "Mixtures such as async+threads are left out: there is nothing to fetch while something else computes.";

/// Why what only waits is not mixed.
pub(crate) const NOTHING_TO_COMPUTE: &str =
    "Mixtures such as async+threads are left out: there is next to nothing to compute with an answer.";
