//! The tasks of *The convoy effect*: a server with almost no work per request shares a lock with threads that compute.

mod coarse;
mod pipe;

use super::sum_of_squares::sum_of_squares;
use crate::lane::{Clock, Lane};
use crate::material::Material;
use crate::network::AnyNetwork;
use crate::runnable::{Runnable, Tasks};
use crate::task::{BlockingTasks, TaskError};
use coarse::CoarseSpans;
use lanes_model::workload::{Convoy, Role, WorkloadSpec};
use lanes_model::{Answer, Checksum, Failure, FailureKind, Millis, Phase, Product, Service, TaskId};
use pipe::Pipe;
use std::time::Duration;

/// Minimum number of responses in a window: fewer tell nothing about their latency.
const MIN_ANSWERS: usize = 10;

/// Maximum length of a window, in multiples of the requested length.
const MAX_WINDOW: f64 = 10.0;

/// Squares that a thread adds before it checks whether the window is over: some 25 µs of work.
const SQUARES: u64 = 1 << 16;

impl Runnable for Convoy {
    fn make_tasks<'t, C: Clock, N: AnyNetwork + 't>(
        &self,
        _: &Material,
        _: &str,
        _: N,
    ) -> Box<dyn Tasks<C> + 't> {
        Box::new(ConvoyTasks::new(*self))
    }
}

/// A server, its client, and threads that compute meanwhile.
///
/// The amount of work depends on time alone, so checksums say nothing about it. Instead the client checks each
/// response of the server, and every computing thread checks its sums.
#[derive(Debug)]
pub struct ConvoyTasks {
    convoy: Convoy,
    pipe: Pipe,
}

impl ConvoyTasks {
    /// Makes the tasks of one run.
    pub fn new(convoy: Convoy) -> ConvoyTasks {
        ConvoyTasks { convoy, pipe: Pipe::default() }
    }

    /// Answers requests until there are no more.
    ///
    /// As in CPython, both receiving and sending release the GIL, even if neither has to wait. To go on, the server
    /// must acquire it again.
    fn serve<C: Clock>(&self, task: TaskId, lane: &Lane<C>) -> Result<(), TaskError> {
        let mut spans = CoarseSpans::new(lane, task);
        loop {
            lane.leave();
            let request = spans.timed(Phase::IoWait, || self.pipe.receive_request(lane.stop()))?;
            spans.enter();
            let Ok(request) = request else { return Ok(()) };
            let answer = spans.timed(Phase::Compute, || answer_to(request));
            lane.leave();
            spans.timed(Phase::IoWait, || self.pipe.send_answer(answer));
            spans.enter();
        }
    }

    /// Sends requests, each after the response to the one before, until the window is over: its time has passed, and
    /// there are enough responses.
    fn ask<C: Clock>(&self, task: TaskId, lane: &Lane<C>) -> Result<Service, TaskError> {
        // However the client ends, the others must not wait for it.
        let _closing = self.pipe.close_on_drop();
        let mut spans = CoarseSpans::new(lane, task);
        let mut latencies = Vec::new();
        let began = lane.now();
        let length = f64::from(self.convoy.duration_ms);
        let (until, at_most) = (began + Millis(length), began + Millis(length * MAX_WINDOW));
        let pause = Duration::from_micros(u64::from(self.convoy.pause_us));
        let mut request = 0;
        loop {
            let sent = lane.now();
            let answer = spans.timed(Phase::IoWait, || self.pipe.ask(request, lane.stop()))?;
            if answer != Ok(answer_to(request)) {
                return Err(wrong("The server sent a wrong response."));
            }
            let received = lane.now();
            latencies.push((received - sent).0);
            if received >= at_most || received >= until && latencies.len() >= MIN_ANSWERS {
                return Ok(service(&mut latencies, received - began));
            }
            // While it sleeps, the thread leaves its core to the one that acquires the lock.
            std::thread::sleep(pause);
            request += 1;
        }
    }

    /// Computes until the client has finished.
    fn compute<C: Clock>(&self, task: TaskId, lane: &Lane<C>) -> Result<(), TaskError> {
        lane.compute(task, |checkpoint| {
            let expected = sum_of_squares(SQUARES, checkpoint)?;
            while self.pipe.is_open() {
                if sum_of_squares(SQUARES, checkpoint)? != expected {
                    return Err(wrong("A sum of squares came out differently the second time."));
                }
            }
            Ok(())
        })
    }
}

impl<C: Clock> BlockingTasks<C> for ConvoyTasks {
    fn count(&self) -> u32 {
        self.convoy.tasks()
    }

    fn run(&self, task: TaskId, _: &[u8], lane: &Lane<C>) -> Result<Answer, TaskError> {
        let product = match Convoy::role(task) {
            Role::Server => self.serve(task, lane).map(|()| None),
            Role::Client => self.ask(task, lane).map(|service| Some(Product::Service(service))),
            Role::Computing => self.compute(task, lane).map(|()| None),
        }?;
        Ok(Answer { checksum: Checksum(0), product })
    }
}

/// The tasks wait for one another, so they have no event loop.
impl<C: Clock> Tasks<C> for ConvoyTasks {}

/// Computes the response to a request, which takes almost no time.
fn answer_to(request: u64) -> u64 {
    u64::from(crc32fast::hash(&request.to_le_bytes()))
}

fn service(latencies: &mut [f64], over: Millis) -> Service {
    let answered = latencies.len() as u64;
    let mut quantile = |share: f64| {
        let rank = ((latencies.len() as f64 * share) as usize).min(latencies.len() - 1);
        let (_, value, _) = latencies.select_nth_unstable_by(rank, f64::total_cmp);
        Millis(*value)
    };
    Service { answered, over, median: quantile(0.5), p99: quantile(0.99) }
}

fn wrong(message: &str) -> TaskError {
    Failure::new(FailureKind::Mismatch, message).into()
}
