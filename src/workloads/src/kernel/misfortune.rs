//! Ways for a task to fail, for real.

use crate::stop::Stopped;
use lanes_model::{Failure, FailureKind, workload::Misfortune};
use std::hint::black_box;

/// How much memory is asked for at a time.
const BLOCK_BYTES: usize = 64 << 20;

/// Fails in that way.
///
/// # Errors
/// For [`Misfortune::Error`], and for [`Misfortune::Memory`] where there was enough of it.
///
/// # Panics
/// For [`Misfortune::Panic`]. The others end the lane they run on.
pub fn meet_with(
    misfortune: Misfortune,
    checkpoint: &mut (impl FnMut() -> Result<(), Stopped> + ?Sized),
) -> Result<Failure, Stopped> {
    match misfortune {
        Misfortune::Error => {
            Ok(Failure::new(FailureKind::Task, "The task returned an error, as it was told to."))
        }
        Misfortune::Panic => panic!("It was told to fail."),
        Misfortune::Stack => {
            let depth = recurse(0);
            Ok(Failure::new(FailureKind::Task, format!("The stack is deeper than {depth} calls.")))
        }
        Misfortune::Memory => {
            let mut blocks: Vec<Vec<u8>> = Vec::new();
            // A gigabyte is what each engine may have; a native test would get more than it bargained for.
            while blocks.len() * BLOCK_BYTES <= 1 << 30 {
                checkpoint()?;
                blocks.push(black_box(vec![0; BLOCK_BYTES]));
            }
            let message = format!("There are more than {} MiB.", (blocks.len() * BLOCK_BYTES) >> 20);
            Ok(Failure::new(FailureKind::Task, message))
        }
    }
}

/// Calls itself until the stack is full. The black boxes keep it from becoming a loop.
fn recurse(depth: u64) -> u64 {
    if black_box(depth) == u64::MAX { depth } else { black_box(recurse(depth + 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_failure() {
        let failure = meet_with(Misfortune::Error, &mut || Ok(())).unwrap();
        assert_eq!(failure.kind, FailureKind::Task);
    }

    #[test]
    #[should_panic(expected = "told to fail")]
    fn a_panic_is_a_panic() {
        let _ = meet_with(Misfortune::Panic, &mut || Ok(()));
    }
}
