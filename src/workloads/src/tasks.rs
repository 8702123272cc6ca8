//! The tasks of any workload.

use crate::clock::Clock;
use crate::computation::Computation;
use crate::convoy::ConvoyTasks;
use crate::counting::CountingTasks;
use crate::crossing::BytesHere;
use crate::failing::FailingTasks;
use crate::lane::Lane;
use crate::network::{AsyncNetwork, BlockingNetwork};
use crate::requests::RequestTasks;
use crate::sums::SumTasks;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use lanes_model::workload::{Crossing, File, Way};
use lanes_model::{Answer, Failure, FailureKind, TaskId, Workload};
use std::borrow::Cow;
use std::sync::Arc;

/// What a workload needs beside its sizes, got ready before any clock starts. It is shared by all runs.
#[derive(Clone, Debug, Default)]
pub enum Material {
    /// Nothing.
    #[default]
    Nothing,
    /// Bytes to sum up.
    Bytes(BytesHere),
}

impl Material {
    /// Gets ready what a workload needs, from the files it works on.
    ///
    /// # Errors
    /// Where a file is not what it should be.
    pub fn prepare(workload: &Workload, _files: &[File]) -> Result<Material, Failure> {
        Ok(match workload {
            Workload::Crossing(Crossing { bytes, way: Way::Here }) => Material::Bytes(BytesHere::new(*bytes)),
            _ => Material::Nothing,
        })
    }
}

/// The tasks of a workload. `N` is the network it asks, where it asks one.
pub enum Tasks<N> {
    /// They only compute.
    Computing(Arc<dyn Computation>),
    /// They ask a network.
    Requests(RequestTasks<N>),
    /// They ask and answer one another.
    Convoy(Arc<ConvoyTasks>),
}

impl<N> Tasks<N> {
    /// The tasks of a workload. `label` makes the requests of this run differ from those of every other.
    pub fn new(workload: &Workload, material: &Material, label: &str, network: N) -> Tasks<N> {
        match workload {
            Workload::SumOfSquares { tasks, n } => {
                Tasks::Computing(Arc::new(SumTasks { tasks: *tasks, n: *n }))
            }
            Workload::Failing(failing) => Tasks::Computing(Arc::new(FailingTasks(*failing))),
            Workload::Counting(counting) => Tasks::Computing(Arc::new(CountingTasks::new(*counting))),
            Workload::Crossing(crossing) => Tasks::Computing(Arc::new(match material {
                Material::Bytes(bytes) => bytes.clone(),
                // A process is sent its bytes in a way of their own.
                Material::Nothing => BytesHere::new(crossing.bytes),
            })),
            Workload::Convoy(convoy) => Tasks::Convoy(Arc::new(ConvoyTasks::new(*convoy))),
            Workload::Requests(requests) => {
                Tasks::Requests(RequestTasks { requests: requests.clone(), label: label.to_owned(), network })
            }
        }
    }

    /// Processes what another lane fetched for a task.
    ///
    /// # Errors
    /// Where the task failed or was stopped.
    pub fn process<C: Clock>(
        &self,
        task: TaskId,
        fetched: &[u8],
        lane: &Lane<C>,
    ) -> Result<Answer, TaskError> {
        match self {
            Tasks::Requests(tasks) => tasks.process(task, fetched, lane),
            // By type there is no such order: only requests come in two stages.
            Tasks::Computing(tasks) => BlockingTasks::run(tasks.as_ref(), task, fetched, lane),
            Tasks::Convoy(tasks) => BlockingTasks::run(tasks.as_ref(), task, fetched, lane),
        }
    }
}

impl<C: Clock, N: BlockingNetwork> BlockingTasks<C> for Tasks<N> {
    fn count(&self) -> u32 {
        match self {
            Tasks::Computing(tasks) => Computation::count(tasks.as_ref()),
            Tasks::Requests(tasks) => tasks.requests.count,
            Tasks::Convoy(tasks) => tasks.convoy.tasks(),
        }
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        match self {
            Tasks::Computing(tasks) => Computation::input(tasks.as_ref(), task),
            Tasks::Requests(_) | Tasks::Convoy(_) => Cow::Borrowed(&[]),
        }
    }

    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        match self {
            Tasks::Computing(tasks) => BlockingTasks::run(tasks.as_ref(), task, input, lane),
            Tasks::Requests(tasks) => BlockingTasks::run(tasks, task, input, lane),
            Tasks::Convoy(tasks) => BlockingTasks::run(tasks.as_ref(), task, input, lane),
        }
    }
}

impl<C: Clock, N: AsyncNetwork> AsyncTasks<C> for Tasks<N> {
    fn count(&self) -> u32 {
        match self {
            Tasks::Computing(tasks) => Computation::count(tasks.as_ref()),
            Tasks::Requests(tasks) => tasks.requests.count,
            Tasks::Convoy(tasks) => tasks.convoy.tasks(),
        }
    }

    async fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Answer, TaskError> {
        match self {
            Tasks::Computing(tasks) => AsyncTasks::run(tasks.as_ref(), task, lane).await,
            Tasks::Requests(tasks) => AsyncTasks::run(tasks, task, lane).await,
            Tasks::Convoy(_) => Err(needs_lanes().into()),
        }
    }
}

/// Who waits for another task on the one lane of an event loop waits for ever.
fn needs_lanes() -> Failure {
    Failure::new(FailureKind::Unsupported, "Tasks that wait for one another need a thread each.")
}
