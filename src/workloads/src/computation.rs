//! Work that only computes.

use crate::clock::Clock;
use crate::lane::Lane;
use crate::stop::Stopped;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use lanes_model::workload::Library;
use lanes_model::{Answer, TaskId};
use std::borrow::Cow;

/// Called many times in a millisecond: a Stop is heard there, and a GIL changes hands.
pub type Checkpoint<'a> = &'a mut dyn FnMut() -> Result<(), Stopped>;

/// Work that only computes, task by task, and gives the same answers wherever it is done.
pub trait Computation: Send + Sync {
    /// How many tasks there are.
    fn count(&self) -> u32;

    /// What a task works on, beside the sizes that everyone knows.
    fn input(&self, _task: TaskId) -> Cow<'_, [u8]> {
        Cow::Borrowed(&[])
    }

    /// What the code does with a GIL while it computes.
    fn library(&self) -> Library {
        Library::Holds
    }

    /// Does a task, given its input.
    ///
    /// # Errors
    /// Where the task failed or was stopped.
    fn compute(&self, task: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError>;
}

impl<C: Clock> BlockingTasks<C> for dyn Computation {
    fn count(&self) -> u32 {
        Computation::count(self)
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        Computation::input(self, task)
    }

    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        lane.call(self.library(), task, |checkpoint| self.compute(task, input, checkpoint))
    }
}

/// Nothing in it waits, so each task keeps the event loop until it is done.
impl<C: Clock> AsyncTasks<C> for dyn Computation {
    fn count(&self) -> u32 {
        Computation::count(self)
    }

    async fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Answer, TaskError> {
        BlockingTasks::run(self, task, &self.input(task), lane)
    }
}
