//! Lost updates: many tasks add to one counter.

use super::spec::WorkloadSpec;
use serde::{Deserialize, Serialize};

/// Tasks that all add to one counter, one increment at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counting {
    /// Number of tasks.
    pub tasks: u32,
    /// Increments by each task.
    pub increments: u64,
    /// Protection of the counter.
    pub counter: Counter,
}

/// Protection of a counter that several tasks add to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counter {
    /// A task loads the value and stores one more. Whatever others store in between is lost.
    Unprotected,
    /// As `Unprotected`, under a GIL that changes hands only at the loop's edge: never between load and store.
    GilPlain,
    /// As `GilPlain`, but the GIL may also change hands at a call between load and store.
    GilCall,
    /// Load and store happen under a lock.
    Mutex,
    /// Load and store are one indivisible step.
    Atomic,
    /// Each task counts on its own, and adds its subtotal to the counter once at the end.
    Subtotals,
}

impl Counting {
    /// Returns the final value of a counter that loses nothing.
    pub fn expected(&self) -> u64 {
        self.increments.saturating_mul(u64::from(self.tasks))
    }
}

impl Counter {
    /// Returns true if updates can get lost.
    pub fn may_lose(self) -> bool {
        matches!(self, Counter::Unprotected | Counter::GilCall)
    }
}

impl WorkloadSpec for Counting {
    fn tasks(&self) -> u32 {
        self.tasks
    }
}
