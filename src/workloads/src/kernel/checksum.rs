//! CRC-32: what is done with bytes where next to nothing is to be done.

use crate::stop::Stopped;
use lanes_model::Checksum;

/// Some 25 µs' worth.
const BYTES_BETWEEN_CHECKPOINTS: usize = 64 << 10;

/// The CRC-32 of some bytes.
///
/// # Errors
/// [`Stopped`] where `checkpoint` says so.
pub fn checksum(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_one_that_everyone_computes() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(checksum(b"123456789", &mut || Ok(())), Ok(Checksum(0xCBF4_3926)));
    }

    #[test]
    fn it_stops() {
        assert_eq!(checksum(b"1", &mut || Err(Stopped)), Err(Stopped));
    }
}
