//! The workload of *What crosses to a process*: bytes that are summed up, where they are or where they come to.

use crate::computation::{Checkpoint, Computation};
use crate::stop::Stopped;
use crate::task::TaskError;
use lanes_model::{Answer, Checksum, TaskId};
use std::sync::Arc;

/// What all the bytes are: how they cross does not depend on it.
pub const FILLING: u8 = 0x5a;

/// Some 50 µs' worth.
const PART: usize = 64 << 10;

/// A task that sums up bytes in the memory it runs on.
#[derive(Clone, Debug)]
pub struct BytesHere(pub Arc<Vec<u8>>);

impl BytesHere {
    /// So many bytes.
    pub fn new(count: u32) -> BytesHere {
        BytesHere(Arc::new(vec![FILLING; count as usize]))
    }
}

impl Computation for BytesHere {
    fn count(&self) -> u32 {
        1
    }

    fn compute(&self, _: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let read = |from: usize, part: &mut [u8]| part.copy_from_slice(&self.0[from..from + part.len()]);
        Ok(sum_bytes(self.0.len(), read, checkpoint)?.into())
    }
}

/// The CRC-32 of `count` bytes, wherever they are: `read` copies those from an offset on. (Bytes that JavaScript
/// keeps must be copied to be looked at; those that lie here are copied too, so that it is the same work.)
///
/// # Errors
/// [`Stopped`] where `checkpoint` says so.
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
    fn the_sum_is_that_of_all_bytes_and_looks_up_between_parts() {
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
    fn bytes_that_are_here_are_summed_up() {
        let answer = BytesHere::new(1_000).compute(TaskId(0), &[], &mut || Ok(())).unwrap();
        assert_eq!(answer.checksum, Checksum(u64::from(crc32fast::hash(&[FILLING; 1_000]))));
    }
}
