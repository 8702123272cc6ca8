//! Stopping: a flag that code checks while it computes, because it receives no messages meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Sign that work was asked to stop, and did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// A callback that kernels call many times per millisecond: the place where a Stop takes effect and a GIL changes
/// hands.
pub type Checkpoint<'a> = &'a mut dyn FnMut() -> Result<(), Stopped>;

/// A flag that stops the lanes of a run. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct StopFlag {
    raised: Arc<AtomicBool>,
    elsewhere: Option<fn() -> bool>,
}

impl StopFlag {
    /// Makes a flag that also counts as raised while `elsewhere` returns true, for a lane that shares no memory with
    /// the one that stops it.
    pub fn or_elsewhere(elsewhere: fn() -> bool) -> StopFlag {
        StopFlag { raised: Arc::default(), elsewhere: Some(elsewhere) }
    }

    /// Asks all lanes to stop, for good.
    pub fn raise(&self) {
        // The flag guards no other data, so no ordering is needed.
        self.raised.store(true, Ordering::Relaxed);
    }

    /// Returns true once a stop was requested.
    pub fn is_raised(&self) -> bool {
        self.raised.load(Ordering::Relaxed) || self.elsewhere.is_some_and(|is_raised| is_raised())
    }

    /// Ends the caller by `?` after a stop was requested.
    ///
    /// # Errors
    /// [`Stopped`] once the flag is raised.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.is_raised() { Err(Stopped) } else { Ok(()) }
    }
}
