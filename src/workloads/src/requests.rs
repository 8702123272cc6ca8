//! Work that asks a network and processes the answers: in one go, or in two stages on lanes of their own.

use crate::clock::Clock;
use crate::kernel::checksum::checksum;
use crate::kernel::digest::{first_bits, sha256};
use crate::kernel::user::read_user;
use crate::lane::Lane;
use crate::network::{AsyncNetwork, BlockingNetwork, NetworkAnswer};
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use lanes_model::workload::{Network, Processing, Requests, Source};
use lanes_model::{Answer, Failure, Product, TaskId};
use std::borrow::Cow;

/// Tasks that each ask a network and process what comes back.
#[derive(Clone, Debug)]
pub struct RequestTasks<N> {
    /// What is asked for.
    pub requests: Requests,
    /// Makes the requests of this run differ from those of every other.
    pub label: String,
    /// Who is asked.
    pub network: N,
}

impl<N> RequestTasks<N> {
    fn address(&self, task: TaskId) -> String {
        self.requests.address(task, &self.label)
    }

    /// The network that is to answer; none where the reader named servers.
    fn expected(&self) -> Option<Network> {
        match &self.requests.source {
            Source::Api(simulation) => Some(simulation.network),
            Source::Addresses(_) => None,
        }
    }

    /// Processes what was fetched for a task.
    ///
    /// # Errors
    /// Where it was stopped.
    pub fn process<C: Clock>(
        &self,
        task: TaskId,
        fetched: &[u8],
        lane: &Lane<C>,
    ) -> Result<Answer, TaskError> {
        let processing = self.requests.processing;
        lane.call(self.requests.library(), task, |checkpoint| {
            Ok(match processing {
                Processing::Checksum => checksum(fetched, checkpoint)?.into(),
                Processing::Digest { passes, .. } => first_bits(sha256(fetched, passes, checkpoint)?).into(),
                Processing::User => {
                    let product = Product::User(read_user(fetched)?);
                    Answer { checksum: checksum(fetched, checkpoint)?, product: Some(product) }
                }
            })
        })
    }
}

impl<N: BlockingNetwork> RequestTasks<N> {
    /// Fetches what a task processes, and keeps its lane meanwhile.
    ///
    /// # Errors
    /// Where there was no good answer, or it was stopped before.
    pub fn fetch_blocking<C: Clock>(&self, task: TaskId, lane: &Lane<C>) -> Result<Vec<u8>, TaskError> {
        lane.stop().check()?;
        let answer = lane.block(task, || self.network.get(&self.address(task)))?;
        Ok(answer.accept(self.expected())?)
    }
}

impl<N: AsyncNetwork> RequestTasks<N> {
    /// Fetches what a task processes, and leaves its lane to others meanwhile.
    ///
    /// # Errors
    /// Where there was no good answer, or it was stopped before.
    pub async fn fetch<C: Clock>(&self, task: TaskId, lane: &Lane<C>) -> Result<Vec<u8>, TaskError> {
        lane.stop().check()?;
        let address = self.address(task);
        let under_way = |answer: &Result<NetworkAnswer, Failure>| answer.as_ref().ok()?.under_way;
        let answer = lane.queue_and_wait(task, self.network.get(&address), under_way).await?;
        Ok(answer.accept(self.expected())?)
    }
}

impl<C: Clock, N: BlockingNetwork> BlockingTasks<C> for RequestTasks<N> {
    fn count(&self) -> u32 {
        self.requests.count
    }

    fn input(&self, _: TaskId) -> Cow<'_, [u8]> {
        Cow::Borrowed(&[])
    }

    fn run(&self, task: TaskId, _: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        let fetched = self.fetch_blocking(task, lane)?;
        self.process(task, &fetched, lane)
    }
}

impl<C: Clock, N: AsyncNetwork> AsyncTasks<C> for RequestTasks<N> {
    fn count(&self) -> u32 {
        self.requests.count
    }

    async fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Answer, TaskError> {
        let fetched = self.fetch(task, lane).await?;
        self.process(task, &fetched, lane)
    }
}
