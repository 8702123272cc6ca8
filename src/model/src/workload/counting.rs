//! One counter, and many that count.

use serde::{Deserialize, Serialize};

/// Tasks that all add to one counter, one step at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counting {
    /// How many tasks.
    pub tasks: u32,
    /// How often each adds one.
    pub increments: u64,
    /// How they add.
    pub counter: Counter,
}

/// A way to add one to a counter that others add to as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counter {
    /// It is loaded, and one more is stored: what others stored between the two is lost.
    Unprotected,
    /// The same under a GIL that may change hands at the loop's edge alone: load and store are never parted.
    GilPlain,
    /// The same under a GIL that may change hands at the call between load and store as well as at the loop's edge.
    GilCall,
    /// Load and store happen under a lock.
    Mutex,
    /// Load and store are one step, which cannot be divided.
    Atomic,
    /// Everyone has a count of its own, and adds it to the common one in the end.
    Subtotals,
}

impl Counting {
    /// What the counter says in the end where nothing is lost.
    pub fn expected(&self) -> u64 {
        self.increments.saturating_mul(u64::from(self.tasks))
    }
}

impl Counter {
    /// Whether updates may get lost.
    pub fn may_lose(self) -> bool {
        matches!(self, Counter::Unprotected | Counter::GilCall)
    }
}
