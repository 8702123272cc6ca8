//! The workload of *Sum of squares*.

use crate::clock::Clock;
use crate::kernel::sum_of_squares;
use crate::lane::Lane;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use lanes_model::{Checksum, TaskId};

/// Tasks that each add the squares of `0..n`.
#[derive(Clone, Copy, Debug)]
pub struct SumTasks {
    /// How many tasks.
    pub tasks: u32,
    /// How many squares each adds.
    pub n: u64,
}

impl SumTasks {
    fn sum<C: Clock>(&self, task: TaskId, lane: &Lane<C>) -> Result<Checksum, TaskError> {
        let sum = lane.compute(task, |checkpoint| sum_of_squares(self.n, checkpoint))?;
        Ok(Checksum(sum))
    }
}

impl<C: Clock> BlockingTasks<C> for SumTasks {
    fn count(&self) -> u32 {
        self.tasks
    }

    fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Checksum, TaskError> {
        self.sum(task, lane)
    }
}

/// Nothing in it waits, so each task keeps the event loop until it is done.
impl<C: Clock> AsyncTasks<C> for SumTasks {
    fn count(&self) -> u32 {
        self.tasks
    }

    async fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Checksum, TaskError> {
        self.sum(task, lane)
    }
}
