//! The tasks of *Lost updates*: all add to one counter.

use crate::computation::{Computation, Computing};
use crate::lane::Clock;
use crate::material::Material;
use crate::network::AnyNetwork;
use crate::runnable::{Runnable, Tasks};
use crate::stop::{Checkpoint, Stopped};
use crate::task::TaskError;
use lanes_model::workload::{Counter, Counting, WorkloadSpec};
use lanes_model::{Answer, Checksum, Count, Failure, FailureKind, Product, TaskId};
use std::hint::black_box;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Some 25 µs of work if all tasks wait for the same lock, and far less otherwise.
const INCREMENTS_BETWEEN_CHECKPOINTS: u64 = 256;

impl Runnable for Counting {
    fn make_tasks<'t, C: Clock, N: AnyNetwork + 't>(
        &self,
        _: &Material,
        _: &str,
        _: N,
    ) -> Box<dyn Tasks<C> + 't> {
        Box::new(CountingTasks::of(*self))
    }
}

/// A counter that all tasks of a run add to.
///
/// The checksum of a task is the number of increments it was asked for. The number that the counter shows in the end is
/// the product of the task that ends last.
#[derive(Debug)]
pub struct CountingTasks {
    counting: Counting,
    counter: AtomicU64,
    locked: Mutex<u64>,
    /// Number of tasks that have not ended.
    at_work: AtomicU32,
}

impl CountingTasks {
    /// Makes the tasks of one run, with the counter at zero.
    pub fn of(counting: Counting) -> Computing<CountingTasks> {
        let at_work = AtomicU32::new(counting.tasks);
        Computing {
            computation: CountingTasks {
                counting,
                counter: AtomicU64::new(0),
                locked: Mutex::new(0),
                at_work,
            },
            count: counting.tasks(),
            library: counting.library(),
            material: Material::default(),
        }
    }

    /// Adds the increments of one task.
    fn count_up(&self, checkpoint: Checkpoint<'_>) -> Result<(), Stopped> {
        match self.counting.counter {
            // Each step is atomic, but not the two together: a real race, without undefined behaviour. Under a GIL
            // that changes hands only at checkpoints, nothing comes between the two.
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
                // Without the black box the optimizer adds all of them in one step.
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
            let batch = left.min(INCREMENTS_BETWEEN_CHECKPOINTS);
            (0..batch).for_each(|_| add_one());
            left -= batch;
        }
        Ok(())
    }

    /// Adds the increments of one task as `counter = add_one(counter)` does in CPython.
    ///
    /// CPython 3.10 and later check whether to release the GIL at a function call and at a loop's jump back. So the
    /// statement can be interrupted between its load and its store, and after its store. Here one in every
    /// `INCREMENTS_BETWEEN_CHECKPOINTS` can be interrupted at the first place, and one at the second.
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

    /// Returns the number that the counter shows once all tasks have counted.
    fn count(&self) -> Result<Count, Failure> {
        let locked = *self.locked.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = self.counter.load(Ordering::Relaxed) + locked;
        let count = Count { expected: self.counting.expected(), counted };
        if counted != count.expected && !self.counting.counter.may_lose() {
            let message = "A counter that cannot lose increments has lost some.";
            return Err(Failure::new(FailureKind::Mismatch, message)
                .because(format!("{counted} of {} were counted", count.expected)));
        }
        Ok(count)
    }
}

impl Computation for CountingTasks {
    fn compute(&self, _: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        self.count_up(checkpoint)?;
        // Acquire and release: the last task sees all that the others did before they ended.
        let is_last = self.at_work.fetch_sub(1, Ordering::AcqRel) == 1;
        let product = if is_last { Some(Product::Count(self.count()?)) } else { None };
        Ok(Answer { checksum: Checksum(self.counting.increments), product })
    }
}
