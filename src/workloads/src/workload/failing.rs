//! The tasks of *A task that fails*, one of which really fails.

use super::sum_of_squares::sum_of_squares;
use crate::computation::Computation;
use crate::stop::{Checkpoint, Stopped};
use crate::task::TaskError;
use lanes_model::workload::{Failing, Fault};
use lanes_model::{Answer, Checksum, Failure, FailureKind, TaskId};
use std::hint::black_box;

/// Size of each allocation that fills the memory.
const BLOCK_BYTES: usize = 64 << 20;

/// Memory at which filling ends: each engine has this much at most, and a native test would get far more.
const MAX_BYTES: usize = 1 << 30;

impl Computation for Failing {
    fn compute(&self, task: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        if task == self.failing_task() {
            return Err(fail(self.fault, checkpoint)?.into());
        }
        Ok(Checksum(sum_of_squares(self.n, checkpoint)?).into())
    }
}

/// Fails, or returns why that was not possible.
///
/// # Panics
/// For [`Fault::Panic`]. A full stack or memory ends the lane.
fn fail(fault: Fault, checkpoint: Checkpoint<'_>) -> Result<Failure, Stopped> {
    let message = match fault {
        Fault::Error => "The task returned an error, as requested.".to_owned(),
        Fault::Panic => panic!("The task panicked, as requested."),
        Fault::Stack => format!("The stack is deeper than {} calls.", recurse(0)),
        Fault::Memory => {
            let mut blocks: Vec<Vec<u8>> = Vec::new();
            while blocks.len() * BLOCK_BYTES <= MAX_BYTES {
                checkpoint()?;
                blocks.push(black_box(vec![0; BLOCK_BYTES]));
            }
            format!("There are more than {} MiB.", (blocks.len() * BLOCK_BYTES) >> 20)
        }
    };
    Ok(Failure::new(FailureKind::Task, message))
}

/// Calls itself until the stack is full. The black boxes keep the optimizer from making a loop of it.
fn recurse(depth: u64) -> u64 {
    if black_box(depth) == u64::MAX { depth } else { black_box(recurse(depth + 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_failure() {
        let failure = fail(Fault::Error, &mut || Ok(())).unwrap();
        assert_eq!(failure.kind, FailureKind::Task);
    }

    #[test]
    #[should_panic(expected = "as requested")]
    fn a_panic_is_a_panic() {
        let _ = fail(Fault::Panic, &mut || Ok(()));
    }
}
