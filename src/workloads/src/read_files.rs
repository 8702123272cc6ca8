//! Work that reads files.

use crate::clock::Clock;
use crate::kernel::checksum::checksum;
use crate::lane::Lane;
use crate::network::{AsyncNetwork, BlockingNetwork};
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use lanes_model::{Answer, Failure, FailureKind, TaskId};
use std::borrow::Cow;
use std::sync::Arc;

/// Tasks that each read a file and take its checksum. A file has an address, so that it is read as if it came
/// over a network: threads block, futures wait.
#[derive(Clone, Debug)]
pub struct FileTasks<N> {
    /// How many there are.
    pub count: u32,
    /// Where the files are. A process knows only that of its task.
    pub addresses: Arc<[String]>,
    /// Who reads them.
    pub network: N,
}

impl<N> FileTasks<N> {
    fn address(&self, task: TaskId) -> &str {
        self.addresses.get(task.0 as usize).map_or("", String::as_str)
    }

    fn digest<C: Clock>(task: TaskId, bytes: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        Ok(lane.compute(task, |checkpoint| checksum(bytes, checkpoint))?.into())
    }
}

impl<C: Clock, N: BlockingNetwork> BlockingTasks<C> for FileTasks<N> {
    fn count(&self) -> u32 {
        self.count
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.address(task).as_bytes())
    }

    fn run(&self, task: TaskId, input: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        lane.stop().check()?;
        let address = std::str::from_utf8(input).map_err(|_| no_address())?;
        let answer = lane.block(task, || self.network.get(address))?;
        Self::digest(task, &answer.accept(None)?, lane)
    }
}

impl<C: Clock, N: AsyncNetwork> AsyncTasks<C> for FileTasks<N> {
    fn count(&self) -> u32 {
        self.count
    }

    async fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Answer, TaskError> {
        lane.stop().check()?;
        let answer = lane.wait(task, self.network.get(self.address(task))).await?;
        Self::digest(task, &answer.accept(None)?, lane)
    }
}

fn no_address() -> Failure {
    Failure::new(FailureKind::Protocol, "A file’s address could not be read.")
}
