//! A global interpreter lock with CPython's protocol: it shows what such a lock does to scheduling.
//!
//! Source: CPython's `Python/ceval_gil.c` (`take_gil`, `drop_gil`, with `FORCE_SWITCHING`).
//!
//! - A waiter that has waited for the switch interval, with no switch meanwhile, sets the drop request.
//! - The holder looks for the request at its checkpoints, and lets go.
//! - Whoever lets go under a request waits until another thread has taken the lock: otherwise it would
//!   often take it again before the waiter has woken up.
//! - Blocking I/O lets go.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The lock. Threads take it to compute.
#[derive(Debug)]
pub struct Gil {
    switch_interval: Duration,
    state: Mutex<State>,
    released: Condvar,
    taken: Condvar,
    drop_request: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    held: bool,
    /// How often the lock was taken.
    switches: u64,
}

impl Gil {
    /// A lock nobody holds. A waiter asks for it after `switch_interval`; CPython's is 5 ms.
    pub fn new(switch_interval: Duration) -> Gil {
        Gil {
            switch_interval,
            state: Mutex::default(),
            released: Condvar::new(),
            taken: Condvar::new(),
            drop_request: AtomicBool::new(false),
        }
    }

    /// Takes the lock, waiting for it as long as it takes. A thread that holds it must not call this.
    pub fn take(&self) {
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
        // A waiter that is passed over asks again, after another interval.
        self.drop_request.store(false, Ordering::Relaxed);
        self.taken.notify_all();
    }

    /// Whether a waiter asks for the lock. Holders look at every checkpoint.
    pub fn is_wanted(&self) -> bool {
        self.drop_request.load(Ordering::Relaxed)
    }

    /// Lets go. Under a request this waits until another thread has taken the lock. Only its holder may
    /// call it.
    pub fn let_go(&self) {
        let mut state = self.lock();
        state.held = false;
        let switches = state.switches;
        self.released.notify_one();
        if self.is_wanted() {
            // Whoever asked takes it: a waiter never goes away without.
            while state.switches == switches {
                state = self.taken.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is locked.
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

    /// Computes with checkpoints, as a kernel under the lock does, until `until` holds.
    fn compute(gil: &Gil, until: impl Fn() -> bool) {
        gil.take();
        while !until() {
            if gil.is_wanted() {
                gil.let_go();
                gil.take();
            }
        }
        gil.let_go();
    }

    #[test]
    fn one_thread_at_a_time_holds_it() {
        let (gil, inside, turns) =
            (Gil::new(Duration::from_micros(50)), AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        gil.take();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        turns.fetch_add(1, Ordering::SeqCst);
                        inside.fetch_sub(1, Ordering::SeqCst);
                        gil.let_go();
                    }
                });
            }
        });
        assert_eq!(turns.load(Ordering::SeqCst), 2000);
    }

    #[test]
    fn a_waiter_is_served_though_the_holder_never_stops_by_itself() {
        let (gil, served) = (Gil::new(INTERVAL), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| compute(&gil, || served.load(Ordering::SeqCst)));
            while !gil.lock().held {
                thread::yield_now();
            }
            let start = Instant::now();
            gil.take();
            assert!(start.elapsed() >= INTERVAL, "the holder let go before it was asked");
            served.store(true, Ordering::SeqCst);
            gil.let_go();
        });
    }

    #[test]
    fn nobody_asks_where_nobody_waits() {
        let gil = Gil::new(Duration::from_micros(50));
        gil.take();
        thread::sleep(Duration::from_millis(5));
        assert!(!gil.is_wanted());
        gil.let_go();
    }

    #[test]
    fn letting_go_under_a_request_waits_for_the_taker() {
        let (gil, taken) = (Gil::new(INTERVAL), AtomicBool::new(false));
        gil.take();
        thread::scope(|scope| {
            scope.spawn(|| {
                gil.take();
                taken.store(true, Ordering::SeqCst);
                gil.let_go();
            });
            while !gil.is_wanted() {
                thread::yield_now();
            }
            let before = gil.lock().switches;
            gil.let_go();
            // Without the forced switch this thread would be here before the waiter has woken up.
            assert!(gil.lock().switches > before);
        });
        assert!(taken.load(Ordering::SeqCst));
    }

    #[test]
    fn two_that_compute_take_turns() {
        const SWITCHES: u64 = 20;
        let gil = Gil::new(INTERVAL);
        let start = Instant::now();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| compute(&gil, || gil.lock().switches >= SWITCHES));
            }
        });
        // Nobody asks before the interval is over; the first take and the last one need nobody to ask.
        let (switches, intervals) = (gil.lock().switches, start.elapsed().div_duration_f64(INTERVAL));
        assert!(switches >= SWITCHES, "they took turns {switches} times");
        assert!(intervals >= (SWITCHES - 2) as f64, "{switches} switches in {intervals} intervals");
    }

    #[test]
    fn a_free_lock_is_had_without_asking() {
        // Whoever waited for it would wait for an hour.
        let gil = Gil::new(Duration::from_secs(3600));
        gil.take();
        gil.let_go();
        gil.take();
        gil.let_go();
    }
}
