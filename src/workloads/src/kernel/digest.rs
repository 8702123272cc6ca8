//! SHA-256 over and over: the processing of a file that was downloaded.

use crate::stop::Stopped;
use sha2::{Digest, Sha256};

/// Some 50 µs' worth.
const BYTES_BETWEEN_CHECKPOINTS: usize = 16 << 10;

/// SHA-256 of `bytes`, of that digest and `bytes` again, and so on, `passes` times in all; of nothing else
/// where `passes` is zero.
///
/// # Errors
/// [`Stopped`] where the checkpoint says so.
pub fn repeated_digest(
    bytes: &[u8],
    passes: u32,
    checkpoint: &mut dyn FnMut() -> Result<(), Stopped>,
) -> Result<[u8; 32], Stopped> {
    let mut digest = [0; 32];
    for pass in 0..passes {
        let mut hasher = Sha256::new();
        if pass > 0 {
            hasher.update(digest);
        }
        checkpoint()?;
        for part in bytes.chunks(BYTES_BETWEEN_CHECKPOINTS) {
            hasher.update(part);
            checkpoint()?;
        }
        digest = hasher.finalize().into();
    }
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(bytes: &[u8], passes: u32) -> [u8; 32] {
        repeated_digest(bytes, passes, &mut || Ok(())).expect("nobody stopped it")
    }

    /// The example of FIPS 180-2, appendix B.1.
    #[test]
    fn one_pass_is_sha_256() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let text: String = digest(b"abc", 1).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(text, expected);
    }

    #[test]
    fn each_pass_goes_over_all_the_bytes_and_the_digest_before() {
        let once = digest(b"abc", 1);
        assert_eq!(digest(b"abc", 2), digest(&[once.as_slice(), b"abc"].concat(), 1));
        assert_ne!(digest(b"abc", 2), digest(b"abd", 2));
    }

    #[test]
    fn it_stops_when_it_is_told_to() {
        let mut left = 10;
        let mut checkpoint = || {
            left -= 1;
            if left == 0 { Err(Stopped) } else { Ok(()) }
        };
        assert_eq!(repeated_digest(&[0; 1 << 20], u32::MAX, &mut checkpoint), Err(Stopped));
    }
}
