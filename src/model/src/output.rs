//! Output of Python programs.

use serde::{Deserialize, Serialize};

/// Stream that a program writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Error,
}

/// Text that one thread printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// Stream that the thread wrote to.
    pub stream: Stream,
    /// Text, of one or more writes.
    pub text: String,
}
