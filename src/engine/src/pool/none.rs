//! Stand-in for the pool on the plain engine, which has no threads.

use crate::time::WorkerClock;
use lanes_model::{Ended, Failure, FailureKind};
use lanes_workloads::{Lane, LaneEvent};

/// Run on the pool, which cannot exist.
pub(crate) enum PoolRun {}

impl PoolRun {
    pub(crate) fn start(
        _lanes: Vec<Lane<WorkerClock>>,
        _work: impl Fn(usize, &Lane<WorkerClock>) -> Result<Ended, Failure> + Send + Sync + 'static,
    ) -> Result<PoolRun, Failure> {
        let message = "Threads need shared memory, which this page does not have.";
        Err(Failure::new(FailureKind::Unsupported, message))
    }

    pub(crate) async fn next_event(&mut self) -> LaneEvent {
        match *self {}
    }

    pub(crate) fn take_reports(&self) -> Vec<LaneEvent> {
        match *self {}
    }
}

pub(crate) async fn compute<T>(work: impl FnOnce() -> T) -> T {
    work()
}

pub(crate) async fn start(_crash_channel: String) -> u32 {
    0
}
