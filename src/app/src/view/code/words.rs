//! Texts of the code section.

pub(super) use crate::view::words::LOADING;

/// Name of the section, and of its tabs.
pub(super) const CODE: &str = "Code";
pub(super) const PYTHON: &str = "Python";
pub(super) const RUST: &str = "Rust";
pub(super) const COPY_PYTHON: &str = "Copy Python";
pub(super) const COPY_RUST: &str = "Copy Rust";
/// Name of the list of buttons that each show the lines of a strategy.
pub(super) const LINES_OF: &str = "Show the lines of";
/// Name of the button that opens the script as a program of the reader's.
pub(super) const OPEN: &str = "Open in the editor";
pub(super) const DOWNLOAD: &str = "Download .py";
pub(super) const PYTHON_IS_NOT_RUN: &str =
    "The same work, for your own Python. Lanes does not run or measure it.";
pub(super) const RUST_FILE: &str = "Rust file";
pub(super) const RUST_IS_RUN: &str = "Lanes runs and measures this.";
pub(super) const PYTHON_IS_RUN: &str =
    "CPython runs this here. Only the harness at the end is the page’s, which times each run.";
/// Describes the copy of a program that imports the harness.
pub(super) const HAS_HARNESS: &str = "Your program with its harness, for your own Python.";
pub(super) const RUST_IS_NOT_RUN: &str = "The runtime Rust runs this. CPython runs the Python script.";
pub(super) const RETRY: &str = "Retry";
pub(super) const COPIED: &str = "Copied";
pub(super) const NOT_COPIED: &str = "The browser blocked copying. The code is selected: copy it with Ctrl+C";

/// Formats the name of the region with a source.
pub(super) fn source(language: &str) -> String {
    format!("{language} source")
}

pub(super) fn not_loaded(reason: &str) -> String {
    format!("The code could not be loaded: {reason}. Check your connection.")
}
