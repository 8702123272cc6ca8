//! The workload of *A task that fails*.

use crate::clock::Clock;
use crate::kernel::{meet_with, sum_of_squares};
use crate::lane::Lane;
use crate::task::{AsyncTasks, BlockingTasks, TaskError};
use lanes_model::workload::Failing;
use lanes_model::{Checksum, TaskId};

/// Tasks that add squares, but for one in the middle, which fails.
#[derive(Clone, Copy, Debug)]
pub struct FailingTasks(pub Failing);

impl FailingTasks {
    fn work<C: Clock>(&self, task: TaskId, lane: &Lane<C>) -> Result<Checksum, TaskError> {
        let Failing { n, misfortune, .. } = self.0;
        if task == self.0.failing_task() {
            let failure = lane.compute(task, |checkpoint| meet_with(misfortune, checkpoint))?;
            return Err(failure.into());
        }
        let sum = lane.compute(task, |checkpoint| sum_of_squares(n, checkpoint))?;
        Ok(Checksum(sum))
    }
}

impl<C: Clock> BlockingTasks<C> for FailingTasks {
    fn count(&self) -> u32 {
        self.0.tasks
    }

    fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Checksum, TaskError> {
        self.work(task, lane)
    }
}

impl<C: Clock> AsyncTasks<C> for FailingTasks {
    fn count(&self) -> u32 {
        self.0.tasks
    }

    async fn run(&self, task: TaskId, lane: &Lane<C>) -> Result<Checksum, TaskError> {
        self.work(task, lane)
    }
}
