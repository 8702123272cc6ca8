//! The workload of *A task that fails*.

use crate::computation::{Checkpoint, Computation};
use crate::kernel::{meet_with, sum_of_squares};
use crate::task::TaskError;
use lanes_model::workload::Failing;
use lanes_model::{Answer, Checksum, TaskId};

/// Tasks that add squares, but for one in the middle, which fails.
#[derive(Clone, Copy, Debug)]
pub struct FailingTasks(pub Failing);

impl Computation for FailingTasks {
    fn count(&self) -> u32 {
        self.0.tasks
    }

    fn compute(&self, task: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let Failing { n, misfortune, .. } = self.0;
        if task == self.0.failing_task() {
            return Err(meet_with(misfortune, checkpoint)?.into());
        }
        Ok(Checksum(sum_of_squares(n, checkpoint)?).into())
    }
}
