//! The pace of checkpoints in a kernel.

use crate::stop::{Checkpoint, Stopped};

/// A counter of work that calls a kernel's checkpoint each time enough was done.
///
/// For loops whose iterations differ much in cost, or cost far less than a checkpoint.
pub(crate) struct Pace<'a> {
    checkpoint: Checkpoint<'a>,
    every: usize,
    since: usize,
}

impl<'a> Pace<'a> {
    /// Makes a pace with a checkpoint before the first work, and then after every `every` units. The caller chooses the
    /// unit, and enough of them for some 25 to 100 µs.
    pub(crate) fn new(every: usize, checkpoint: Checkpoint<'a>) -> Pace<'a> {
        Pace { checkpoint, every, since: every }
    }

    /// Counts the work that comes next.
    ///
    /// # Errors
    /// [`Stopped`] if the checkpoint returns it.
    #[inline]
    pub(crate) fn spend(&mut self, units: usize) -> Result<(), Stopped> {
        if self.since >= self.every {
            self.since = 0;
            (self.checkpoint)()?;
        }
        self.since += units;
        Ok(())
    }
}

/// Counts how often some work calls its checkpoint.
#[cfg(test)]
pub(crate) fn count_checkpoints(work: impl FnOnce(Checkpoint<'_>)) -> usize {
    let mut checkpoints = 0;
    work(&mut || {
        checkpoints += 1;
        Ok(())
    });
    checkpoints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_comes_first_and_then_after_enough_work() {
        let checkpoints = count_checkpoints(|count| {
            let mut pace = Pace::new(10, count);
            for _ in 0..7 {
                pace.spend(4).unwrap();
            }
        });
        // At 0, 12 and 24 units.
        assert_eq!(checkpoints, 3);
    }

    #[test]
    fn a_stop_is_passed_on() {
        assert_eq!(Pace::new(10, &mut || Err(Stopped)).spend(1), Err(Stopped));
    }
}
