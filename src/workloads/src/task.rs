//! Tasks, as schedulers see them.

use crate::lane::{Clock, Lane};
use crate::stop::Stopped;
use lanes_model::{Answer, Failure, TaskId};
use std::borrow::Cow;

/// Reason why a task gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskError {
    /// The run was stopped.
    Stopped,
    /// The task failed. The others go on.
    Failed(Failure),
}

impl From<Stopped> for TaskError {
    fn from(_: Stopped) -> TaskError {
        TaskError::Stopped
    }
}

impl From<Failure> for TaskError {
    fn from(failure: Failure) -> TaskError {
        TaskError::Failed(failure)
    }
}

/// Tasks that occupy their lane until they end.
pub trait BlockingTasks<C: Clock>: Sync {
    /// Returns the number of tasks.
    fn count(&self) -> u32;

    /// Returns the input of a task. A thread reads it in place; a process is sent a copy.
    fn input(&self, _task: TaskId) -> Cow<'_, [u8]> {
        Cow::Borrowed(&[])
    }

    /// Runs a task on a lane of the calling thread.
    ///
    /// # Errors
    /// The task failed or was stopped.
    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError>;
}

/// Tasks that leave their lane to others while they wait.
pub trait AsyncTasks<C: Clock> {
    /// Returns the number of tasks.
    fn count(&self) -> u32;

    /// Runs a task on an event loop. Dropping the future stops it.
    fn run(&self, task: TaskId, lane: &Lane<C>) -> impl Future<Output = Result<Answer, TaskError>>;
}
