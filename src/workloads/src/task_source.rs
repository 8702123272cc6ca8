//! Sources of the tasks that a run hands to its processes.

use crate::frontier::{Found, Frontier};
use crate::lane::Clock;
use crate::pipeline::Fetched;
use crate::runnable::Tasks;
use crate::schedule::TaskQueue;
use async_channel::{Receiver, TryRecvError};
use futures::Stream;
use lanes_model::message::encode;
use lanes_model::{Answer, Attempt, Failure, Stage, TaskId};
use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// Source of the tasks of a run on processes. `C` is the clock of the lanes, `A` the data that can be attached to a task.
pub enum TaskSource<C, A> {
    /// All tasks are known from the beginning.
    Queue(TaskQueue, Box<dyn Tasks<C>>),
    /// Tasks come from another stage, each with what was fetched for it.
    Fetched(Pin<Box<Receiver<Fetched>>>),
    /// Tasks are found in the answers to others.
    Found(Pin<Box<Receiver<Found>>>, Arc<Frontier>),
    /// The only task has an attachment. None once it was taken.
    Attached(Option<Attachment<A>>),
}

/// Bytes that go to a process with a task, but outside its message.
#[derive(Clone, Debug)]
pub struct Attachment<A> {
    /// The bytes, in a form that the process can be sent.
    pub content: A,
    /// Number of bytes that leave the conductor's memory.
    pub bytes: u64,
    /// Results of sending other values to a worker, to be reported with the task's answer.
    pub attempts: Vec<Attempt>,
}

/// Task to hand to a process, with its input.
pub(crate) struct SourcedTask<'a, A> {
    pub(crate) task: TaskId,
    pub(crate) stage: Stage,
    pub(crate) input: Cow<'a, [u8]>,
    pub(crate) attachment: Option<Attachment<A>>,
}

impl<C: Clock, A> TaskSource<C, A> {
    /// Creates the source of all tasks of a workload: those of the queue, or those that are found on the way.
    pub fn new(tasks: Box<dyn Tasks<C>>, queue: TaskQueue) -> TaskSource<C, A> {
        match tasks.frontier() {
            Some(frontier) => TaskSource::Found(Box::pin(frontier.receiver()), frontier),
            None => TaskSource::Queue(queue, tasks),
        }
    }

    /// Polls for the next task where none was there; Ready(None) if no more come.
    pub(crate) fn poll_take(&mut self, context: &mut Context<'_>) -> Poll<Option<SourcedTask<'static, A>>> {
        match self {
            TaskSource::Queue(..) | TaskSource::Attached(_) => Poll::Ready(None),
            TaskSource::Fetched(fetched) => {
                fetched.as_mut().poll_next(context).map(|fetched| fetched.map(SourcedTask::fetched))
            }
            TaskSource::Found(found, _) => {
                found.as_mut().poll_next(context).map(|found| found.map(SourcedTask::found))
            }
        }
    }

    /// Finds the tasks that an answer leads to, where tasks are found that way.
    pub(crate) fn follow(&self, task: TaskId, outcome: &mut Result<Answer, Failure>) {
        if let TaskSource::Found(_, frontier) = self {
            frontier.follow(task, outcome);
        }
    }

    /// Takes the next task for a lane.
    ///
    /// # Errors
    /// `Empty` if there is no task yet, `Closed` if no more come.
    pub(crate) fn try_take(&mut self, lane: usize) -> Result<SourcedTask<'_, A>, TryRecvError> {
        match self {
            TaskSource::Queue(queue, tasks) => {
                let task = queue.take(lane).ok_or(TryRecvError::Closed)?;
                let input = tasks.input(task);
                Ok(SourcedTask { task, stage: Stage::Whole, input, attachment: None })
            }
            TaskSource::Fetched(fetched) => fetched.try_recv().map(SourcedTask::fetched),
            TaskSource::Found(found, _) => found.try_recv().map(SourcedTask::found),
            TaskSource::Attached(attachment) => {
                attachment.take().map(SourcedTask::attached).ok_or(TryRecvError::Closed)
            }
        }
    }
}

impl<A> SourcedTask<'static, A> {
    fn fetched(Fetched { task, bytes }: Fetched) -> SourcedTask<'static, A> {
        SourcedTask { task, stage: Stage::Processing, input: Cow::Owned(bytes), attachment: None }
    }

    fn found(Found { task, page }: Found) -> SourcedTask<'static, A> {
        // A path and two numbers always encode; a process that could not read them would say so.
        let input = Cow::Owned(encode(&page).unwrap_or_default());
        SourcedTask { task, stage: Stage::Whole, input, attachment: None }
    }

    fn attached(attachment: Attachment<A>) -> SourcedTask<'static, A> {
        let input = Cow::Borrowed(&[][..]);
        SourcedTask { task: TaskId(0), stage: Stage::Whole, input, attachment: Some(attachment) }
    }
}
