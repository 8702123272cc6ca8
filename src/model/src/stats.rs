//! Median and confidence interval of repeated measurements.

/// Probability with which an interval should cover the true median, if there are enough measurements.
pub const WANTED_COVERAGE: f64 = 0.95;

/// Median of some measurements with its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Number of measurements.
    pub count: usize,
    /// Median of the measurements.
    pub median: f64,
    /// Lower end of the median's interval.
    pub low: f64,
    /// Upper end of the median's interval.
    pub high: f64,
    /// Probability with which such an interval covers the true median, for any distribution.
    pub coverage: f64,
}

impl Figures {
    /// Formats the median, with its interval if it has one: `195 (180 to 201)`.
    pub fn text(&self, value: impl Fn(f64) -> String) -> String {
        let median = value(self.median);
        if self.count > 1 {
            format!("{median} ({} to {})", value(self.low), value(self.high))
        } else {
            median
        }
    }
}

/// Computes the median of `samples` with a distribution-free interval made of order statistics: the narrowest
/// symmetric pair that covers with [`WANTED_COVERAGE`], or the extremes if there are too few samples
/// for that (two to five). A single sample has no interval: its coverage is 0.
///
/// The interval from the k-th smallest to the k-th largest of n covers the median with probability
/// 1 - 2 P(B < k), B binomial (n, 1/2): H. A. David, *Order Statistics*, section 7.1.
///
/// Returns None for no samples, or if any is NaN.
pub fn figures(samples: &[f64]) -> Option<Figures> {
    if samples.is_empty() || samples.iter().any(|sample| sample.is_nan()) {
        return None;
    }
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len();
    let (rank, coverage) = interval_rank(count);
    Some(Figures {
        count,
        median: (sorted[(count - 1) / 2] + sorted[count / 2]) / 2.0,
        low: sorted[rank - 1],
        high: sorted[count - rank],
        coverage,
    })
}

/// Returns the rank of the interval's ends, counted from one from either side, and its coverage.
fn interval_rank(count: usize) -> (usize, f64) {
    let mut outside = 0.5f64.powi(count as i32);
    let mut probability = outside;
    let mut best = (1, (1.0 - 2.0 * outside).max(0.0));
    for rank in 2..=count / 2 {
        let successes = (rank - 1) as f64;
        probability *= (count as f64 - successes + 1.0) / successes;
        outside += probability;
        let coverage = 1.0 - 2.0 * outside;
        if coverage < WANTED_COVERAGE {
            break;
        }
        best = (rank, coverage);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        let even = figures(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!((even.median, even.low, even.high), (2.5, 1.0, 4.0));
        assert_eq!(figures(&[7.0]).unwrap().coverage, 0.0);
        assert_eq!(figures(&[]), None);
        assert_eq!(figures(&[1.0, f64::NAN]), None);
    }

    /// The usual table of sign-test intervals: n, rank of the ends, coverage.
    #[test]
    fn ranks_are_those_of_the_sign_test() {
        for (count, rank, coverage) in [
            (5, 1, 0.9375),
            (6, 1, 0.96875),
            (9, 2, 0.9609),
            (10, 2, 0.9785),
            (15, 4, 0.9648),
            (20, 6, 0.9586),
        ] {
            let (got_rank, got_coverage) = interval_rank(count);
            assert_eq!(got_rank, rank, "n = {count}");
            assert!((got_coverage - coverage).abs() < 1e-4, "n = {count}: {got_coverage}");
        }
    }

    proptest! {
        #[test]
        fn the_median_is_within_its_interval(samples in prop::collection::vec(-1e9f64..1e9, 1..200)) {
            let figures = figures(&samples).unwrap();
            prop_assert!(figures.low <= figures.median && figures.median <= figures.high);
            prop_assert!(samples.contains(&figures.low) && samples.contains(&figures.high));
        }

        #[test]
        fn order_does_not_matter(mut samples in prop::collection::vec(-1e9f64..1e9, 1..50), seed: u64) {
            let before = figures(&samples);
            fastrand::Rng::with_seed(seed).shuffle(&mut samples);
            prop_assert_eq!(figures(&samples), before);
        }
    }
}
