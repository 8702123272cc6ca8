//! Work in two stages on lanes of their own: some fetch, some process, and a bounded queue lies between.
//!
//! What a stage loses to the other is measured: a processing lane that finds the queue empty is *starved*,
//! a fetching one that finds it full is *blocked*.

use crate::clock::Clock;
use crate::lane::Lane;
use crate::network::{AsyncNetwork, BlockingNetwork};
use crate::requests::RequestTasks;
use crate::schedule::{TaskQueue, run_task, turn_event_loop};
use crate::task::TaskError;
use async_channel::{Receiver, Sender, TryRecvError, TrySendError};
use futures::executor::block_on;
use lanes_model::{Ended, Failure, Phase, TaskId};
use std::sync::atomic::{AtomicU32, Ordering};

/// What one stage hands to the other.
#[derive(Debug)]
pub struct Fetched {
    /// The task it was fetched for.
    pub task: TaskId,
    /// What came.
    pub bytes: Vec<u8>,
}

/// The queue between the stages.
#[derive(Debug)]
pub struct Handover {
    sender: Sender<Fetched>,
    receiver: Receiver<Fetched>,
    /// Fetching lanes still at work.
    fetching: AtomicU32,
}

impl Handover {
    /// A queue for so many things between so many fetching lanes and any number of processing ones.
    pub fn new(room: u32, fetching_lanes: u32) -> Handover {
        let (sender, receiver) = async_channel::bounded(room.max(1) as usize);
        Handover { sender, receiver, fetching: AtomicU32::new(fetching_lanes) }
    }

    /// Ends the hand-over: nothing more can be put in, and whoever waits at either end is woken.
    pub fn close(&self) {
        self.sender.close();
    }

    /// The end where things are taken out, for whoever waits for them among other things.
    pub fn receiver(&self) -> Receiver<Fetched> {
        self.receiver.clone()
    }

    /// A fetching lane has ended; after the last one nothing more comes.
    fn fetching_lane_ended(&self) {
        if self.fetching.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.close();
        }
    }

    /// Puts something in, waiting for room. False where the hand-over was ended.
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

    /// Takes the next thing out, waiting for it. Nothing where no more comes.
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
/// Where a task panicked; all other lanes are told to stop.
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

/// Fetches on one event loop, at most `limit` at once; what waits for room in the queue counts among
/// them. Drop the future to stop it.
///
/// # Errors
/// Where a task panicked.
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

/// Processes on the calling thread what is fetched, until no more comes.
///
/// # Errors
/// Where a task panicked; all other lanes are told to stop.
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
