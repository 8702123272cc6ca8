//! The workload of *Libraries that release the GIL*: every task hashes a buffer.

use crate::computation::{Checkpoint, Computation};
use crate::kernel::digest::{first_bits, sha256};
use crate::task::TaskError;
use lanes_model::workload::{Hashing, Library};
use lanes_model::{Answer, TaskId};

/// Tasks that each take the SHA-256 of a buffer of their own, again and again.
#[derive(Clone, Copy, Debug)]
pub struct HashTasks(pub Hashing);

impl Computation for HashTasks {
    fn count(&self) -> u32 {
        self.0.tasks
    }

    fn library(&self) -> Library {
        self.0.library
    }

    fn compute(&self, task: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        // Each its own: no task can take over another's digest.
        let buffer = vec![task.0 as u8; self.0.bytes as usize];
        Ok(first_bits(sha256(&buffer, self.0.passes, checkpoint)?).into())
    }
}
