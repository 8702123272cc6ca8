//! Stop: a flag that kernels look at, since a thread that computes hears nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The work was asked to stop, and did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// Tells the lanes of a run to stop. Clones share one flag.
#[derive(Clone, Debug, Default)]
pub struct StopFlag {
    raised: Arc<AtomicBool>,
    elsewhere: Option<fn() -> bool>,
}

impl StopFlag {
    /// A flag that is also raised when `elsewhere` says so: a lane that shares no memory with whoever
    /// stops it is told in another way.
    pub fn or_elsewhere(elsewhere: fn() -> bool) -> StopFlag {
        StopFlag { raised: Arc::default(), elsewhere: Some(elsewhere) }
    }

    /// Asks everyone who looks to stop. It stays asked.
    pub fn raise(&self) {
        // Nothing is handed over with the flag, so no ordering is needed.
        self.raised.store(true, Ordering::Relaxed);
    }

    /// Whether to stop.
    pub fn is_raised(&self) -> bool {
        self.raised.load(Ordering::Relaxed) || self.elsewhere.is_some_and(|is_raised| is_raised())
    }

    /// Ends the caller with `?` where it is to stop.
    ///
    /// # Errors
    /// [`Stopped`] once the flag was raised.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.is_raised() { Err(Stopped) } else { Ok(()) }
    }
}
