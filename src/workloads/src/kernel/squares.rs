//! The sum of squares.

use crate::stop::{StopFlag, Stopped};
use std::hint::black_box;

/// About a millisecond's worth.
const SQUARES_BETWEEN_CHECKS: u64 = 1 << 21;

/// The sum of the squares of `0..n`, modulo 2^64.
///
/// # Errors
/// [`Stopped`] where `stop` was raised before the end.
pub fn sum_of_squares(n: u64, stop: &StopFlag) -> Result<u64, Stopped> {
    let mut sum = 0u64;
    let mut from = 0;
    while from < n {
        stop.check()?;
        let to = n.min(from.saturating_add(SQUARES_BETWEEN_CHECKS));
        for i in from..to {
            // Without the black box the optimiser replaces the loop by the formula for its sum.
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
    use proptest::prelude::*;

    /// (n - 1) n (2n - 1) / 6
    fn formula(n: u64) -> u64 {
        let n = u128::from(n);
        (n.saturating_sub(1) * n * (2 * n).saturating_sub(1) / 6) as u64
    }

    proptest! {
        #[test]
        fn it_is_what_the_formula_says(n in 0u64..50_000) {
            prop_assert_eq!(sum_of_squares(n, &StopFlag::default()), Ok(formula(n)));
        }
    }

    #[test]
    fn nothing_is_lost_between_checks() {
        let n = 2 * SQUARES_BETWEEN_CHECKS + 3;
        assert_eq!(sum_of_squares(n, &StopFlag::default()), Ok(formula(n)));
    }

    #[test]
    fn it_stops() {
        let stop = StopFlag::default();
        stop.raise();
        assert_eq!(sum_of_squares(u64::MAX, &stop), Err(Stopped));
    }
}
