//! The tasks of *Libraries that release the GIL*: each hashes a buffer.

use crate::computation::Computation;
use crate::kernel::digest::{first_bits, sha256};
use crate::stop::Checkpoint;
use crate::task::TaskError;
use lanes_model::workload::Hashing;
use lanes_model::{Answer, TaskId};

impl Computation for Hashing {
    fn compute(&self, task: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        // Buffers differ, so that no task can reuse the digest of another.
        let buffer = vec![task.0 as u8; self.bytes as usize];
        Ok(first_bits(sha256(&buffer, self.passes, checkpoint)?).into())
    }
}
