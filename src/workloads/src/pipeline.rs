//! Work in two stages: some lanes fetch, others process, with a bounded queue in between.
//!
//! The time that a stage loses to the other is measured: a processing lane that finds the queue empty is *starved*, and
//! a fetching lane that finds it full is *blocked*.

use crate::lane::{Clock, Lane};
use crate::network::{AsyncNetwork, BlockingNetwork};
use crate::schedule::{TaskQueue, run_task, turn_event_loop};
use crate::task::TaskError;
use crate::workload::RequestTasks;
use async_channel::{Receiver, Sender, TryRecvError, TrySendError};
use futures::executor::block_on;
use lanes_model::{Ended, Failure, Phase, TaskId};
use std::sync::atomic::{AtomicU32, Ordering};

/// A response on its way from one stage to the other.
#[derive(Debug)]
pub struct Fetched {
    /// Task that it was fetched for.
    pub task: TaskId,
    /// Body of the response.
    pub bytes: Vec<u8>,
}

/// A bounded queue between two stages.
#[derive(Debug)]
pub struct Handover {
    sender: Sender<Fetched>,
    receiver: Receiver<Fetched>,
    /// Number of fetching lanes that have not ended.
    fetching: AtomicU32,
}

impl Handover {
    /// Makes a queue with that much room, between a number of fetching lanes and any number of processing lanes.
    pub fn new(room: u32, fetching_lanes: u32) -> Handover {
        let (sender, receiver) = async_channel::bounded(room.max(1) as usize);
        Handover { sender, receiver, fetching: AtomicU32::new(fetching_lanes) }
    }

    /// Closes the queue: nothing more can be put in, and lanes that wait at either end wake up.
    pub fn close(&self) {
        self.sender.close();
    }

    /// Returns the receiving end, for a caller that waits for other events too.
    pub fn receiver(&self) -> Receiver<Fetched> {
        self.receiver.clone()
    }

    /// Counts a fetching lane as ended, and closes the queue after the last one.
    fn fetching_lane_ended(&self) {
        if self.fetching.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.close();
        }
    }

    /// Waits for room and puts a response in. Returns false if the queue was closed.
    async fn put<C: Clock>(&self, fetched: Fetched, lane: &Lane<C>) -> bool {
        let fetched = match self.sender.try_send(fetched) {
            Ok(()) => return true,
            Err(TrySendError::Closed(_)) => return false,
            Err(TrySendError::Full(fetched)) => fetched,
        };
        let (task, start) = (fetched.task, lane.now());
        let sent = self.sender.send(fetched).await.is_ok();
        lane.record(Some(task), Phase::Blocked, start);
        sent
    }

    /// Waits for the next response and takes it out. Returns None if no more will come.
    async fn take<C: Clock>(&self, lane: &Lane<C>) -> Option<Fetched> {
        match self.receiver.try_recv() {
            Ok(fetched) => return Some(fetched),
            Err(TryRecvError::Closed) => return None,
            Err(TryRecvError::Empty) => {}
        }
        let start = lane.now();
        let fetched = self.receiver.recv().await.ok();
        lane.record(None, Phase::Starved, start);
        fetched
    }
}

/// Fetches on the calling thread until the queue of tasks is empty.
///
/// # Errors
/// A task panicked. All lanes are asked to stop.
pub fn run_fetching_lane<C: Clock, N: BlockingNetwork>(
    tasks: &RequestTasks<N>,
    queue: &TaskQueue,
    handover: &Handover,
    lane: &Lane<C>,
) -> Result<Ended, Failure> {
    let ended = fetch_all(tasks, queue, handover, lane);
    if ended.is_err() {
        handover.close();
    }
    handover.fetching_lane_ended();
    ended
}

fn fetch_all<C: Clock, N: BlockingNetwork>(
    tasks: &RequestTasks<N>,
    queue: &TaskQueue,
    handover: &Handover,
    lane: &Lane<C>,
) -> Result<Ended, Failure> {
    while let Some(task) = queue.take(0) {
        match run_task(task, lane, || tasks.fetch_blocking(task, lane)) {
            Ok(Ok(bytes)) => {
                if !block_on(handover.put(Fetched { task, bytes }, lane)) {
                    return Ok(Ended::Stopped);
                }
            }
            Ok(Err(failure)) => lane.report(task, Err(failure)),
            Err(ended) => return ended,
        }
    }
    Ok(Ended::Completed)
}

/// Fetches on one event loop, at most `limit` at the same time, including responses that wait for room in the queue.
/// Dropping the future stops it.
///
/// # Errors
/// A task panicked.
pub async fn run_fetching_loop<C: Clock, N: AsyncNetwork>(
    tasks: &RequestTasks<N>,
    limit: u32,
    handover: &Handover,
    lane: &Lane<C>,
) -> Result<Ended, Failure> {
    let run = |task| async move {
        let bytes = tasks.fetch(task, lane).await?;
        match handover.put(Fetched { task, bytes }, lane).await {
            true => Ok(None),
            false => Err(TaskError::Stopped),
        }
    };
    let ended = turn_event_loop(tasks.requests.count, limit, run, lane, || {}).await;
    handover.fetching_lane_ended();
    ended
}

/// Processes responses on the calling thread until no more come.
///
/// # Errors
/// A task panicked. All lanes are asked to stop.
pub fn run_processing_lane<C: Clock, N>(
    tasks: &RequestTasks<N>,
    handover: &Handover,
    lane: &Lane<C>,
) -> Result<Ended, Failure> {
    loop {
        lane.leave();
        let Some(Fetched { task, bytes }) = block_on(handover.take(lane)) else { break };
        match run_task(task, lane, || tasks.process(task, &bytes, lane)) {
            Ok(outcome) => lane.report(task, outcome),
            Err(ended) => {
                lane.leave();
                handover.close();
                return ended;
            }
        }
    }
    Ok(if lane.stop().is_raised() { Ended::Stopped } else { Ended::Completed })
}
