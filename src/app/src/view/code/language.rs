//! Languages of the code.

use super::words;

/// A language whose code is shown in a tab.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Language {
    Python,
    Rust,
}

impl Language {
    /// All languages, in the order of their tabs.
    pub(super) const ALL: [Language; 2] = [Language::Python, Language::Rust];

    pub(super) fn name(self) -> &'static str {
        match self {
            Language::Python => words::PYTHON,
            Language::Rust => words::RUST,
        }
    }

    /// Returns the name in ids and for the highlighter.
    pub(super) fn key(self) -> &'static str {
        match self {
            Language::Python => "python",
            Language::Rust => "rust",
        }
    }

    pub(super) fn copy(self) -> &'static str {
        match self {
            Language::Python => words::COPY_PYTHON,
            Language::Rust => words::COPY_RUST,
        }
    }

    pub(super) fn note(self) -> &'static str {
        match self {
            Language::Python => words::PYTHON_IS_NOT_RUN,
            Language::Rust => words::RUST_IS_RUN,
        }
    }
}
