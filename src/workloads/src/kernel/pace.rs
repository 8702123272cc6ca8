//! When a kernel looks up from its work.

use crate::stop::Stopped;

/// Counts work, and calls a kernel's checkpoint each time enough of it was done.
///
/// For loops whose turns cost very different amounts, or far less than a checkpoint.
pub(super) struct Pace<'a> {
    checkpoint: &'a mut dyn FnMut() -> Result<(), Stopped>,
    every: usize,
    since: usize,
}

impl<'a> Pace<'a> {
    /// A checkpoint at the first work, and then each time `every` units of it were done. Whoever makes it
    /// chooses a unit, and enough of it for some 25 to 100 µs.
    pub(super) fn new(every: usize, checkpoint: &'a mut dyn FnMut() -> Result<(), Stopped>) -> Pace<'a> {
        Pace { checkpoint, every, since: every }
    }

    /// Says that so much work comes next.
    ///
    /// # Errors
    /// [`Stopped`] where the checkpoint says so.
    #[inline]
    pub(super) fn spend(&mut self, units: usize) -> Result<(), Stopped> {
        if self.since >= self.every {
            self.since = 0;
            (self.checkpoint)()?;
        }
        self.since += units;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::count_checkpoints;

    #[test]
    fn it_looks_up_first_and_then_after_enough_work() {
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
    fn it_passes_a_stop_on() {
        assert_eq!(Pace::new(10, &mut || Err(Stopped)).spend(1), Err(Stopped));
    }
}
