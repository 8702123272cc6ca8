//! The workload of *Ten requests*.

use crate::clock::Clock;
use crate::lane::Lane;
use crate::network::{Answer, AsyncNetwork, BlockingNetwork};
use crate::stop::Stopped;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use lanes_model::{Checksum, Failure, FailureKind, Network, Requests, TaskId};

/// Some 25 µs' worth of checksum.
const BYTES_BETWEEN_CHECKPOINTS: usize = 64 << 10;

/// Tasks that each ask a network for one record and check what comes back.
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
    fn path(&self, task: TaskId) -> String {
        self.requests.path(task, &self.label)
    }

    fn check(
        &self,
        answer: &Answer,
        checkpoint: &mut dyn FnMut() -> Result<(), Stopped>,
    ) -> Result<Checksum, TaskError> {
        let expected = self.requests.network;
        if answer.network.as_deref() != Some(expected.key()) {
            return Err(wrong_network(expected, answer).into());
        }
        if answer.status != 200 {
            return Err(Failure::new(FailureKind::Network, "The request was answered with an error.")
                .because(format!("HTTP status {}", answer.status))
                .into());
        }
        let mut hasher = crc32fast::Hasher::new();
        for part in answer.body.chunks(BYTES_BETWEEN_CHECKPOINTS) {
            checkpoint()?;
            hasher.update(part);
        }
        Ok(Checksum(u64::from(hasher.finalize())))
    }
}

/// Time spent on another network than the one asked for must not be shown as if it were.
fn wrong_network(expected: Network, answer: &Answer) -> Failure {
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

impl<C: Clock, N: BlockingNetwork> BlockingTasks<C> for RequestTasks<N> {
    fn count(&self) -> u32 {
        self.requests.count
    }

    fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Checksum, TaskError> {
        lane.stop().check()?;
        let answer = lane.block(task, || self.network.get(&self.path(task)))?;
        lane.compute(task, |checkpoint| self.check(&answer, checkpoint))
    }
}

impl<C: Clock, N: AsyncNetwork> AsyncTasks<C> for RequestTasks<N> {
    fn count(&self) -> u32 {
        self.requests.count
    }

    async fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Checksum, TaskError> {
        lane.stop().check()?;
        let path = self.path(task);
        let answer = lane.wait(task, self.network.get(&path)).await?;
        lane.compute(task, |checkpoint| self.check(&answer, checkpoint))
    }
}
