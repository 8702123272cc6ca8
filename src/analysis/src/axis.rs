//! Axis of a chart: its range, the position of each value, and its ticks.

/// Maximum number of ticks, roughly.
const WANTED_TICKS: u32 = 6;

/// Maximum number of steps that are ticks themselves.
const MOST_STEP_TICKS: usize = 12;
/// Minimum distance between two ticks at steps, as a share of the axis.
const STEP_GAP: f64 = 0.05;

/// Axis from `low` to `high`.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Value at the start.
    pub low: f64,
    /// Value at the end; greater than `low`.
    pub high: f64,
    /// True for a logarithmic axis. Both ends are above zero then.
    pub log: bool,
    /// Labelled values, in ascending order.
    pub ticks: Vec<f64>,
}

impl Axis {
    /// Creates an axis for the ascending steps of a sweep, which ends at the extreme values. Ticks are the steps
    /// themselves or, if they are too many, round whole numbers.
    pub fn steps(steps: &[f64], log: bool) -> Axis {
        let (low, high) = extent(steps.iter().copied(), log);
        let ticks = if log { log_ticks(low, high) } else { linear_ticks(low, high, 1.0) };
        let axis = Axis { low, high, log, ticks };
        match steps {
            [_, .., last] if steps.len() <= MOST_STEP_TICKS => {
                Axis { ticks: axis.apart(steps, *last), ..axis }
            }
            _ => axis,
        }
    }

    /// Returns those of the steps whose labels have room next to each other, always including the last.
    fn apart(&self, steps: &[f64], last: f64) -> Vec<f64> {
        let has_room = |from: f64, to: f64| self.share(to) - self.share(from) >= STEP_GAP;
        let mut ticks: Vec<f64> = Vec::with_capacity(steps.len());
        for step in steps {
            if ticks.last().is_none_or(|tick| has_room(*tick, *step)) && has_room(*step, last) {
                ticks.push(*step);
            }
        }
        ticks.push(last);
        ticks
    }

    /// Creates an axis for measured values, with round ends. A linear axis starts at zero.
    pub fn around(values: impl IntoIterator<Item = f64>, log: bool) -> Axis {
        let (low, high) = extent(values, log);
        if log {
            let (low, high) = (round_down(low), round_up(high));
            return Axis { low, high, log, ticks: log_ticks(low, high) };
        }
        let step = round_step(high, WANTED_TICKS);
        let high = (high / step - 1e-9).ceil().max(1.0) * step;
        Axis { low: 0.0, high, log, ticks: linear_ticks(0.0, high, 0.0) }
    }

    /// Returns the position of a value: 0 at the start, 1 at the end, and never outside.
    pub fn share(&self, value: f64) -> f64 {
        let scale = |value: f64| if self.log { value.max(self.low).log10() } else { value };
        let (low, high) = (scale(self.low), scale(self.high));
        ((scale(value) - low) / (high - low)).clamp(0.0, 1.0)
    }
}

/// Finds the smallest and largest value that can be on the axis. A single value gives a range above it, no value
/// gives 1 to 2.
fn extent(values: impl IntoIterator<Item = f64>, log: bool) -> (f64, f64) {
    let possible = values.into_iter().filter(|value| value.is_finite() && (!log || *value > 0.0));
    let extent = possible.fold(None, |extent, value| match extent {
        None => Some((value, value)),
        Some((low, high)) => Some((value.min(low), value.max(high))),
    });
    match extent {
        None => (1.0, 2.0),
        Some((low, high)) if low == high => (low, if low > 0.0 { low * 2.0 } else { low + 1.0 }),
        Some(extent) => extent,
    }
}

/// Returns a step of 1, 2 or 5 times a power of ten, about `wanted` of which add up to `length`.
pub fn round_step(length: f64, wanted: u32) -> f64 {
    let rough = length / f64::from(wanted);
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power).into_iter().find(|step| *step >= rough);
    step.unwrap_or(10.0 * power)
}

fn linear_ticks(low: f64, high: f64, smallest_step: f64) -> Vec<f64> {
    let step = round_step(high - low, WANTED_TICKS).max(smallest_step);
    let first = (low / step - 1e-9).ceil();
    let ticks = (0..=WANTED_TICKS * 2).map(|i| (first + f64::from(i)) * step);
    ticks.take_while(|tick| *tick <= high * (1.0 + 1e-9)).collect()
}

/// Returns powers of ten. If they are too few, 1, 2 and 5 times them; if too many, every second or third.
fn log_ticks(low: f64, high: f64) -> Vec<f64> {
    let powers = (low.log10().floor() as i32)..=(high.log10().ceil() as i32);
    let inside = |tick: &f64| (low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(tick);
    let decades = high.log10() - low.log10();
    let factors: &[f64] = if decades < 2.5 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let every = (decades / f64::from(WANTED_TICKS + 1)).ceil().max(1.0) as usize;
    let powers = powers.step_by(every);
    powers
        .flat_map(|power| factors.iter().map(move |factor| factor * 10f64.powi(power)))
        .filter(inside)
        .collect()
}

/// Returns the largest of 1, 2 and 5 times a power of ten that is not above a positive value.
fn round_down(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    let round = [5.0, 2.0, 1.0].map(|factor| factor * power);
    round.into_iter().find(|round| *round <= value * (1.0 + 1e-9)).unwrap_or(power)
}

/// Returns the smallest of 1, 2 and 5 times a power of ten that is not below a positive value.
fn round_up(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    let round = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    round.into_iter().find(|round| *round >= value * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn steps_have_whole_ticks() {
        assert_eq!(Axis::steps(&[1.0, 2.0, 3.0, 4.0], false).ticks, [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(Axis::steps(&[1.0, 2.0], false).ticks, [1.0, 2.0]);
        let intervals = [1e3, 5e3, 2e4, 5e4];
        assert_eq!(Axis::steps(&intervals, true).ticks, intervals);
        let many: Vec<f64> = (1..=64).map(f64::from).collect();
        assert_eq!(Axis::steps(&many, false).ticks, [20.0, 40.0, 60.0]);
        let decades: Vec<f64> = (0..=25).map(|fifth| 10f64.powf(3.0 + f64::from(fifth) / 5.0)).collect();
        let decades = Axis::steps(&decades, true);
        assert_eq!(decades.ticks, [1e3, 1e4, 1e5, 1e6, 1e7, 1e8]);
        assert!((decades.share(1e5) - 0.4).abs() < 1e-12);
    }

    #[test]
    fn steps_too_close_for_their_labels_share_one() {
        assert_eq!(Axis::steps(&[1.0, 2.0, 40.0, 99.0, 100.0], false).ticks, [1.0, 40.0, 100.0]);
    }

    #[test]
    fn measured_values_are_between_round_ends() {
        let linear = Axis::around([1.0, 3.7], false);
        assert_eq!((linear.low, linear.high), (0.0, 4.0));
        assert_eq!(linear.ticks, [0.0, 1.0, 2.0, 3.0, 4.0]);
        let log = Axis::around([0.3, 420.0], true);
        assert_eq!((log.low, log.high), (0.2, 500.0));
        assert_eq!(log.ticks, [1.0, 10.0, 100.0]);
    }

    #[test]
    fn an_axis_of_one_value_or_none_has_two_ends() {
        for log in [false, true] {
            for values in [vec![], vec![3.0], vec![f64::NAN], vec![0.0]] {
                for axis in [Axis::steps(&values, log), Axis::around(values.clone(), log)] {
                    assert!(axis.low < axis.high && !axis.ticks.is_empty(), "{values:?}: {axis:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn every_value_is_on_its_axis(values in prop::collection::vec(1e-3f64..1e9, 1..20), log: bool) {
            let axis = Axis::around(values.clone(), log);
            for value in values {
                prop_assert!(axis.low <= value * (1.0 + 1e-9) && value <= axis.high * (1.0 + 1e-9));
                prop_assert!((0.0..=1.0).contains(&axis.share(value)));
            }
            prop_assert!(axis.ticks.len() <= 14, "{:?}", axis.ticks);
            prop_assert!(axis.ticks.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
