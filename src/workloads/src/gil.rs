//! A global interpreter lock with CPython's protocol: it shows what such a lock does to scheduling.
//!
//! Source: CPython's `Python/ceval_gil.c` (`take_gil`, `drop_gil`, with `FORCE_SWITCHING`).
//!
//! - A thread that has waited for the switch interval, with no switch meanwhile, sets the drop request.
//! - The holder looks for the request at its checkpoints, and releases the lock.
//! - A thread that releases the lock on request waits until another has acquired it. Otherwise it would often
//!   acquire it again before the waiting thread has woken up.
//! - Blocking I/O releases the lock.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A lock that a thread holds while it computes.
#[derive(Debug)]
pub struct Gil {
    switch_interval: Duration,
    state: Mutex<State>,
    released: Condvar,
    acquired: Condvar,
    drop_request: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    held: bool,
    /// Number of times that the lock was acquired.
    switches: u64,
}

impl Gil {
    /// Makes a free lock. A waiting thread requests it after `switch_interval`, which is 5 ms in CPython.
    pub fn new(switch_interval: Duration) -> Gil {
        Gil {
            switch_interval,
            state: Mutex::default(),
            released: Condvar::new(),
            acquired: Condvar::new(),
            drop_request: AtomicBool::new(false),
        }
    }

    /// Acquires the lock, however long that takes. The calling thread must not hold it.
    pub fn acquire(&self) {
        let mut state = self.lock();
        while state.held {
            let switches = state.switches;
            let waited = self.released.wait_timeout(state, self.switch_interval);
            let (now, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = now;
            if timeout.timed_out() && state.held && state.switches == switches {
                self.drop_request.store(true, Ordering::Relaxed);
            }
        }
        state.held = true;
        state.switches += 1;
        // A thread that waits for longer requests the lock again, after another interval.
        self.drop_request.store(false, Ordering::Relaxed);
        self.acquired.notify_all();
    }

    /// Returns true if another thread requests the lock. The holder looks at every checkpoint.
    pub fn is_requested(&self) -> bool {
        self.drop_request.load(Ordering::Relaxed)
    }

    /// Releases the lock, and on request waits until another thread has acquired it. The calling thread must hold it.
    pub fn release(&self) {
        let mut state = self.lock();
        state.held = false;
        let switches = state.switches;
        self.released.notify_one();
        if self.is_requested() {
            // The requesting thread acquires it for certain: a wait is never given up.
            while state.switches == switches {
                state = self.acquired.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds the state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU32;
    use std::thread;
    use std::time::Instant;

    const INTERVAL: Duration = Duration::from_millis(2);

    /// Computes with checkpoints, as a kernel under the lock does, until `until` returns true.
    fn compute(gil: &Gil, until: impl Fn() -> bool) {
        gil.acquire();
        while !until() {
            if gil.is_requested() {
                gil.release();
                gil.acquire();
            }
        }
        gil.release();
    }

    #[test]
    fn one_thread_at_a_time_holds_the_lock() {
        let (gil, inside, turns) =
            (Gil::new(Duration::from_micros(50)), AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        gil.acquire();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        turns.fetch_add(1, Ordering::SeqCst);
                        inside.fetch_sub(1, Ordering::SeqCst);
                        gil.release();
                    }
                });
            }
        });
        assert_eq!(turns.load(Ordering::SeqCst), 2000);
    }

    #[test]
    fn a_holder_that_never_stops_gives_the_lock_to_a_waiting_thread() {
        let (gil, served) = (Gil::new(INTERVAL), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| compute(&gil, || served.load(Ordering::SeqCst)));
            while !gil.lock().held {
                thread::yield_now();
            }
            let start = Instant::now();
            gil.acquire();
            assert!(start.elapsed() >= INTERVAL, "the holder released the lock before it was requested");
            served.store(true, Ordering::SeqCst);
            gil.release();
        });
    }

    #[test]
    fn without_a_waiting_thread_there_is_no_request() {
        let gil = Gil::new(Duration::from_micros(50));
        gil.acquire();
        thread::sleep(Duration::from_millis(5));
        assert!(!gil.is_requested());
        gil.release();
    }

    #[test]
    fn releasing_on_request_waits_for_the_next_holder() {
        let (gil, taken) = (Gil::new(INTERVAL), AtomicBool::new(false));
        gil.acquire();
        thread::scope(|scope| {
            scope.spawn(|| {
                gil.acquire();
                taken.store(true, Ordering::SeqCst);
                gil.release();
            });
            while !gil.is_requested() {
                thread::yield_now();
            }
            let before = gil.lock().switches;
            gil.release();
            // Without the forced switch this thread would get here before the other has woken up.
            assert!(gil.lock().switches > before);
        });
        assert!(taken.load(Ordering::SeqCst));
    }

    #[test]
    fn two_computing_threads_take_turns() {
        const SWITCHES: u64 = 20;
        let gil = Gil::new(INTERVAL);
        let start = Instant::now();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| compute(&gil, || gil.lock().switches >= SWITCHES));
            }
        });
        // No thread requests the lock before the interval is over. The first and the last acquisition need no request.
        let (switches, intervals) = (gil.lock().switches, start.elapsed().div_duration_f64(INTERVAL));
        assert!(switches >= SWITCHES, "they took turns {switches} times");
        assert!(intervals >= (SWITCHES - 2) as f64, "{switches} switches in {intervals} intervals");
    }

    #[test]
    fn a_free_lock_is_acquired_without_a_request() {
        // A wait would take an hour.
        let gil = Gil::new(Duration::from_secs(3600));
        gil.acquire();
        gil.release();
        gil.acquire();
        gil.release();
    }
}
