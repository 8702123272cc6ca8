//! Units of time.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// Duration in ms, or moment counted from the start of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Millis(pub f64);

impl Millis {
    /// Zero duration, or the start of a run.
    pub const ZERO: Millis = Millis(0.0);

    /// Returns the longer, or later, of the two.
    #[must_use]
    pub fn max(self, other: Millis) -> Millis {
        Millis(self.0.max(other.0))
    }

    /// Returns the shorter, or earlier, of the two.
    #[must_use]
    pub fn min(self, other: Millis) -> Millis {
        Millis(self.0.min(other.0))
    }
}

impl Add for Millis {
    type Output = Millis;

    fn add(self, other: Millis) -> Millis {
        Millis(self.0 + other.0)
    }
}

impl Sub for Millis {
    type Output = Millis;

    fn sub(self, other: Millis) -> Millis {
        Millis(self.0 - other.0)
    }
}

impl std::iter::Sum for Millis {
    fn sum<I: Iterator<Item = Millis>>(times: I) -> Millis {
        times.fold(Millis::ZERO, Add::add)
    }
}

/// Moment in ms since the Unix epoch, on the clock that all lanes share:
/// `performance.timeOrigin + performance.now()`. An f64 holds it to a quarter of a microsecond.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Timestamp(pub f64);

impl Timestamp {
    /// Returns the time from `earlier` to this moment.
    #[must_use]
    pub fn since(self, earlier: Timestamp) -> Millis {
        Millis(self.0 - earlier.0)
    }
}
