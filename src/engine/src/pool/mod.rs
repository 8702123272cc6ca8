//! Pool of threads: rayon's on the threaded engine, none on the plain one.

#[cfg(not(feature = "threads"))]
mod none;
#[cfg(feature = "threads")]
mod threads;

#[cfg(not(feature = "threads"))]
pub(crate) use none::{PoolRun, compute, start};
#[cfg(feature = "threads")]
pub(crate) use threads::{PoolRun, compute, start};

use crate::time::WorkerClock;
use lanes_model::{Case, Timestamp};
use lanes_workloads::{Gil, Lane, StopFlag};
use std::sync::Arc;
use std::time::Duration;

/// Settings that all threads of a run share.
pub(crate) struct ThreadSettings {
    epoch: Timestamp,
    /// Flag that stops the threads.
    pub(crate) stop: StopFlag,
    /// Lock that the threads compute under, if the strategy has one.
    gil: Option<Arc<Gil>>,
    tasks: u32,
}

impl ThreadSettings {
    /// Creates the settings of a run that begins at `epoch`.
    pub(crate) fn new(case: &Case, epoch: Timestamp) -> ThreadSettings {
        let interval = Duration::from_micros(u64::from(case.switch_interval_us));
        let gil = case.strategy.has_gil().then(|| Arc::new(Gil::new(interval)));
        ThreadSettings { epoch, stop: StopFlag::default(), gil, tasks: case.work.tasks() }
    }

    /// Creates the lanes of `count` threads.
    pub(crate) fn lanes(&self, count: usize) -> Vec<Lane<WorkerClock>> {
        let lane = |_| {
            let lane = Lane::new(WorkerClock, self.epoch, self.stop.clone(), self.tasks);
            match &self.gil {
                Some(gil) => lane.under(Arc::clone(gil)),
                None => lane,
            }
        };
        (0..count).map(lane).collect()
    }
}
