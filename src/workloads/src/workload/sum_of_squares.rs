//! The tasks of *Sum of squares*.

use crate::computation::Computation;
use crate::stop::{Checkpoint, Stopped};
use crate::task::TaskError;
use lanes_model::workload::SumOfSquares;
use lanes_model::{Answer, Checksum, TaskId};
use std::hint::black_box;

/// Some 25 µs of work.
const SQUARES_BETWEEN_CHECKPOINTS: u64 = 1 << 16;

impl Computation for SumOfSquares {
    fn compute(&self, _: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        Ok(Checksum(sum_of_squares(self.n, checkpoint)?).into())
    }
}

/// Adds the squares of `0..n`, modulo 2^64.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
pub fn sum_of_squares(
    n: u64,
    checkpoint: &mut (impl FnMut() -> Result<(), Stopped> + ?Sized),
) -> Result<u64, Stopped> {
    let mut sum = 0u64;
    let mut from = 0;
    while from < n {
        checkpoint()?;
        let to = n.min(from.saturating_add(SQUARES_BETWEEN_CHECKPOINTS));
        for i in from..to {
            // Without the black box the optimizer replaces the loop with the formula for the sum.
            let i = black_box(i);
            sum = sum.wrapping_add(i.wrapping_mul(i));
        }
        from = to;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::pace::count_checkpoints;
    use proptest::prelude::*;

    /// Returns (n - 1) n (2n - 1) / 6.
    fn formula(n: u64) -> u64 {
        let n = u128::from(n);
        (n.saturating_sub(1) * n * (2 * n).saturating_sub(1) / 6) as u64
    }

    proptest! {
        #[test]
        fn the_sum_agrees_with_the_formula(n in 0u64..50_000) {
            prop_assert_eq!(sum_of_squares(n, &mut || Ok(())), Ok(formula(n)));
        }
    }

    #[test]
    fn no_square_is_lost_between_checkpoints() {
        let n = 2 * SQUARES_BETWEEN_CHECKPOINTS + 3;
        let checkpoints = count_checkpoints(|count| {
            assert_eq!(sum_of_squares(n, count), Ok(formula(n)));
        });
        assert_eq!(checkpoints, 3);
    }

    #[test]
    fn a_stop_ends_the_kernel() {
        assert_eq!(sum_of_squares(u64::MAX, &mut || Err(Stopped)), Err(Stopped));
    }
}
