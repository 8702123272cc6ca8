//! Lanes on processes: isolates that each run one task at a time.

use crate::isolate::{Isolate, START_TIMEOUT_MS, fell_silent};
use crate::messages::{AttachedValue, Received};
use crate::time::{Sleep, WorkerClock, sleep};
use futures::{FutureExt, StreamExt, future};
use js_sys::Function;
use lanes_model::{Failure, FailureKind};
use lanes_workloads::{Clock, LaneEvent, ProcessLanes, ProcessOrder, TaskSource};
use std::task::{Context, Poll};

/// Processes for a run that has not begun.
pub(crate) enum PreparedProcesses {
    /// Isolates that have started.
    Ready(Vec<Isolate>),
    /// Isolates to start while the run's clock runs, by calling `spawn`.
    Fresh { count: usize, spawn: Function },
}

impl PreparedProcesses {
    /// Returns the number of processes.
    pub(crate) fn count(&self) -> usize {
        match self {
            PreparedProcesses::Ready(isolates) => isolates.len(),
            PreparedProcesses::Fresh { count, .. } => *count,
        }
    }
}

/// Run, or stage of one, on processes.
pub(crate) struct ProcessRun {
    lanes: ProcessLanes<Isolate, WorkerClock>,
    /// Runs while fresh processes start.
    start_timeout: Option<Sleep>,
}

impl ProcessRun {
    /// Starts a run.
    ///
    /// # Errors
    /// If the browser creates no worker.
    pub(crate) fn start(
        order: ProcessOrder,
        source: TaskSource<WorkerClock, AttachedValue>,
        processes: PreparedProcesses,
    ) -> Result<ProcessRun, Failure> {
        let (isolates, are_ready) = match processes {
            PreparedProcesses::Ready(isolates) => (isolates, true),
            PreparedProcesses::Fresh { count, spawn } => {
                ((0..count).map(|_| Isolate::spawn(&spawn)).collect::<Result<_, _>>()?, false)
            }
        };
        Ok(ProcessRun {
            lanes: ProcessLanes::new(order, source, isolates, are_ready, WorkerClock),
            start_timeout: (!are_ready).then(|| sleep(START_TIMEOUT_MS)),
        })
    }

    /// Returns the next event on the lanes. The future may be dropped and asked for again.
    pub(crate) async fn next_event(&mut self) -> LaneEvent {
        loop {
            if let Some(event) = self.lanes.pop_event() {
                return event;
            }
            future::poll_fn(|context| self.poll_advance(context)).await;
        }
    }

    /// Asks the processes to stop.
    pub(crate) fn stop(&mut self) {
        self.lanes.stop();
    }

    /// Returns the isolates that may be used again, and those that may not.
    pub(crate) fn into_isolates(self) -> (Vec<Isolate>, Vec<Isolate>) {
        self.lanes.into_processes()
    }

    /// Handles a message of a process, a task for a starved one, or a start that takes too long.
    fn poll_advance(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let received = self.lanes.processes_mut().enumerate().find_map(|(lane, isolate)| {
            match isolate.poll_next_unpin(context) {
                Poll::Ready(received) => Some((lane, received)),
                Poll::Pending => None,
            }
        });
        if let Some((lane, received)) = received {
            let Received { message, at, .. } = received.unwrap_or_else(|| Received::failure(fell_silent()));
            self.lanes.receive(lane, message, at);
            return Poll::Ready(());
        }
        if self.lanes.poll_starved(context).is_ready() {
            return Poll::Ready(());
        }
        match (self.lanes.first_starting(), &mut self.start_timeout) {
            (Some(lane), Some(timeout)) => timeout.poll_unpin(context).map(|()| {
                let message = format!("A worker did not start within {START_TIMEOUT_MS} ms.");
                let failure = Failure::new(FailureKind::EngineStart, message);
                self.lanes.receive(lane, Err(failure), WorkerClock.now());
            }),
            _ => {
                self.start_timeout = None;
                Poll::Pending
            }
        }
    }
}
