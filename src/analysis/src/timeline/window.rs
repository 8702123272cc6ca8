//! The visible part of the time axis.

use crate::axis::round_step;
use lanes_model::time::Millis;

/// Minimum length of a window in ms: browsers' clocks advance in steps of 5 µs or more.
const SHORTEST: f64 = 0.02;

/// Returns the number of the grain that contains a moment, counted from the start.
pub(super) fn cell(moment: Millis, grain: Millis) -> f64 {
    if grain > Millis::ZERO { (moment.0 / grain.0).floor() } else { moment.0 }
}

/// Visible part of the time axis. A window never leaves the axis.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Window {
    /// Moment at the left edge.
    pub start: Millis,
    /// Moment at the right edge.
    pub end: Millis,
    /// End of the axis.
    pub whole: Millis,
}

impl Window {
    /// Creates a window that shows all of an axis that ends at `whole`.
    pub fn all(whole: Millis) -> Window {
        Window { start: Millis::ZERO, end: whole, whole }
    }

    /// Returns true if the whole axis is visible.
    pub fn is_all(&self) -> bool {
        self.length() >= self.whole
    }

    /// Returns the length of the window.
    pub fn length(&self) -> Millis {
        self.end - self.start
    }

    /// Returns the position of a moment: 0 at the left edge, 1 at the right, less or more outside.
    pub fn share(&self, moment: Millis) -> f64 {
        let length = self.length().0;
        if length > 0.0 { (moment - self.start).0 / length } else { 0.0 }
    }

    /// Returns the moment at a position, as a share of the width.
    pub fn moment(&self, share: f64) -> Millis {
        self.start + Millis(self.length().0 * share)
    }

    /// Zooms by a factor, in if it is below one, and keeps `about` in place as far as the axis allows.
    #[must_use]
    pub fn zoom(&self, about: Millis, factor: f64) -> Window {
        let share = self.share(about.max(self.start).min(self.end));
        let length = (self.length().0 * factor).max(SHORTEST).min(self.whole.0);
        self.placed(self.moment(share).0 - length * share, length)
    }

    /// Pans by a share of the window's length, as far as the axis allows.
    #[must_use]
    pub fn pan(&self, share: f64) -> Window {
        let length = self.length().0;
        self.placed(self.start.0 + length * share, length)
    }

    /// Pans as little as needed to show an interval, or its start if it is too long.
    #[must_use]
    pub fn showing(&self, start: Millis, end: Millis) -> Window {
        let length = self.length();
        let latest = start.0.max((end - length).0.min(start.0));
        self.placed(self.start.0.clamp((end - length).0.min(latest), latest), length.0)
    }

    fn placed(&self, start: f64, length: f64) -> Window {
        if length >= self.whole.0 {
            return Window::all(self.whole);
        }
        let start = start.clamp(0.0, self.whole.0 - length);
        Window { start: Millis(start), end: Millis((start + length).min(self.whole.0)), whole: self.whole }
    }

    /// Returns round moments in view, about `wanted` of them.
    pub fn ticks(&self, wanted: u32) -> Ticks {
        let length = self.length().0;
        if !(length > 0.0 && length.is_finite() && wanted > 0) {
            return Ticks { step: Millis::ZERO, first: 0.0, last: 0.0 };
        }
        let step = round_step(length, wanted);
        let first = (self.start.0 / step - 1e-9).ceil();
        let last = (self.end.0 / step + 1e-9).floor();
        Ticks { step: Millis(step), first, last }
    }
}

/// Round moments at equal distances: 1, 2 or 5 times a power of ten milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ticks {
    /// Distance between moments; zero for an empty axis.
    pub step: Millis,
    first: f64,
    last: f64,
}

impl Ticks {
    /// Iterates over the moments, each with true if it is an even multiple of the distance.
    pub fn moments(self) -> impl Iterator<Item = (Millis, bool)> {
        let count = (self.last - self.first + 1.0).max(0.0) as u32;
        (0..count).map(move |i| {
            let multiple = self.first + f64::from(i);
            (Millis(multiple * self.step.0), multiple % 2.0 == 0.0)
        })
    }

    /// Formats a moment. All ticks share one unit and use no more decimals than they need to differ.
    pub fn label(self, moment: Millis) -> String {
        let furthest = self.last * self.step.0;
        let (unit, divisor) = if furthest >= 1000.0 { ("s", 1000.0) } else { ("ms", 1.0) };
        let step = self.step.0 / divisor;
        let decimals = if step > 0.0 { (-step.log10().floor()).max(0.0) as usize } else { 0 };
        format!("{:.decimals$} {unit}", moment.0 / divisor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(window: Window, wanted: u32) -> Vec<String> {
        let ticks = window.ticks(wanted);
        ticks.moments().map(|(moment, _)| ticks.label(moment)).collect()
    }

    #[test]
    fn ticks_are_round_and_in_view() {
        assert_eq!(named(Window::all(Millis(642.0)), 4), ["0 ms", "200 ms", "400 ms", "600 ms"]);
        assert_eq!(named(Window::all(Millis(4200.0)), 4), ["0 s", "2 s", "4 s"]);
        let near = Window { start: Millis(120.31), end: Millis(120.52), whole: Millis(642.0) };
        assert_eq!(named(near, 4), ["120.4 ms", "120.5 ms"]);
        for end in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(named(Window::all(Millis(end)), 5), ["0 ms"]);
        }
    }

    #[test]
    fn the_window_moves_to_an_interval_out_of_sight() {
        let window = Window::all(Millis(100.0)).zoom(Millis::ZERO, 0.1);
        assert_eq!(window.showing(Millis(2.0), Millis(5.0)), window);
        assert_eq!(window.showing(Millis(20.0), Millis(25.0)).end, Millis(25.0));
        assert_eq!(window.showing(Millis(20.0), Millis(75.0)).start, Millis(20.0));
        assert_eq!(window.pan(3.0).showing(Millis(2.0), Millis(5.0)).start, Millis(2.0));
    }

    proptest! {
        #[test]
        fn zooming_in_and_out_again_comes_back(whole in 1.0f64..1e5, share in 0.0f64..1.0, factor in 0.1f64..1.0) {
            let window = Window::all(Millis(whole)).zoom(Millis(whole * 0.4), 0.7);
            let about = window.moment(share);
            let back = window.zoom(about, factor).zoom(about, 1.0 / factor);
            prop_assert!((back.start.0 - window.start.0).abs() < whole * 1e-9);
            prop_assert!((back.end.0 - window.end.0).abs() < whole * 1e-9);
        }

        #[test]
        fn zooming_leaves_the_moment_where_it_is(share in 0.0f64..1.0, factor in 0.01f64..1.0) {
            let window = Window::all(Millis(1000.0));
            let about = window.moment(share);
            prop_assert!((window.zoom(about, factor).share(about) - share).abs() < 1e-9);
        }

        #[test]
        fn a_window_never_leaves_the_axis(
            whole in 0.0f64..1e6, steps in prop::collection::vec((0u8..3, 0.0f64..1e6, 0.001f64..100.0), 0..40),
        ) {
            let mut window = Window::all(Millis(whole));
            for (kind, about, amount) in steps {
                window = match kind {
                    0 => window.zoom(Millis(about), amount),
                    1 => window.pan(amount - 50.0),
                    _ => window.showing(Millis(about.min(whole)), Millis((about + amount).min(whole))),
                };
                prop_assert!(Millis::ZERO <= window.start && window.start <= window.end);
                prop_assert!(window.end <= window.whole);
                prop_assert!(window.length().0 >= SHORTEST.min(whole) * 0.999);
            }
        }

        #[test]
        fn ticks_are_never_outside_nor_many(start in 0.0f64..1e6, length in 1e-2f64..1e6, wanted in 1u32..20) {
            let window = Window { start: Millis(start), end: Millis(start + length), whole: Millis(1e7) };
            let moments: Vec<f64> = window.ticks(wanted).moments().map(|(moment, _)| moment.0).collect();
            prop_assert!(moments.len() <= wanted as usize + 1);
            let near = length * 1e-6 + 1e-8 * start;
            let in_sight = start - near..=start + length + near;
            prop_assert!(moments.iter().all(|moment| in_sight.contains(moment)));
        }
    }
}
