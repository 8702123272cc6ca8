//! Work that only computes.

use crate::lane::{Clock, Lane};
use crate::material::Material;
use crate::runnable::{Runnable, Tasks};
use crate::schedule;
use crate::stop::Checkpoint;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use futures::future::LocalBoxFuture;
use lanes_model::workload::{File, Library, WorkloadSpec};
use lanes_model::{Answer, Ended, Failure, TaskId};
use std::borrow::Cow;

/// Work that only computes, task by task, and gives the same answers on any lane.
pub trait Computation: Send + Sync {
    /// Prepares the inputs of all tasks from the files to work on.
    ///
    /// # Errors
    /// A missing or unusable file.
    fn prepare(&self, _files: &[File]) -> Result<Material, Failure> {
        Ok(Material::default())
    }

    /// Computes the answer of a task from its input.
    ///
    /// # Errors
    /// The task failed or was stopped.
    fn compute(&self, task: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError>;
}

/// The tasks of a run that only computes.
#[derive(Clone, Debug)]
pub struct Computing<T> {
    /// Work of a task.
    pub computation: T,
    /// Number of tasks.
    pub count: u32,
    /// Treatment of the GIL by the computation.
    pub library: Library,
    /// Inputs of the tasks.
    pub material: Material,
}

impl<T: WorkloadSpec> Computing<T> {
    /// Makes the tasks of a workload.
    pub fn new(computation: T, material: Material) -> Computing<T> {
        Computing { count: computation.tasks(), library: computation.library(), computation, material }
    }
}

impl<C: Clock, T: Computation> BlockingTasks<C> for Computing<T> {
    fn count(&self) -> u32 {
        self.count
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        self.material.input(task)
    }

    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        lane.call(self.library, task, |checkpoint| self.computation.compute(task, input, checkpoint))
    }
}

/// Computations never wait, so each task occupies the event loop until it ends.
impl<C: Clock, T: Computation> AsyncTasks<C> for Computing<T> {
    fn count(&self) -> u32 {
        self.count
    }

    async fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Answer, TaskError> {
        BlockingTasks::run(self, task, self.material.of(task), lane)
    }
}

impl<C: Clock, T: Computation> Tasks<C> for Computing<T> {
    fn run_event_loop<'t>(
        &'t self,
        limit: u32,
        lane: &'t Lane<C>,
        between: &'t mut dyn FnMut(),
    ) -> LocalBoxFuture<'t, Result<Ended, Failure>> {
        Box::pin(schedule::run_event_loop(self, limit, lane, between))
    }
}

impl<W: WorkloadSpec + Computation + Clone + 'static> Runnable for W {
    fn prepare(&self, files: &[File]) -> Result<Material, Failure> {
        Computation::prepare(self, files)
    }

    fn make_tasks<'t, C: Clock, N: 't>(&self, material: &Material, _: &str, _: N) -> Box<dyn Tasks<C> + 't> {
        Box::new(Computing::new(self.clone(), material.clone()))
    }
}
