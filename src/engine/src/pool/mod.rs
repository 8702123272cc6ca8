//! The pool of threads: a real one on the threaded engine, none on the plain one.

#[cfg(feature = "threads")]
mod crash;
#[cfg(not(feature = "threads"))]
mod none;
#[cfg(feature = "threads")]
mod threads;

#[cfg(not(feature = "threads"))]
pub(crate) use none::{PoolRun, compute, make_ready};
#[cfg(feature = "threads")]
pub(crate) use threads::{PoolRun, compute, make_ready};

use lanes_model::{Case, Timestamp};
use lanes_workloads::{Gil, StopFlag};
use std::sync::Arc;
use std::time::Duration;

/// What the threads of a run have in common.
pub(crate) struct PoolSetting {
    /// The moment all spans count from.
    #[cfg_attr(not(feature = "threads"), expect(dead_code, reason = "there are no threads"))]
    epoch: Timestamp,
    /// Tells them to stop.
    pub(crate) stop: StopFlag,
    /// The lock they compute under, if there is one.
    #[cfg_attr(not(feature = "threads"), expect(dead_code, reason = "there are no threads"))]
    gil: Option<Arc<Gil>>,
    /// How many tasks there are.
    #[cfg_attr(not(feature = "threads"), expect(dead_code, reason = "there are no threads"))]
    tasks: u32,
}

impl PoolSetting {
    /// What a case asks for.
    pub(crate) fn new(case: &Case, epoch: Timestamp) -> PoolSetting {
        let interval = Duration::from_micros(u64::from(case.switch_interval_us));
        let gil = case.strategy.has_gil().then(|| Arc::new(Gil::new(interval)));
        PoolSetting { epoch, stop: StopFlag::default(), gil, tasks: case.work.tasks() }
    }
}
