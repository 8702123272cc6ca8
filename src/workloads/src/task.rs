//! What a task is to its scheduler.

use crate::clock::Clock;
use crate::lane::Lane;
use crate::stop::Stopped;
use lanes_model::{Answer, Failure, TaskId};
use std::borrow::Cow;

/// Why a task gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskError {
    /// It was asked to stop.
    Stopped,
    /// It failed; the others go on.
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

/// Tasks that keep their lane until they are done.
pub trait BlockingTasks<C: Clock>: Sync {
    /// How many there are.
    fn count(&self) -> u32;

    /// What a task works on. A thread reads it where it lies; a process is sent it.
    fn input(&self, task: TaskId) -> Cow<'_, [u8]>;

    /// Runs a task on the lane it is called on.
    ///
    /// # Errors
    /// Where the task failed or was stopped.
    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError>;
}

/// Tasks that leave their lane to others while they wait.
pub trait AsyncTasks<C: Clock> {
    /// How many there are.
    fn count(&self) -> u32;

    /// Runs one of them on an event loop. The future is dropped to stop it.
    fn run(&self, task: TaskId, lane: &Lane<C>) -> impl Future<Output = Result<Answer, TaskError>>;
}
