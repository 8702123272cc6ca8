//! A pipe between a client and a server: one request at a time, one answer at a time.

use crate::stop::{StopFlag, Stopped};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Interval at which a waiting thread checks for a stop, because a stop wakes no thread.
const STOP_CHECK: Duration = Duration::from_millis(10);

/// A pipe in shared memory between two threads that block.
#[derive(Debug)]
pub(crate) struct Pipe {
    held: Mutex<Held>,
    changed: Condvar,
    open: AtomicBool,
}

#[derive(Clone, Copy, Debug)]
enum Held {
    Nothing,
    Request(u64),
    Answer(u64),
}

/// Sign that nothing will come through the pipe any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PipeClosed;

impl Default for Pipe {
    fn default() -> Pipe {
        Pipe { held: Mutex::new(Held::Nothing), changed: Condvar::new(), open: AtomicBool::new(true) }
    }
}

impl Pipe {
    /// Sends a request and waits for its answer.
    pub(crate) fn ask(&self, request: u64, stop: &StopFlag) -> Result<Result<u64, PipeClosed>, Stopped> {
        self.put(Held::Request(request));
        self.wait_for(stop, |held| match held {
            Held::Answer(answer) => Some(answer),
            Held::Nothing | Held::Request(_) => None,
        })
    }

    /// Waits for the next request.
    pub(crate) fn receive_request(&self, stop: &StopFlag) -> Result<Result<u64, PipeClosed>, Stopped> {
        self.wait_for(stop, |held| match held {
            Held::Request(request) => Some(request),
            Held::Nothing | Held::Answer(_) => None,
        })
    }

    /// Answers the request that was received last.
    pub(crate) fn send_answer(&self, answer: u64) {
        self.put(Held::Answer(answer));
    }

    /// Returns true until the pipe is closed.
    pub(crate) fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    /// Returns a guard that closes the pipe when it is dropped.
    pub(crate) fn close_on_drop(&self) -> impl Drop + '_ {
        struct Closing<'p>(&'p Pipe);
        impl Drop for Closing<'_> {
            fn drop(&mut self) {
                let _held = self.0.lock();
                self.0.open.store(false, Ordering::Release);
                self.0.changed.notify_all();
            }
        }
        Closing(self)
    }

    fn put(&self, held: Held) {
        *self.lock() = held;
        self.changed.notify_one();
    }

    /// Waits until `matching` accepts what the pipe holds, and takes it out.
    fn wait_for(
        &self,
        stop: &StopFlag,
        matching: impl Fn(Held) -> Option<u64>,
    ) -> Result<Result<u64, PipeClosed>, Stopped> {
        let mut held = self.lock();
        loop {
            if let Some(value) = matching(*held) {
                *held = Held::Nothing;
                return Ok(Ok(value));
            }
            if !self.is_open() {
                return Ok(Err(PipeClosed));
            }
            stop.check()?;
            held = self.changed.wait_timeout(held, STOP_CHECK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // No code panics while the pipe is locked.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
