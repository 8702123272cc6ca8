//! Work that asks a network and processes the answers: in one go, or in two stages on lanes of their own.

use crate::checksum::checksum;
use crate::clock::Clock;
use crate::kernel::digest::sha256;
use crate::lane::Lane;
use crate::network::{AsyncNetwork, BlockingNetwork, NetworkAnswer};
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use lanes_model::workload::{Network, Processing, Requests, Source};
use lanes_model::{Answer, Checksum, Failure, FailureKind, TaskId};
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

    /// The body of a good answer.
    fn accept(&self, answer: NetworkAnswer) -> Result<Vec<u8>, Failure> {
        if let Source::Api(simulation) = &self.requests.source
            && answer.network.as_deref() != Some(simulation.network.key())
        {
            return Err(wrong_network(simulation.network, &answer));
        }
        if (200..300).contains(&answer.status) {
            return Ok(answer.body);
        }
        Err(Failure::new(FailureKind::Network, "The request was answered with an error.")
            .because(format!("HTTP status {}", answer.status)))
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
        let checksum = lane.compute(task, |checkpoint| match processing {
            Processing::Checksum => checksum(fetched, checkpoint),
            Processing::Digest { passes } => sha256(fetched, passes, checkpoint).map(first_bits),
        })?;
        Ok(checksum.into())
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
        Ok(self.accept(answer)?)
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
        let answer = lane.wait(task, self.network.get(&address)).await?;
        Ok(self.accept(answer)?)
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

fn first_bits(digest: [u8; 32]) -> Checksum {
    let [a, b, c, d, e, f, g, h, ..] = digest;
    Checksum(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
}

/// Time spent on another network than the one asked for must not be shown as if it were.
fn wrong_network(expected: Network, answer: &NetworkAnswer) -> Failure {
    let message = match expected {
        Network::Simulated => {
            "The simulated network did not answer: it is this page's service worker, which private windows \
             and blocked cookies prevent. Choose another network, or open the page in an ordinary window."
        }
        Network::ThisServer => {
            "This server has no api to ask: it only serves files. Choose the simulated network, or run \
             Lanes with its own server."
        }
    };
    let who = answer.network.as_deref().unwrap_or("someone else");
    Failure::new(FailureKind::Network, message).because(format!("HTTP status {} from {who}", answer.status))
}
