//! Texts of the page's frame, of embeds, and of what stands in for a view until it is loaded.

pub(in crate::view) use crate::view::words::{LOADING, RESULTS};

pub(in crate::view) const NOT_LOADED: &str =
    "This part of the page could not be loaded. Check your connection, or reload the page.";
pub(in crate::view) const TRY_AGAIN: &str = "Try again";

pub(super) const NOTHING_MEASURED: &str =
    "Nothing measured yet. Press Run to see which strategy wins on your machine, and why.";
/// Follows `runtime::MEASURED`.
pub(super) const NOT_IN_PYTHON: &str = ", not in Python.";

pub(in crate::view) const OPEN_IN_LANES: &str = "Open in Lanes";
/// Follows a list of strategies, and precedes a link to the whole page.
pub(in crate::view) const NOT_IN_THIS_FRAME: &str =
    " cannot run here without shared memory, which this frame does not have. To compare all strategies: ";
