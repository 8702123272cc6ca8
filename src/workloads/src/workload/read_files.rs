//! The tasks of *Reading files*.
//!
//! A file has an address, so that reading it looks like a request: threads block, and futures wait.

use crate::kernel::checksum::checksum;
use crate::lane::{Clock, Lane};
use crate::material::Material;
use crate::network::{AnyNetwork, AsyncNetwork, BlockingNetwork};
use crate::runnable::{Runnable, Tasks};
use crate::schedule;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use futures::future::LocalBoxFuture;
use lanes_model::workload::{File, ReadFiles};
use lanes_model::{Answer, Ended, Failure, FailureKind, TaskId};
use std::borrow::Cow;

impl Runnable for ReadFiles {
    /// Prepares the addresses of the files. Their content is read while the clock runs.
    fn prepare(&self, files: &[File]) -> Result<Material, Failure> {
        Ok(files.iter().map(|file| file.name.as_bytes().into()).collect())
    }

    fn make_tasks<'t, C: Clock, N: AnyNetwork + 't>(
        &self,
        material: &Material,
        _: &str,
        network: N,
    ) -> Box<dyn Tasks<C> + 't> {
        Box::new(FileTasks { count: self.count, addresses: material.clone(), network })
    }
}

/// Tasks that each read a file and compute its checksum.
#[derive(Clone, Debug)]
struct FileTasks<N> {
    count: u32,
    /// The address of each task's file.
    addresses: Material,
    /// Network that the files are read from.
    network: N,
}

impl<C: Clock, N: BlockingNetwork> BlockingTasks<C> for FileTasks<N> {
    fn count(&self) -> u32 {
        self.count
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        self.addresses.input(task)
    }

    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        lane.stop().check()?;
        let address = address(input)?;
        let answer = lane.block(task, || self.network.get(address))?;
        digest(task, &answer.accept(None)?, lane)
    }
}

impl<C: Clock, N: AsyncNetwork> AsyncTasks<C> for FileTasks<N> {
    fn count(&self) -> u32 {
        self.count
    }

    async fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Answer, TaskError> {
        lane.stop().check()?;
        let address = address(self.addresses.of(task))?;
        let answer = lane.wait(task, self.network.get(address)).await?;
        digest(task, &answer.accept(None)?, lane)
    }
}

impl<C: Clock, N: AnyNetwork> Tasks<C> for FileTasks<N> {
    fn run_event_loop<'t>(
        &'t self,
        limit: u32,
        lane: &'t Lane<C>,
        between: &'t mut dyn FnMut(),
    ) -> LocalBoxFuture<'t, Result<Ended, Failure>> {
        Box::pin(schedule::run_event_loop(self, limit, lane, between))
    }
}

fn address(input: &[u8]) -> Result<&str, Failure> {
    let message = "The address of a file could not be read.";
    std::str::from_utf8(input).map_err(|_| Failure::new(FailureKind::Protocol, message))
}

fn digest<C: Clock>(task: TaskId, bytes: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
    Ok(lane.compute(task, |checkpoint| checksum(bytes, checkpoint))?.into())
}
