//! Scheduling: which lane runs which task, and when.

use crate::lane::{Clock, Lane};
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use futures::{FutureExt, StreamExt};
use lanes_model::{Answer, Ended, Failure, FailureKind, TaskId};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

/// Tasks that wait for a lane: first come, first served, or split into one share per lane beforehand.
#[derive(Debug)]
pub struct TaskQueue {
    /// One share for all lanes, or one for each: its next task, and its end.
    shares: Vec<(AtomicU32, u32)>,
}

impl TaskQueue {
    /// Makes a queue of the tasks `0..count` for any number of lanes: the next free lane takes the next task.
    pub fn new(count: u32) -> TaskQueue {
        TaskQueue::in_shares(count, 1)
    }

    /// Splits the tasks `0..count` into equal shares, one for each lane.
    pub fn in_shares(count: u32, lanes: u32) -> TaskQueue {
        let lanes = lanes.max(1);
        let start = |lane: u32| (u64::from(count) * u64::from(lane) / u64::from(lanes)) as u32;
        let share = |lane| (AtomicU32::new(start(lane)), start(lane + 1));
        TaskQueue { shares: (0..lanes).map(share).collect() }
    }

    /// Takes the next task for a lane. Each task is taken once.
    pub fn take(&self, lane: usize) -> Option<TaskId> {
        let (next, end) = &self.shares[lane % self.shares.len()];
        let step = |next| (next < *end).then_some(next + 1);
        next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).ok().map(TaskId)
    }
}

/// Runs the tasks of a queue on the calling thread until none is left for it.
///
/// One such lane is the strategy `sequential`; several that share the queue, each on its own thread, are `threads`.
/// `index` is the lane's place among them; `between` is called after each task.
///
/// # Errors
/// A task panicked. All lanes are asked to stop, because the state that a panic leaves behind is not trusted.
pub fn run_lane<C: Clock>(
    tasks: &(impl BlockingTasks<C> + ?Sized),
    queue: &TaskQueue,
    index: usize,
    lane: &Lane<C>,
    mut between: impl FnMut(),
) -> Result<Ended, Failure> {
    let mut ended = Ok(Ended::Completed);
    while let Some(task) = queue.take(index) {
        match run_task(task, lane, || tasks.run(task, &tasks.input(task), lane)) {
            Ok(outcome) => lane.report(task, outcome),
            Err(end) => {
                ended = end;
                break;
            }
        }
        between();
    }
    lane.leave();
    ended
}

/// Works for a task, and returns its value or its own failure.
///
/// # Errors
/// Returns the reason for the lane to end: it was stopped, or the task panicked, and then all lanes are asked to stop.
pub fn run_task<T, C: Clock>(
    task: TaskId,
    lane: &Lane<C>,
    work: impl FnOnce() -> Result<T, TaskError>,
) -> Result<Result<T, Failure>, Result<Ended, Failure>> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Ok(Ok(value)),
        Ok(Err(TaskError::Failed(failure))) => Ok(Err(failure)),
        Ok(Err(TaskError::Stopped)) => Err(Ok(Ended::Stopped)),
        Err(panic) => {
            lane.stop().raise();
            Err(Err(panicked(task, panic.as_ref())))
        }
    }
}

/// Runs all tasks on one event loop, at most `limit` at the same time. `between` is called after each task. Dropping
/// the future stops them.
///
/// # Errors
/// A task panicked.
pub async fn run_event_loop<C: Clock>(
    tasks: &(impl AsyncTasks<C> + ?Sized),
    limit: u32,
    lane: &Lane<C>,
    between: impl FnMut(),
) -> Result<Ended, Failure> {
    let run = |task| async move { tasks.run(task, lane).await.map(Some) };
    turn_event_loop(tasks.count(), limit, run, lane, between).await
}

/// Runs a future for each of the tasks `0..count` on one event loop. Its answer or failure is the outcome of the task;
/// without an answer, the task goes on elsewhere.
pub(crate) async fn turn_event_loop<C: Clock, F>(
    count: u32,
    limit: u32,
    run: impl Fn(TaskId) -> F,
    lane: &Lane<C>,
    mut between: impl FnMut(),
) -> Result<Ended, Failure>
where
    F: Future<Output = Result<Option<Answer>, TaskError>>,
{
    let run = &run;
    let outcomes = futures::stream::iter((0..count).map(TaskId))
        .map(|task| async move {
            let outcome = AssertUnwindSafe(run(task)).catch_unwind().await;
            (task, outcome.map_err(|panic| panicked(task, panic.as_ref())))
        })
        .buffer_unordered(limit.max(1) as usize);
    let mut outcomes = std::pin::pin!(outcomes);
    while let Some((task, outcome)) = outcomes.next().await {
        match outcome? {
            Ok(Some(answer)) => lane.report(task, Ok(answer)),
            Ok(None) => {}
            Err(TaskError::Failed(failure)) => lane.report(task, Err(failure)),
            Err(TaskError::Stopped) => return Ok(Ended::Stopped),
        }
        between();
    }
    Ok(Ended::Completed)
}

/// Returns the failure for a panic, with its message as the cause.
pub(crate) fn panicked(task: TaskId, panic: &(dyn Any + Send)) -> Failure {
    let text = panic.downcast_ref::<&str>().copied();
    let message = text.or(panic.downcast_ref::<String>().map(String::as_str));
    let failure =
        Failure::new(FailureKind::Panic, "The task raised an exception that was not caught.").in_task(task);
    match message {
        Some(message) => failure.because(message),
        None => failure,
    }
}
