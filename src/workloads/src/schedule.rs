//! How tasks come to lanes.

use crate::clock::Clock;
use crate::lane::Lane;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use futures::{FutureExt, StreamExt};
use lanes_model::{Checksum, Ended, Failure, FailureKind, TaskId};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

/// Tasks waiting for a lane, first come, first served.
#[derive(Debug)]
pub struct TaskQueue {
    next: AtomicU32,
    count: u32,
}

impl TaskQueue {
    /// A queue of the tasks `0..count`.
    pub fn new(count: u32) -> TaskQueue {
        TaskQueue { next: AtomicU32::new(0), count }
    }

    /// The next task. Every task is given out once.
    pub fn take(&self) -> Option<TaskId> {
        let next = |next| (next < self.count).then_some(next + 1);
        self.next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).ok().map(TaskId)
    }
}

/// Runs tasks on the calling thread until the queue is empty: one such lane is `sequential`, several on
/// threads of their own, sharing the queue, are `threads`. `between` is called after each task.
///
/// # Errors
/// Where a task panicked. The other lanes are told to stop: what a panic leaves behind is not trusted.
pub fn run_lane<C: Clock>(
    tasks: &(impl BlockingTasks<C> + ?Sized),
    queue: &TaskQueue,
    lane: &Lane<C>,
    mut between: impl FnMut(),
) -> Result<Ended, Failure> {
    let mut ended = Ok(Ended::Completed);
    while let Some(task) = queue.take() {
        match run_task(tasks, task, lane) {
            Ok(outcome) => lane.report(task, outcome),
            Err(TaskError::Stopped) => {
                ended = Ok(Ended::Stopped);
                break;
            }
            Err(TaskError::Failed(failure)) => {
                ended = Err(failure);
                break;
            }
        }
        between();
    }
    lane.leave();
    ended
}

/// Runs one task. What it answers, and how it fails by itself, is its outcome.
///
/// # Errors
/// Where the lane is to end: it was stopped, or the task panicked, whereupon all lanes are told to stop.
pub fn run_task<C: Clock>(
    tasks: &(impl BlockingTasks<C> + ?Sized),
    task: TaskId,
    lane: &Lane<C>,
) -> Result<Result<Checksum, Failure>, TaskError> {
    match catch_unwind(AssertUnwindSafe(|| tasks.run(task, lane))) {
        Ok(Ok(answer)) => Ok(Ok(answer)),
        Ok(Err(TaskError::Failed(failure))) => Ok(Err(failure)),
        Ok(Err(TaskError::Stopped)) => Err(TaskError::Stopped),
        Err(panic) => {
            lane.stop().raise();
            Err(TaskError::Failed(panicked(task, panic.as_ref())))
        }
    }
}

/// Runs all tasks on one event loop, at most `limit` under way at once. `between` is called after each
/// task. Drop the future to stop it.
///
/// # Errors
/// Where a task panicked.
pub async fn run_event_loop<C: Clock>(
    tasks: &impl AsyncTasks<C>,
    limit: u32,
    lane: &Lane<C>,
    mut between: impl FnMut(),
) -> Result<Ended, Failure> {
    let outcomes = futures::stream::iter((0..tasks.count()).map(TaskId))
        .map(|task| async move {
            let outcome = AssertUnwindSafe(tasks.run(task, lane)).catch_unwind().await;
            (task, outcome.map_err(|panic| panicked(task, panic.as_ref())))
        })
        .buffer_unordered(limit.max(1) as usize);
    let mut outcomes = std::pin::pin!(outcomes);
    while let Some((task, outcome)) = outcomes.next().await {
        match outcome? {
            Ok(answer) => lane.report(task, Ok(answer)),
            Err(TaskError::Failed(failure)) => lane.report(task, Err(failure)),
            Err(TaskError::Stopped) => return Ok(Ended::Stopped),
        }
        between();
    }
    Ok(Ended::Completed)
}

fn panicked(task: TaskId, panic: &(dyn Any + Send)) -> Failure {
    let said = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
    let failure = Failure::new(FailureKind::Panic, "The task panicked.").in_task(task);
    match said {
        Some(said) => failure.because(said),
        None => failure,
    }
}
