//! Texts of the editor.

pub(super) use crate::view::words::LOADING;
use lanes_analysis::units::{bytes, grouped};
use lanes_catalogue::code::MAX_CODE_BYTES;
use lanes_catalogue::experiment::MAX_FILE_BYTES;

/// Name of the section, and of its text field.
pub(super) const YOUR_CODE: &str = "Your code";
pub(super) const KEYS: &str = "To leave the editor with the keyboard, press Escape, then Tab.";
/// Name of the list of templates, and of its first entry.
pub(super) const TEMPLATE: &str = "Template";

/// Templates of tasks: the names of their files, and of the entries.
pub(super) const TASKS: &[(&str, &str)] = &[
    ("waiting", "I/O-bound"),
    ("mixed", "Waits and computes"),
    ("pickling", "Large inputs"),
    ("monte-carlo", "Monte Carlo"),
];

/// Templates of programs: the names of their files, and of the entries.
pub(super) const PROGRAMS: &[(&str, &str)] = &[
    ("threads", "Threads"),
    ("pool", "Process pool"),
    ("gather", "asyncio.gather"),
    ("task-group", "asyncio.TaskGroup"),
    ("to-thread", "asyncio.to_thread"),
    ("run-in-executor", "run_in_executor"),
    ("producer-consumer", "Producer and consumers"),
    ("semaphore", "Semaphore"),
    ("counter", "Shared counter"),
    ("lock", "Lock"),
    ("deadlock", "Deadlock"),
    ("lambda", "Lambda in a process pool"),
    ("word-count", "Word count"),
    ("word-count-file", "Word count of your file"),
];

pub(super) const CHOOSE_FILE: &str = "Choose a text file";

pub(super) const LOCKED: &str = "The author of this exercise has locked the code. Press Run to execute it.";
pub(super) const RESET: &str = "Reset";
/// Name of the button that brings back what Reset, or the code of a link, replaced.
pub(super) const EARLIER: &str = "Show my earlier code";
pub(super) const FROM_LINK: &str =
    "This code came with the link and has not run. Read it before you press Run.";
/// Stands above code of the article that embeds the page.
pub(super) const FROM_ARTICLE: &str = "Code of this article. It runs in your browser when you press Run.";
pub(super) const SHOW_OWN: &str = "Show my code";
/// Name of the region with Python's account of an exception.
pub(super) const TRACEBACK: &str = "Traceback";

/// Says what a program finds if the reader has not chosen a file.
pub(super) fn no_file() -> String {
    let most = bytes(MAX_FILE_BYTES);
    format!(
        "No file yet, so there is no text.txt. Your program can read one of up to {most}, which stays on this page."
    )
}

/// Says what a program finds; `about` is such as `notes.txt, 20 kB`.
pub(super) fn file(about: &str) -> String {
    format!("Your program finds {about}, as text.txt.")
}

pub(super) fn not_loaded(reason: &str) -> String {
    format!("The template could not be loaded: {reason}. Check your connection, then try again.")
}

pub(super) fn too_long(bytes: usize) -> String {
    let (bytes, limit) = (grouped(bytes as u64), grouped(MAX_CODE_BYTES as u64));
    format!("The code has {bytes} bytes. Lanes takes at most {limit}.")
}
