//! What answers that are bytes are compared by.

use crate::stop::Stopped;
use lanes_model::Checksum;

/// Some 25 µs' worth.
const BYTES_BETWEEN_CHECKPOINTS: usize = 64 << 10;

/// The CRC-32 of some bytes.
///
/// # Errors
/// [`Stopped`] where `checkpoint` says so.
pub(crate) fn checksum(
    bytes: &[u8],
    checkpoint: &mut dyn FnMut() -> Result<(), Stopped>,
) -> Result<Checksum, Stopped> {
    let mut hasher = crc32fast::Hasher::new();
    for part in bytes.chunks(BYTES_BETWEEN_CHECKPOINTS) {
        checkpoint()?;
        hasher.update(part);
    }
    Ok(Checksum(u64::from(hasher.finalize())))
}
