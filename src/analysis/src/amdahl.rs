//! Amdahl's law, fitted to speed-ups: the share of the work that one lane has to do alone.
//!
//! With a serial share s, n lanes are S(n) = 1 / (s + (1 - s) / n) times as fast as one: G. Amdahl, *Validity of
//! the single processor approach to achieving large scale computing capabilities*, 1967.

/// Fits the serial share, between 0 and 1, to pairs of the number of lanes and the speed-up over one lane. Returns
/// None if no pair has more than one lane and a positive speed-up.
///
/// The reciprocal of the law is a straight line through the origin, 1/S - 1/n = s (1 - 1/n), so that least squares of
/// the relative times have a direct solution.
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

/// Predicts the speed-up of a number of lanes.
pub fn speedup(serial_share: f64, lanes: f64) -> f64 {
    1.0 / (serial_share + (1.0 - serial_share) / lanes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The textbook example: with a tenth of the work serial, ten processors are 5.26 times as fast, and no number of
    /// them is ten times as fast.
    #[test]
    fn known_values() {
        assert!((speedup(0.1, 10.0) - 5.263).abs() < 1e-3);
        assert!(speedup(0.1, 1e9) < 10.0);
        assert!((serial_share([(10.0, 5.263)]).unwrap() - 0.1).abs() < 1e-4);
        assert!((serial_share([(2.0, 1.9)]).unwrap() - 0.0526).abs() < 1e-4);
    }

    #[test]
    fn ideal_scaling_has_no_serial_share_and_no_scaling_is_all_serial() {
        assert_eq!(serial_share([(1.0, 1.0), (2.0, 2.0), (4.0, 4.1)]), Some(0.0));
        assert_eq!(serial_share([(2.0, 1.0), (4.0, 0.9)]), Some(1.0));
    }

    #[test]
    fn one_lane_gives_no_share() {
        assert_eq!(serial_share([(1.0, 1.0)]), None);
        assert_eq!(serial_share([(2.0, 0.0)]), None);
        assert_eq!(serial_share([]), None);
    }

    proptest! {
        #[test]
        fn the_share_behind_the_speed_ups_is_found(share in 0.0f64..1.0, most in 2u32..64) {
            let points = (1..=most).map(|lanes| (f64::from(lanes), speedup(share, f64::from(lanes))));
            prop_assert!((serial_share(points).unwrap() - share).abs() < 1e-9);
        }
    }
}
