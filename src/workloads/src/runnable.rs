//! The traits of a workload that lanes can run, and of its tasks.

use crate::frontier::Frontier;
use crate::lane::{Clock, Lane};
use crate::material::Material;
use crate::network::AnyNetwork;
use crate::schedule::{self, TaskQueue};
use crate::task::{BlockingTasks, TaskError};
use futures::future::{self, LocalBoxFuture};
use lanes_model::workload::File;
use lanes_model::{Answer, Ended, Failure, FailureKind, TaskId};
use std::sync::Arc;

/// A workload that lanes can run. Work that only computes implements [`Computation`](crate::Computation) instead.
pub trait Runnable {
    /// Prepares the inputs of all tasks from the files to work on, before any clock starts.
    ///
    /// # Errors
    /// A missing or unusable file.
    fn prepare(&self, _files: &[File]) -> Result<Material, Failure> {
        Ok(Material::default())
    }

    /// Makes the tasks of a run. `label` tells its requests from those of all other runs.
    fn make_tasks<'t, C: Clock, N: AnyNetwork + 't>(
        &self,
        material: &Material,
        label: &str,
        network: N,
    ) -> Box<dyn Tasks<C> + 't>;
}

/// The tasks of a run, for any strategy.
pub trait Tasks<C: Clock>: BlockingTasks<C> + Send {
    /// Runs tasks on a lane of the calling thread until none is left for it. `index` is the lane's place among all
    /// lanes of the run; `between` is called after each task.
    ///
    /// # Errors
    /// A task panicked.
    fn run_lane(
        &self,
        queue: &TaskQueue,
        index: usize,
        lane: &Lane<C>,
        between: &mut dyn FnMut(),
    ) -> Result<Ended, Failure> {
        schedule::run_lane(self, queue, index, lane, between)
    }

    /// Runs all tasks on one event loop, at most `limit` at the same time. `between` is called after each task.
    /// Dropping the future stops them.
    ///
    /// # Errors
    /// A task panicked, or the tasks cannot share one lane.
    fn run_event_loop<'t>(
        &'t self,
        _limit: u32,
        _lane: &'t Lane<C>,
        _between: &'t mut dyn FnMut(),
    ) -> LocalBoxFuture<'t, Result<Ended, Failure>> {
        // On the one lane of an event loop, a task that waits for another would wait forever.
        let message = "Tasks that wait for one another need a thread each.";
        Box::pin(future::ready(Err(Failure::new(FailureKind::Unsupported, message))))
    }

    /// Processes what another lane fetched for a task.
    ///
    /// # Errors
    /// The task failed or was stopped, or tasks of its kind have no second stage.
    fn process(&self, _task: TaskId, _fetched: &[u8], _lane: &Lane<C>) -> Result<Answer, TaskError> {
        Err(Failure::new(FailureKind::Protocol, "Only requests come in two stages.").into())
    }

    /// Returns the frontier of a search, if tasks are found on the way.
    fn frontier(&self) -> Option<Arc<Frontier>> {
        None
    }
}
