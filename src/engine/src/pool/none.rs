//! The plain engine has no pool.

use crate::run_log::LaneEvent;
use lanes_model::message::RunOrder;
use lanes_model::{Failure, FailureKind};

/// A run on the pool, which there cannot be.
pub(crate) enum PoolRun {}

impl PoolRun {
    pub(crate) fn start(order: &RunOrder, _lanes: usize, _base: &str) -> Result<PoolRun, Failure> {
        Err(Failure::new(
            FailureKind::Unsupported,
            format!("{} needs shared memory, which this page does not have.", order.strategy.key()),
        ))
    }

    pub(crate) async fn next_event(&mut self) -> LaneEvent {
        match *self {}
    }

    pub(crate) fn stop(&self) {
        match *self {}
    }

    pub(crate) fn news(&self) -> Vec<LaneEvent> {
        match *self {}
    }
}

pub(crate) async fn make_ready(_crash_channel: String) -> u32 {
    0
}
