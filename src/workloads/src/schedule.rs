//! How tasks come to lanes.

use crate::clock::Clock;
use crate::lane::Lane;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use futures::StreamExt;
use lanes_model::{Ended, Failure, FailureKind, TaskId};
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

/// What came of asking a lane to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It ran a task; there may be more.
    Ran,
    /// It has no more to do.
    Ended(Ended),
}

/// Runs the next task of the queue on the calling thread.
///
/// # Errors
/// Where the task panicked. The other lanes are told to stop: what a panic leaves behind is not trusted.
pub fn run_next<C: Clock>(
    tasks: &(impl BlockingTasks<C> + ?Sized),
    queue: &TaskQueue,
    lane: &Lane<C>,
) -> Result<Step, Failure> {
    let Some(task) = queue.take() else { return Ok(Step::Ended(Ended::Completed)) };
    match catch_unwind(AssertUnwindSafe(|| tasks.run(task, lane))) {
        Ok(Ok(answer)) => lane.report(task, Ok(answer)),
        Ok(Err(TaskError::Failed(failure))) => lane.report(task, Err(failure)),
        Ok(Err(TaskError::Stopped)) => return Ok(Step::Ended(Ended::Stopped)),
        Err(panic) => {
            lane.stop().raise();
            return Err(panicked(task, panic.as_ref()));
        }
    }
    Ok(Step::Ran)
}

/// Runs tasks on the calling thread until the queue is empty: one such lane is `sequential`, several on
/// threads of their own, sharing the queue, are `threads`.
///
/// # Errors
/// As [`run_next`].
pub fn run_lane<C: Clock>(
    tasks: &(impl BlockingTasks<C> + ?Sized),
    queue: &TaskQueue,
    lane: &Lane<C>,
) -> Result<Ended, Failure> {
    loop {
        if let Step::Ended(ended) = run_next(tasks, queue, lane)? {
            return Ok(ended);
        }
    }
}

/// Runs all tasks on one event loop, at most `limit` under way at once. Drop the future to stop it.
pub async fn run_event_loop<C: Clock>(tasks: &impl AsyncTasks<C>, limit: u32, lane: &Lane<C>) -> Ended {
    let outcomes = futures::stream::iter((0..tasks.count()).map(TaskId))
        .map(|task| async move { (task, tasks.run(task, lane).await) })
        .buffer_unordered(limit.max(1) as usize);
    let mut outcomes = std::pin::pin!(outcomes);
    while let Some((task, outcome)) = outcomes.next().await {
        match outcome {
            Ok(answer) => lane.report(task, Ok(answer)),
            Err(TaskError::Failed(failure)) => lane.report(task, Err(failure)),
            Err(TaskError::Stopped) => return Ended::Stopped,
        }
    }
    Ended::Completed
}

fn panicked(task: TaskId, panic: &(dyn Any + Send)) -> Failure {
    let said = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
    let failure = Failure::new(FailureKind::Panic, "The task panicked.").in_task(task);
    match said {
        Some(said) => failure.because(said),
        None => failure,
    }
}
