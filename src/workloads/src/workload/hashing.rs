//! The tasks of *Libraries that release the GIL*: each hashes a buffer.

use crate::computation::Computation;
use crate::stop::{Checkpoint, Stopped};
use crate::task::TaskError;
use lanes_model::workload::Hashing;
use lanes_model::{Answer, Checksum, TaskId};
use sha2::{Digest, Sha256};

/// Some 60 µs of work without the processor's instructions for SHA-256, which wasm lacks.
const BYTES_BETWEEN_CHECKPOINTS: usize = 16 << 10;

impl Computation for Hashing {
    fn compute(&self, task: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        // Buffers differ, so that no task can reuse the digest of another.
        let buffer = vec![task.0 as u8; self.bytes as usize];
        Ok(first_bits(sha256(&buffer, self.passes, checkpoint)?).into())
    }
}

/// Computes the SHA-256 of `bytes` if `passes` is 1. Each further pass hashes the digest so far followed by `bytes`, as
/// a deliberately slow hash does: no pass can be skipped, and no two can run in parallel. Zero passes give zeros.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
pub(super) fn sha256(bytes: &[u8], passes: u32, checkpoint: Checkpoint<'_>) -> Result<[u8; 32], Stopped> {
    let mut digest = [0; 32];
    for pass in 0..passes {
        checkpoint()?;
        let mut hasher = Sha256::new();
        if pass > 0 {
            hasher.update(digest);
        }
        for (index, chunk) in bytes.chunks(BYTES_BETWEEN_CHECKPOINTS).enumerate() {
            if index > 0 {
                checkpoint()?;
            }
            hasher.update(chunk);
        }
        digest = hasher.finalize().into();
    }
    Ok(digest)
}

/// Returns the first 64 bits of a digest, by which answers are compared.
pub(super) fn first_bits(digest: [u8; 32]) -> Checksum {
    let [a, b, c, d, e, f, g, h, ..] = digest;
    Checksum(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::pace::count_checkpoints;

    fn hex(digest: [u8; 32]) -> String {
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn sha256_in_hex(bytes: &[u8], passes: u32) -> String {
        hex(sha256(bytes, passes, &mut || Ok(())).unwrap())
    }

    #[test]
    fn digests_agree_with_the_published_examples() {
        // FIPS 180-4's own examples, from NIST.
        assert_eq!(sha256_in_hex(b"", 1), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(
            sha256_in_hex(b"abc", 1),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            sha256_in_hex(&vec![b'a'; 1_000_000], 1),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        );
    }

    #[test]
    fn a_second_pass_hashes_the_digest_and_the_bytes() {
        let mut second = sha256(b"abc", 1, &mut || Ok(())).unwrap().to_vec();
        second.extend_from_slice(b"abc");
        assert_eq!(sha256_in_hex(b"abc", 2), sha256_in_hex(&second, 1));
    }

    #[test]
    fn each_chunk_has_a_checkpoint() {
        let bytes = vec![7; 3 * BYTES_BETWEEN_CHECKPOINTS + 1];
        let checkpoints = count_checkpoints(|count| {
            sha256(&bytes, 2, count).unwrap();
        });
        assert_eq!(checkpoints, 8);
    }

    #[test]
    fn a_stop_ends_the_kernel() {
        assert_eq!(sha256(b"abc", u32::MAX, &mut || Err(Stopped)), Err(Stopped));
    }
}
