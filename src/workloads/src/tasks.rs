//! The tasks of any workload.

use crate::clock::Clock;
use crate::computation::Computation;
use crate::crunching::{self, CrunchingTasks};
use crate::failing::FailingTasks;
use crate::inputs::Inputs;
use crate::lane::Lane;
use crate::network::{AsyncNetwork, BlockingNetwork};
use crate::pictures::{self, FilterTasks, MandelbrotTasks};
use crate::requests::RequestTasks;
use crate::sums::SumTasks;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use crate::training::{self, TrainingTasks};
use crate::word_count::{self, WordTasks};
use lanes_model::workload::File;
use lanes_model::{Answer, Failure, TaskId, Workload};
use std::borrow::Cow;
use std::sync::Arc;

/// What a workload needs beside its sizes, got ready before any clock starts. It is shared by all runs.
#[derive(Clone, Debug, Default)]
pub enum Material {
    /// Nothing.
    #[default]
    Nothing,
    /// What each task works on.
    Inputs(Inputs),
}

impl Material {
    /// Gets ready what a workload needs, from the files it works on.
    ///
    /// # Errors
    /// Where a file is not what it should be.
    pub fn prepare(workload: &Workload, files: &[File]) -> Result<Material, Failure> {
        Ok(match workload {
            Workload::SumOfSquares { .. }
            | Workload::Requests(_)
            | Workload::Failing(_)
            | Workload::Mandelbrot(_) => Material::Nothing,
            Workload::ImageFilter(image) => Material::Inputs(pictures::prepare(image, files)?),
            Workload::Crunching(crunching) => Material::Inputs(crunching::prepare(crunching, files)?),
            Workload::CrossValidation(training) => Material::Inputs(training::prepare(training, files)?),
            Workload::WordCount(_) => Material::Inputs(word_count::prepare(files)?),
        })
    }

    /// Whether there is nothing to get ready.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Material::Nothing)
    }

    /// What each task works on; nothing in a process, which is sent that task by task.
    fn inputs(&self) -> Inputs {
        match self {
            Material::Nothing => Inputs::default(),
            Material::Inputs(inputs) => inputs.clone(),
        }
    }
}

/// The tasks of a workload. `N` is the network it asks, where it asks one.
pub enum Tasks<N> {
    /// They only compute.
    Computing(Arc<dyn Computation>),
    /// They ask a network.
    Requests(RequestTasks<N>),
}

impl<N> Tasks<N> {
    /// The tasks of a workload. `label` makes the requests of this run differ from those of every other.
    pub fn new(workload: &Workload, material: &Material, label: &str, network: N) -> Tasks<N> {
        let inputs = || material.inputs();
        Tasks::Computing(match workload {
            Workload::Requests(requests) => {
                let (requests, label) = (requests.clone(), label.to_owned());
                return Tasks::Requests(RequestTasks { requests, label, network });
            }
            Workload::SumOfSquares { tasks, n } => Arc::new(SumTasks { tasks: *tasks, n: *n }),
            Workload::Failing(failing) => Arc::new(FailingTasks(*failing)),
            Workload::Mandelbrot(picture) => Arc::new(MandelbrotTasks(*picture)),
            Workload::ImageFilter(image) => Arc::new(FilterTasks { image: *image, inputs: inputs() }),
            Workload::Crunching(crunching) => {
                Arc::new(CrunchingTasks { crunching: crunching.clone(), inputs: inputs() })
            }
            Workload::CrossValidation(training) => {
                Arc::new(TrainingTasks { training: *training, inputs: inputs() })
            }
            Workload::WordCount(words) => Arc::new(WordTasks { words: *words, inputs: inputs() }),
        })
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
        }
    }
}

impl<C: Clock, N: BlockingNetwork> BlockingTasks<C> for Tasks<N> {
    fn count(&self) -> u32 {
        match self {
            Tasks::Computing(tasks) => Computation::count(tasks.as_ref()),
            Tasks::Requests(tasks) => tasks.requests.count,
        }
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        match self {
            Tasks::Computing(tasks) => Computation::input(tasks.as_ref(), task),
            Tasks::Requests(_) => Cow::Borrowed(&[]),
        }
    }

    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        match self {
            Tasks::Computing(tasks) => BlockingTasks::run(tasks.as_ref(), task, input, lane),
            Tasks::Requests(tasks) => BlockingTasks::run(tasks, task, input, lane),
        }
    }
}

impl<C: Clock, N: AsyncNetwork> AsyncTasks<C> for Tasks<N> {
    fn count(&self) -> u32 {
        match self {
            Tasks::Computing(tasks) => Computation::count(tasks.as_ref()),
            Tasks::Requests(tasks) => tasks.requests.count,
        }
    }

    async fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Answer, TaskError> {
        match self {
            Tasks::Computing(tasks) => AsyncTasks::run(tasks.as_ref(), task, lane).await,
            Tasks::Requests(tasks) => AsyncTasks::run(tasks, task, lane).await,
        }
    }
}
