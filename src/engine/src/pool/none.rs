//! The plain engine has no pool.

use super::PoolSetting;
use crate::clock::WorkerClock;
use crate::run_log::LaneEvent;
use lanes_model::{Ended, Failure, FailureKind};
use lanes_workloads::Lane;

/// A run on the pool, which there cannot be.
pub(crate) enum PoolRun {}

impl PoolRun {
    pub(crate) fn start(
        _setting: &PoolSetting,
        _lanes: usize,
        _work: impl Fn(usize, &Lane<WorkerClock>) -> Result<Ended, Failure> + Send + Sync + 'static,
    ) -> Result<PoolRun, Failure> {
        let message = "Threads need shared memory, which this page does not have.";
        Err(Failure::new(FailureKind::Unsupported, message))
    }

    pub(crate) async fn next_event(&mut self) -> LaneEvent {
        match *self {}
    }

    pub(crate) fn news(&self) -> Vec<LaneEvent> {
        match *self {}
    }
}

pub(crate) async fn compute<T>(work: impl FnOnce() -> T) -> T {
    work()
}

pub(crate) async fn make_ready(_crash_channel: String) -> u32 {
    0
}
