//! The clock.

use lanes_model::Timestamp;

/// A clock that all lanes of a run share.
pub trait Clock {
    /// The moment it is now.
    fn now(&self) -> Timestamp;
}

impl<C: Clock> Clock for &C {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}
