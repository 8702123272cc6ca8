//! Languages of the code.

use super::words;
use lanes_model::Runtime;

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

    pub(super) fn note(self, runtime: Runtime) -> &'static str {
        match (self, runtime.is_python()) {
            (Language::Python, false) => words::PYTHON_IS_NOT_RUN,
            (Language::Python, true) => words::PYTHON_IS_RUN,
            (Language::Rust, false) => words::RUST_IS_RUN,
            (Language::Rust, true) => words::RUST_IS_NOT_RUN,
        }
    }
}
