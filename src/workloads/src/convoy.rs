//! The workload of *The convoy effect*: a server that has next to nothing to do for each request, beside
//! threads that compute, under a lock that they share.

use crate::clock::Clock;
use crate::coarse::CoarseSpans;
use crate::kernel::sum_of_squares;
use crate::lane::Lane;
use crate::pipe::Pipe;
use crate::task::{BlockingTasks, TaskError};
use lanes_model::workload::{Convoy, Role};
use lanes_model::{Answer, Checksum, Failure, FailureKind, Millis, Phase, Product, Service, TaskId};
use std::borrow::Cow;
use std::time::Duration;

/// Requests that a window holds at least, however slow the answers: fewer say nothing of their latency.
const LEAST_ANSWERS: usize = 10;

/// How many times longer than asked for a window gets at most.
const LONGEST_WINDOW: f64 = 10.0;

/// How many squares a thread adds before it looks whether it is still needed: some 25 µs' worth.
const SQUARES: u64 = 1 << 16;

/// A server, its client, and threads that compute meanwhile.
///
/// How much they do depends on time alone, so it is not what answers are compared by: the client checks each
/// answer of the server, and every thread that computes checks its sums.
#[derive(Debug)]
pub struct ConvoyTasks {
    pub(crate) convoy: Convoy,
    pipe: Pipe,
}

impl ConvoyTasks {
    /// The tasks of one run.
    pub fn new(convoy: Convoy) -> ConvoyTasks {
        ConvoyTasks { convoy, pipe: Pipe::default() }
    }

    /// Answers requests until there are no more. Receiving lets go of the GIL, and so does sending, as in
    /// CPython, even where neither has to wait: to go on, the server must have it again.
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

    /// Sends requests, each after the answer to the one before, until the window is over: its time has passed, and it
    /// has answers enough.
    fn ask<C: Clock>(&self, task: TaskId, lane: &Lane<C>) -> Result<Service, TaskError> {
        // However this ends, the others are not to wait for it.
        let _closing = self.pipe.close_on_drop();
        let mut spans = CoarseSpans::new(lane, task);
        let mut latencies = Vec::new();
        let began = lane.now();
        let length = f64::from(self.convoy.duration_ms);
        let (until, at_most) = (began + Millis(length), began + Millis(length * LONGEST_WINDOW));
        let pause = Duration::from_micros(u64::from(self.convoy.pause_us));
        let mut request = 0;
        loop {
            let sent = lane.now();
            let answer = spans.timed(Phase::IoWait, || self.pipe.ask(request, lane.stop()))?;
            if answer != Ok(answer_to(request)) {
                return Err(wrong("The server gave a wrong answer."));
            }
            let came = lane.now();
            latencies.push((came - sent).0);
            if came >= at_most || came >= until && latencies.len() >= LEAST_ANSWERS {
                return Ok(service(&mut latencies, came - began));
            }
            // A thread that sleeps leaves its core to whoever takes the lock meanwhile.
            std::thread::sleep(pause);
            request += 1;
        }
    }

    /// Computes as long as there are requests.
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

    fn input(&self, _: TaskId) -> Cow<'_, [u8]> {
        Cow::Borrowed(&[])
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

/// The tiny computation of a request.
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
