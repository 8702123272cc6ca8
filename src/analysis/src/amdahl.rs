//! Amdahl's law, fitted to speed-ups: which share of the work one lane has to do alone.
//!
//! With a serial share s, n lanes are S(n) = 1 / (s + (1 - s) / n) times as fast as one: G. Amdahl, *Validity of
//! the single processor strategy to achieving large scale computing capabilities*, 1967.

/// The serial share, between 0 and 1, that fits some speed-ups best, given as the number of lanes and the speed-up
/// over one lane. Nothing where no point has more than one lane and a speed-up above zero.
///
/// Turned over, the law is a straight line through the origin, 1/S - 1/n = s (1 - 1/n), so that the least squares of
/// the relative times have a solution in one step.
pub fn serial_share(points: impl IntoIterator<Item = (f64, f64)>) -> Option<f64> {
    let mut products = 0.0;
    let mut squares = 0.0;
    for (lanes, speedup) in points {
        if lanes > 1.0 && speedup > 0.0 {
            let weight = 1.0 - 1.0 / lanes;
            products += weight * (1.0 / speedup - 1.0 / lanes);
            squares += weight * weight;
        }
    }
    (squares > 0.0).then(|| (products / squares).clamp(0.0, 1.0))
}

/// The speed-up that so many lanes have with that serial share.
pub fn speedup(serial_share: f64, lanes: f64) -> f64 {
    1.0 / (serial_share + (1.0 - serial_share) / lanes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The usual example: with a tenth of the work serial, ten processors are 5.26 times as fast, and no number of
    /// them is ten times as fast.
    #[test]
    fn known_values() {
        assert!((speedup(0.1, 10.0) - 5.263).abs() < 1e-3);
        assert!(speedup(0.1, 1e9) < 10.0);
        assert!((serial_share([(10.0, 5.263)]).unwrap() - 0.1).abs() < 1e-4);
        assert!((serial_share([(2.0, 1.9)]).unwrap() - 0.0526).abs() < 1e-4);
    }

    #[test]
    fn what_scales_ideally_or_better_has_no_serial_share_and_what_does_not_scale_nothing_else() {
        assert_eq!(serial_share([(1.0, 1.0), (2.0, 2.0), (4.0, 4.1)]), Some(0.0));
        assert_eq!(serial_share([(2.0, 1.0), (4.0, 0.9)]), Some(1.0));
    }

    #[test]
    fn one_lane_says_nothing() {
        assert_eq!(serial_share([(1.0, 1.0)]), None);
        assert_eq!(serial_share([(2.0, 0.0)]), None);
        assert_eq!(serial_share([]), None);
    }

    proptest! {
        #[test]
        fn the_share_that_made_the_speed_ups_is_found(share in 0.0f64..1.0, most in 2u32..64) {
            let points = (1..=most).map(|lanes| (f64::from(lanes), speedup(share, f64::from(lanes))));
            prop_assert!((serial_share(points).unwrap() - share).abs() < 1e-9);
        }
    }
}
