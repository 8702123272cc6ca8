//! Texts of the editor.

pub(super) use crate::view::words::LOADING;

/// Name of the section, and of its text field.
pub(super) const YOUR_CODE: &str = "Your code";
pub(super) const KEYS: &str = "To leave the editor with the keyboard, press Escape, then Tab.";
pub(super) const RESET: &str = "Reset";
pub(super) const FROM_LINK: &str =
    "This code came with the link and has not run. Read it before you press Run.";
pub(super) const SHOW_OWN: &str = "Show my code";
/// Name of the region with Python's account of an exception.
pub(super) const TRACEBACK: &str = "Traceback";

pub(super) fn not_loaded(reason: &str) -> String {
    format!("The template could not be loaded: {reason}. Check your connection, then reload the page.")
}
