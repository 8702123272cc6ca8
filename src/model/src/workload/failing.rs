//! A failing task among others that succeed.

use super::spec::WorkloadSpec;
use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// Tasks that add squares, except one, which fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// Number of tasks.
    pub tasks: u32,
    /// Number of squares that each of the others adds.
    pub n: u64,
    /// Fault of the one task.
    pub fault: Fault,
}

impl Failing {
    /// Returns the task that fails: the middle one.
    pub fn failing_task(&self) -> TaskId {
        TaskId(self.tasks / 2)
    }
}

impl WorkloadSpec for Failing {
    fn tasks(&self) -> u32 {
        self.tasks
    }
}

/// A way for a task to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// Returns an error.
    Error,
    /// Panics.
    Panic,
    /// Recurses until the stack overflows.
    Stack,
    /// Allocates until memory runs out.
    Memory,
}

impl Fault {
    /// All faults, in the order of the menu.
    pub const ALL: [Fault; 4] = [Fault::Error, Fault::Panic, Fault::Stack, Fault::Memory];
}
