//! The workload of *Lost updates*: everyone adds to one counter.

use crate::computation::{Checkpoint, Computation};
use crate::stop::Stopped;
use crate::task::TaskError;
use lanes_model::workload::{Counter, Counting};
use lanes_model::{Answer, Checksum, Count, Failure, FailureKind, Product, TaskId};
use std::hint::black_box;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// So many increments take some 25 µs where everyone waits for the same lock, and far less elsewhere.
const INCREMENTS_BETWEEN_CHECKPOINTS: u64 = 256;

/// Tasks that all add to one counter. What a task is asked for is so many increments, and that is what its
/// checksum says; what became of them is the product of the task that ends last.
#[derive(Debug)]
pub struct CountingTasks {
    counting: Counting,
    counter: AtomicU64,
    locked: Mutex<u64>,
    /// Tasks that did not end yet.
    at_work: AtomicU32,
}

impl CountingTasks {
    /// The tasks of one run, with a counter at zero.
    pub fn new(counting: Counting) -> CountingTasks {
        let at_work = AtomicU32::new(counting.tasks);
        CountingTasks { counting, counter: AtomicU64::new(0), locked: Mutex::new(0), at_work }
    }

    /// Adds one, `increments` times.
    fn count_up(&self, checkpoint: Checkpoint<'_>) -> Result<(), Stopped> {
        match self.counting.counter {
            // Each is atomic, but not the two together: a real race, without undefined behaviour.
            // Under a GIL that changes hands at checkpoints, the two are never parted.
            Counter::Unprotected | Counter::GilPlain => self.repeat(checkpoint, || {
                let value = self.counter.load(Ordering::Relaxed);
                self.counter.store(value + 1, Ordering::Relaxed);
            }),
            Counter::GilCall => self.count_up_with_calls(checkpoint),
            Counter::Mutex => {
                self.repeat(checkpoint, || *self.locked.lock().unwrap_or_else(PoisonError::into_inner) += 1)
            }
            Counter::Atomic => self.repeat(checkpoint, || {
                self.counter.fetch_add(1, Ordering::Relaxed);
            }),
            Counter::Subtotals => {
                let mut own = 0u64;
                // Without the black box the optimiser adds all of them in one step.
                self.repeat(checkpoint, || own = black_box(own + 1))?;
                self.counter.fetch_add(own, Ordering::Relaxed);
                Ok(())
            }
        }
    }

    fn repeat(&self, checkpoint: Checkpoint<'_>, mut add_one: impl FnMut()) -> Result<(), Stopped> {
        let mut left = self.counting.increments;
        while left > 0 {
            checkpoint()?;
            let now = left.min(INCREMENTS_BETWEEN_CHECKPOINTS);
            (0..now).for_each(|_| add_one());
            left -= now;
        }
        Ok(())
    }

    /// CPython 3.10 and later check whether to release the GIL where a function is called and where a loop jumps
    /// back. So `counter = add_one(counter)` can be interrupted between load and store, and after its store: here,
    /// every so often, at the one or the other.
    fn count_up_with_calls(&self, checkpoint: Checkpoint<'_>) -> Result<(), Stopped> {
        for i in 0..self.counting.increments {
            let value = self.counter.load(Ordering::Relaxed);
            if i % INCREMENTS_BETWEEN_CHECKPOINTS == 0 {
                checkpoint()?;
            }
            self.counter.store(value + 1, Ordering::Relaxed);
            if i % INCREMENTS_BETWEEN_CHECKPOINTS == INCREMENTS_BETWEEN_CHECKPOINTS / 2 {
                checkpoint()?;
            }
        }
        Ok(())
    }

    /// What the counter says, once all have counted.
    fn count(&self) -> Result<Count, Failure> {
        let locked = *self.locked.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = self.counter.load(Ordering::Relaxed) + locked;
        let count = Count { expected: self.counting.expected(), counted };
        if counted != count.expected && !self.counting.counter.may_lose() {
            let message = "A counter that loses nothing has lost increments.";
            return Err(Failure::new(FailureKind::Mismatch, message)
                .because(format!("{counted} of {} were counted", count.expected)));
        }
        Ok(count)
    }
}

impl Computation for CountingTasks {
    fn count(&self) -> u32 {
        self.counting.tasks
    }

    fn compute(&self, _: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        self.count_up(checkpoint)?;
        // Whoever is last sees what the others did before they said that they are done.
        let is_last = self.at_work.fetch_sub(1, Ordering::AcqRel) == 1;
        let product = if is_last { Some(Product::Count(CountingTasks::count(self)?)) } else { None };
        Ok(Answer { checksum: Checksum(self.counting.increments), product })
    }
}
