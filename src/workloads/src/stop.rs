//! Stop: a flag that kernels look at, since a thread that computes hears nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The work was asked to stop, and did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// Tells the lanes of a run to stop. Clones share one flag.
#[derive(Clone, Debug, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Asks everyone who looks to stop. It stays asked.
    pub fn raise(&self) {
        // Nothing is handed over with the flag, so no ordering is needed.
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether to stop.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Ends the caller with `?` where it is to stop. Kernels call this about every millisecond.
    ///
    /// # Errors
    /// [`Stopped`] once the flag was raised.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.is_raised() { Err(Stopped) } else { Ok(()) }
    }
}
