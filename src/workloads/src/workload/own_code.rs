//! The reader's own Python code, which the engine refuses.

use crate::computation::Computation;
use crate::stop::Checkpoint;
use crate::task::TaskError;
use lanes_model::workload::OwnCode;
use lanes_model::{Answer, Failure, FailureKind, TaskId};

impl Computation for OwnCode {
    fn compute(&self, _: TaskId, _: &[u8], _: Checkpoint<'_>) -> Result<Answer, TaskError> {
        Err(Failure::new(FailureKind::Unsupported, "Only CPython runs your code.").into())
    }
}
