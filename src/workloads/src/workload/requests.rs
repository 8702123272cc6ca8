//! The tasks that send requests and process the responses, in one go or in two stages.

use super::hashing::{first_bits, sha256};
use crate::kernel::checksum::checksum;
use crate::lane::{Clock, Lane};
use crate::material::Material;
use crate::network::{AnyNetwork, AsyncNetwork, BlockingNetwork, NetworkAnswer};
use crate::runnable::{Runnable, Tasks};
use crate::schedule;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use futures::future::LocalBoxFuture;
use lanes_model::workload::{Processing, Requests, WorkloadSpec};
use lanes_model::{Answer, Ended, Failure, FailureKind, Product, TaskId, User};
use serde::Deserialize;

impl Runnable for Requests {
    fn make_tasks<'t, C: Clock, N: AnyNetwork + 't>(
        &self,
        _: &Material,
        label: &str,
        network: N,
    ) -> Box<dyn Tasks<C> + 't> {
        Box::new(RequestTasks { requests: self.clone(), label: label.to_owned(), network })
    }
}

/// Tasks that each send a request and process the response.
#[derive(Clone, Debug)]
pub struct RequestTasks<N> {
    /// Requests to send.
    pub requests: Requests,
    /// Label that tells the requests of this run from those of all others.
    pub label: String,
    /// Network to send them to.
    pub network: N,
}

impl<N> RequestTasks<N> {
    fn address(&self, task: TaskId) -> String {
        self.requests.address(task, &self.label)
    }

    /// Processes the response to a task's request.
    ///
    /// # Errors
    /// The response could not be processed, or the run was stopped.
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
    /// Fetches the response for a task, and occupies the lane meanwhile.
    ///
    /// # Errors
    /// No successful response, or the run was stopped before.
    pub fn fetch_blocking<C: Clock>(&self, task: TaskId, lane: &Lane<C>) -> Result<Vec<u8>, TaskError> {
        lane.stop().check()?;
        let answer = lane.block(task, || self.network.get(&self.address(task)))?;
        Ok(answer.accept(self.requests.network())?)
    }
}

impl<N: AsyncNetwork> RequestTasks<N> {
    /// Fetches the response for a task, and leaves the lane to others meanwhile.
    ///
    /// # Errors
    /// No successful response, or the run was stopped before.
    pub async fn fetch<C: Clock>(&self, task: TaskId, lane: &Lane<C>) -> Result<Vec<u8>, TaskError> {
        lane.stop().check()?;
        let address = self.address(task);
        let under_way = |answer: &Result<NetworkAnswer, Failure>| answer.as_ref().ok()?.under_way;
        let answer = lane.queue_and_wait(task, self.network.get(&address), under_way).await?;
        Ok(answer.accept(self.requests.network())?)
    }
}

impl<C: Clock, N: BlockingNetwork> BlockingTasks<C> for RequestTasks<N> {
    fn count(&self) -> u32 {
        self.requests.count
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

impl<C: Clock, N: AnyNetwork> Tasks<C> for RequestTasks<N> {
    fn run_event_loop<'t>(
        &'t self,
        limit: u32,
        lane: &'t Lane<C>,
        between: &'t mut dyn FnMut(),
    ) -> LocalBoxFuture<'t, Result<Ended, Failure>> {
        Box::pin(schedule::run_event_loop(self, limit, lane, between))
    }

    fn process(&self, task: TaskId, fetched: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        RequestTasks::process(self, task, fetched, lane)
    }
}

/// The fields of a user's record that are read. There may be more.
#[derive(Deserialize)]
struct Record {
    name: String,
    email: String,
}

/// Reads the record of a user, which is JSON.
fn read_user(json: &[u8]) -> Result<User, Failure> {
    match serde_json::from_slice(json) {
        Ok(Record { name, email }) => Ok(User { name, email }),
        Err(error) => {
            let message = "The response is not the record of a user.";
            Err(Failure::new(FailureKind::Task, message).because(error.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_a_name_and_an_email_address() {
        let user = read_user(br#"{"id":"1","name":"Ada \u00c9","email":"ada@example.org","padding":"x"}"#);
        assert_eq!(user, Ok(User { name: "Ada É".into(), email: "ada@example.org".into() }));
    }

    #[test]
    fn anything_else_is_a_failure_with_its_reason() {
        let failure = read_user(b"<!doctype html>").unwrap_err();
        assert!(failure.causes[0].contains("line 1 column 1"), "{failure}");
    }
}
