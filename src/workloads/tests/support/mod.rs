//! The clock of tests that measure.

use lanes_model::Timestamp;
use lanes_workloads::Clock;
use std::time::Instant;

/// A clock that shows the time since it was made.
pub(crate) struct RealClock(pub(crate) Instant);

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.elapsed().as_secs_f64() * 1000.0)
    }
}
