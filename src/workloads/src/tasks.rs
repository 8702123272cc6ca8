//! The tasks of any workload.

use crate::clock::Clock;
use crate::computation::Computation;
use crate::convoy::ConvoyTasks;
use crate::counting::CountingTasks;
use crate::crossing::BytesHere;
use crate::crunching::{self, CrunchingTasks};
use crate::failing::FailingTasks;
use crate::hashing::HashTasks;
use crate::inputs::Inputs;
use crate::lane::Lane;
use crate::network::{AsyncNetwork, BlockingNetwork};
use crate::pictures::{self, FilterTasks, MandelbrotTasks};
use crate::read_files::FileTasks;
use crate::requests::RequestTasks;
use crate::schedule::{self, TaskQueue};
use crate::scrape::ScrapeTasks;
use crate::sums::SumTasks;
use crate::task::{BlockingTasks, TaskError};
use crate::training::{self, TrainingTasks};
use crate::word_count::{self, WordTasks};
use lanes_model::workload::{Crossing, File, Way};
use lanes_model::{Answer, Ended, Failure, FailureKind, TaskId, Workload};
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
    /// The addresses of files.
    Addresses(Arc<[String]>),
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
            Workload::Crossing(Crossing { bytes, way: Way::Here }) => Material::Bytes(BytesHere::new(*bytes)),
            // They are read while the clock runs: here it is known where they are.
            Workload::ReadFiles(_) => {
                Material::Addresses(files.iter().map(|file| file.name.clone()).collect())
            }
            Workload::ImageFilter(image) => Material::Inputs(pictures::prepare(image, files)?),
            Workload::Crunching(crunching) => Material::Inputs(crunching::prepare(crunching, files)?),
            Workload::CrossValidation(training) => Material::Inputs(training::prepare(training, files)?),
            Workload::WordCount(_) => Material::Inputs(word_count::prepare(files)?),
            Workload::SumOfSquares { .. }
            | Workload::Requests(_)
            | Workload::Scrape(_)
            | Workload::Failing(_)
            | Workload::Convoy(_)
            | Workload::Counting(_)
            | Workload::Crossing(_)
            | Workload::Mandelbrot(_)
            | Workload::Hashing(_) => Material::Nothing,
        })
    }

    /// Whether there is nothing to get ready.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Material::Nothing)
    }

    /// What each task works on; nothing in a process, which is sent that task by task.
    fn inputs(&self) -> Inputs {
        match self {
            Material::Inputs(inputs) => inputs.clone(),
            Material::Nothing | Material::Bytes(_) | Material::Addresses(_) => Inputs::default(),
        }
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
    /// They read files.
    ReadFiles(FileTasks<N>),
    /// They are found on the way.
    Scrape(ScrapeTasks<N>),
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
            Workload::ReadFiles(files) => {
                let addresses = match material {
                    Material::Addresses(addresses) => Arc::clone(addresses),
                    _ => Arc::default(),
                };
                return Tasks::ReadFiles(FileTasks { count: files.count, addresses, network });
            }
            Workload::Scrape(scrape) => return Tasks::Scrape(ScrapeTasks::new(scrape, label, network)),
            Workload::Convoy(convoy) => return Tasks::Convoy(Arc::new(ConvoyTasks::new(*convoy))),
            Workload::SumOfSquares { tasks, n } => Arc::new(SumTasks { tasks: *tasks, n: *n }),
            Workload::Failing(failing) => Arc::new(FailingTasks(*failing)),
            Workload::Counting(counting) => Arc::new(CountingTasks::new(*counting)),
            Workload::Crossing(crossing) => Arc::new(match material {
                Material::Bytes(bytes) => bytes.clone(),
                // A process is sent its bytes in a way of their own.
                _ => BytesHere::new(crossing.bytes),
            }),
            Workload::Mandelbrot(picture) => Arc::new(MandelbrotTasks(*picture)),
            Workload::ImageFilter(image) => Arc::new(FilterTasks { image: *image, inputs: inputs() }),
            Workload::Crunching(crunching) => {
                Arc::new(CrunchingTasks { crunching: crunching.clone(), inputs: inputs() })
            }
            Workload::CrossValidation(training) => {
                Arc::new(TrainingTasks { training: *training, inputs: inputs() })
            }
            Workload::WordCount(words) => Arc::new(WordTasks { words: *words, inputs: inputs() }),
            Workload::Hashing(hashing) => Arc::new(HashTasks(*hashing)),
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
            Tasks::Computing(_) | Tasks::ReadFiles(_) | Tasks::Scrape(_) | Tasks::Convoy(_) => {
                Err(out_of_turn().into())
            }
        }
    }
}

impl<N: BlockingNetwork> Tasks<N> {
    /// Runs tasks on the calling thread until there are none for it: those of the queue, as
    /// [`schedule::run_lane`] does, or those that are found on the way.
    ///
    /// # Errors
    /// Where a task panicked.
    pub fn run_lane<C: Clock>(
        &self,
        queue: &TaskQueue,
        index: usize,
        lane: &Lane<C>,
        between: impl FnMut(),
    ) -> Result<Ended, Failure> {
        match self {
            Tasks::Computing(tasks) => schedule::run_lane(tasks.as_ref(), queue, index, lane, between),
            Tasks::Requests(tasks) => schedule::run_lane(tasks, queue, index, lane, between),
            Tasks::ReadFiles(tasks) => schedule::run_lane(tasks, queue, index, lane, between),
            Tasks::Scrape(tasks) => tasks.run_lane(lane, between),
            Tasks::Convoy(tasks) => schedule::run_lane(tasks.as_ref(), queue, index, lane, between),
        }
    }
}

impl<N: AsyncNetwork> Tasks<N> {
    /// Runs all tasks on one event loop, at most `limit` under way at once. `between` is called after each.
    /// Drop the future to stop it.
    ///
    /// # Errors
    /// Where a task panicked.
    pub async fn run_event_loop<C: Clock>(
        &self,
        limit: u32,
        lane: &Lane<C>,
        between: impl FnMut(),
    ) -> Result<Ended, Failure> {
        match self {
            Tasks::Computing(tasks) => schedule::run_event_loop(tasks.as_ref(), limit, lane, between).await,
            Tasks::Requests(tasks) => schedule::run_event_loop(tasks, limit, lane, between).await,
            Tasks::ReadFiles(tasks) => schedule::run_event_loop(tasks, limit, lane, between).await,
            Tasks::Scrape(tasks) => tasks.run_event_loop(limit, lane, between).await,
            Tasks::Convoy(_) => Err(needs_lanes()),
        }
    }
}

/// By type there is no such order.
fn out_of_turn() -> Failure {
    Failure::new(FailureKind::Protocol, "Only requests come in two stages.")
}

impl<C: Clock, N: BlockingNetwork> BlockingTasks<C> for Tasks<N> {
    fn count(&self) -> u32 {
        match self {
            Tasks::Computing(tasks) => Computation::count(tasks.as_ref()),
            Tasks::Requests(tasks) => tasks.requests.count,
            Tasks::Convoy(tasks) => tasks.convoy.tasks(),
            Tasks::ReadFiles(tasks) => tasks.count,
            Tasks::Scrape(tasks) => tasks.scrape.pages,
        }
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        match self {
            Tasks::Computing(tasks) => Computation::input(tasks.as_ref(), task),
            Tasks::ReadFiles(tasks) => BlockingTasks::<C>::input(tasks, task),
            Tasks::Requests(_) | Tasks::Scrape(_) | Tasks::Convoy(_) => Cow::Borrowed(&[]),
        }
    }

    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        match self {
            Tasks::Computing(tasks) => BlockingTasks::run(tasks.as_ref(), task, input, lane),
            Tasks::Requests(tasks) => BlockingTasks::run(tasks, task, input, lane),
            Tasks::ReadFiles(tasks) => BlockingTasks::run(tasks, task, input, lane),
            Tasks::Scrape(tasks) => BlockingTasks::run(tasks, task, input, lane),
            Tasks::Convoy(tasks) => BlockingTasks::run(tasks.as_ref(), task, input, lane),
        }
    }
}

/// Who waits for another task on the one lane of an event loop waits for ever.
fn needs_lanes() -> Failure {
    Failure::new(FailureKind::Unsupported, "Tasks that wait for one another need a thread each.")
}
