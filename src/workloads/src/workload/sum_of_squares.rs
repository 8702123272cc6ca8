//! The tasks of *Sum of squares*.

use crate::computation::Computation;
use crate::kernel::sum_of_squares;
use crate::stop::Checkpoint;
use crate::task::TaskError;
use lanes_model::workload::SumOfSquares;
use lanes_model::{Answer, Checksum, TaskId};

impl Computation for SumOfSquares {
    fn compute(&self, _: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        Ok(Checksum(sum_of_squares(self.n, checkpoint)?).into())
    }
}
