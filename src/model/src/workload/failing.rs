//! Tasks of which one fails.

use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// Tasks of which one fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// How many tasks.
    pub tasks: u32,
    /// How many squares each of the others adds.
    pub n: u64,
    /// How the one fails.
    pub misfortune: Misfortune,
}

impl Failing {
    /// The one that fails: the middle one.
    pub fn failing_task(&self) -> TaskId {
        TaskId(self.tasks / 2)
    }
}

/// A way for a task to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Misfortune {
    /// It returns an error.
    Error,
    /// It panics.
    Panic,
    /// It calls itself until the stack is full.
    Stack,
    /// It allocates until there is no memory left.
    Memory,
}

impl Misfortune {
    /// All ways, in the order in which they are offered.
    pub const ALL: [Misfortune; 4] =
        [Misfortune::Error, Misfortune::Panic, Misfortune::Stack, Misfortune::Memory];
}
