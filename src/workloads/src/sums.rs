//! The workload of *Sum of squares*.

use crate::computation::{Checkpoint, Computation};
use crate::kernel::sum_of_squares;
use crate::task::TaskError;
use lanes_model::{Answer, Checksum, TaskId};

/// Tasks that each add the squares of `0..n`.
#[derive(Clone, Copy, Debug)]
pub struct SumTasks {
    /// How many tasks.
    pub tasks: u32,
    /// How many squares each adds.
    pub n: u64,
}

impl Computation for SumTasks {
    fn count(&self) -> u32 {
        self.tasks
    }

    fn compute(&self, _: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        Ok(Checksum(sum_of_squares(self.n, checkpoint)?).into())
    }
}
