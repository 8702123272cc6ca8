//! Output of Python programs.

use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// Stream that a program writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Error,
}

/// Thread that printed, as Python names it, and its task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// Name of the process; None for the first one of a program.
    pub process: Option<String>,
    /// Name of the thread; None for the main thread.
    pub thread: Option<String>,
    /// Task that the thread worked on, as in the spans of the run.
    pub task: Option<TaskId>,
}

/// Text that one thread printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// Thread that printed; None if it is not known.
    pub speaker: Option<Speaker>,
    /// Stream that the thread wrote to.
    pub stream: Stream,
    /// Text, of one or more writes.
    pub text: String,
}
