//! CRC-32: work on bytes that takes almost no time.

use crate::stop::{Checkpoint, Stopped};
use lanes_model::Checksum;

/// Some 25 µs of work.
const BYTES_BETWEEN_CHECKPOINTS: usize = 64 << 10;

/// Computes the CRC-32 of some bytes.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
pub(crate) fn checksum(bytes: &[u8], checkpoint: Checkpoint<'_>) -> Result<Checksum, Stopped> {
    let mut hasher = crc32fast::Hasher::new();
    for part in bytes.chunks(BYTES_BETWEEN_CHECKPOINTS) {
        checkpoint()?;
        hasher.update(part);
    }
    Ok(Checksum(u64::from(hasher.finalize())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_standard_one() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(checksum(b"123456789", &mut || Ok(())), Ok(Checksum(0xCBF4_3926)));
    }

    #[test]
    fn a_stop_ends_the_kernel() {
        assert_eq!(checksum(b"1", &mut || Err(Stopped)), Err(Stopped));
    }
}
