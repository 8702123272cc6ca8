//! The task of *What crosses to a process*: it adds up bytes, in its own memory or sent to it.

use crate::computation::Computation;
use crate::material::Material;
use crate::stop::{Checkpoint, Stopped};
use crate::task::TaskError;
use lanes_model::workload::{Crossing, File, Transport};
use lanes_model::{Answer, Checksum, Failure, FailureKind, TaskId};

/// Value of every byte. The transfer does not depend on it.
pub const FILLING: u8 = 0x5a;

/// Some 50 µs of work.
const PART: usize = 64 << 10;

impl Computation for Crossing {
    /// Makes the bytes, unless the engine sends them to a process.
    fn prepare(&self, _: &[File]) -> Result<Material, Failure> {
        let bytes = || std::iter::repeat_n(FILLING, self.bytes as usize).collect();
        Ok((self.transport == Transport::InPlace).then(bytes).into_iter().collect())
    }

    fn compute(&self, _: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        if input.len() != self.bytes as usize {
            return Err(bytes_missing().into());
        }
        let read = |from: usize, part: &mut [u8]| part.copy_from_slice(&input[from..from + part.len()]);
        Ok(sum_bytes(input.len(), read, checkpoint)?.into())
    }
}

/// Returns the failure of a task whose bytes were not sent with it.
pub fn bytes_missing() -> Failure {
    Failure::new(FailureKind::Protocol, "The bytes did not come with their task.")
}

/// Computes the CRC-32 of `count` bytes. `read` copies the bytes from an offset on.
///
/// Bytes in JavaScript's memory must be copied before Rust can read them. Bytes in Rust's own memory are copied too, so
/// that the work is the same.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
pub fn sum_bytes(
    count: usize,
    mut read: impl FnMut(usize, &mut [u8]),
    checkpoint: Checkpoint<'_>,
) -> Result<Checksum, Stopped> {
    let mut part = vec![0; PART.min(count)];
    let mut sum = crc32fast::Hasher::new();
    for from in (0..count).step_by(PART) {
        checkpoint()?;
        let part = &mut part[..PART.min(count - from)];
        read(from, part);
        sum.update(part);
    }
    Ok(Checksum(u64::from(sum.finalize())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_all_bytes_with_a_checkpoint_between_parts() {
        let bytes: Vec<u8> = (0..PART * 2 + 3).map(|i| i as u8).collect();
        let mut checkpoints = 0;
        let read = |from: usize, part: &mut [u8]| part.copy_from_slice(&bytes[from..from + part.len()]);
        let sum = sum_bytes(bytes.len(), read, &mut || {
            checkpoints += 1;
            Ok(())
        });
        assert_eq!((sum, checkpoints), (Ok(Checksum(u64::from(crc32fast::hash(&bytes)))), 3));
        assert_eq!(sum_bytes(5, |_, _| {}, &mut || Err(Stopped)), Err(Stopped));
    }

    #[test]
    fn bytes_in_own_memory_are_added_up() {
        let here = Crossing { bytes: 1_000, transport: Transport::InPlace };
        let material = here.prepare(&[]).unwrap();
        let answer = here.compute(TaskId(0), material.of(TaskId(0)), &mut || Ok(())).unwrap();
        assert_eq!(answer.checksum, Checksum(u64::from(crc32fast::hash(&[FILLING; 1_000]))));
    }

    #[test]
    fn bytes_that_were_not_sent_are_a_failure() {
        let sent = Crossing { bytes: 1_000, transport: Transport::Copied };
        assert!(sent.prepare(&[]).unwrap().is_nothing());
        let outcome = sent.compute(TaskId(0), &[], &mut || Ok(()));
        assert_eq!(outcome, Err(TaskError::Failed(bytes_missing())));
    }
}
