//! The words for what executes the tasks, shared by page, embeds and exports.

/// The runtime's name in exports for programs.
pub const RUNTIME: &str = "rust";

/// The heading of figures measured on this page.
pub const MEASURED: &str = "Measured in Rust in your browser";

/// The heading of figures that may have been measured on another machine.
pub const MEASURED_ELSEWHERE: &str = "Measured in Rust in a browser";

/// The sentence before the meanings of strategies.
pub const STANDS_FOR: &str = "Each strategy stands for one in Python:";
