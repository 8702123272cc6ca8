//! What the experiments teach, told from what was measured.
//!
//! It stands apart from the experiments: the page needs those at once, but this only after a run, so its code is
//! loaded later.

use super::{both, computing, decide, gil, gotchas, waiting};
use crate::experiment::{Experiment, Lesson};
use crate::setup::Setup;
use crate::sweep::{Chart, Fit};

/// The lessons, by experiment.
static LESSONS: &[(&str, Lesson)] = &[
    (gil::GIL_CPU.id, gil::computing_under_the_lock),
    (gil::RELEASES_GIL.id, gil::releasing_the_lock),
    (gil::GIL_IO.id, gil::waiting_without_the_lock),
    (gil::GIL_CONVOY.id, gil::behind_the_computing),
    (waiting::API_USERS.id, waiting::lessons::of_rounds),
    (waiting::THOUSANDS.id, waiting::lessons::of_thousands),
    (waiting::CONNECTION_LIMIT.id, waiting::lessons::of_connections),
    (waiting::READ_FILES.id, waiting::lessons::of_storage),
    (waiting::SCRAPE.id, waiting::lessons::of_pages),
    (computing::IMAGE_FILTER.id, computing::lessons::bands_and_one_pass),
    (computing::MANDELBROT.id, computing::lessons::equal_shares),
    (computing::DATA_CRUNCHING.id, computing::lessons::sent_to_processes),
    (computing::TRAIN.id, computing::lessons::few_tasks),
    (computing::WORD_COUNT.id, computing::lessons::longest_task),
    (both::DOWNLOAD_PROCESS.id, gil::holding_or_releasing),
    (gotchas::PICKLING.id, gotchas::what_crossing_costs),
    (gotchas::LOST_UPDATES.id, gotchas::what_was_lost),
    (gotchas::TOO_MANY_WORKERS.id, gotchas::what_starting_costs),
    (gotchas::FAILING_TASK.id, gotchas::what_became_of_the_error),
    (decide::SCALING.id, decide::scaling_lesson),
    (decide::BREAK_EVEN.id, decide::break_even_lesson),
];

impl Experiment {
    /// What it teaches, told from what was measured, where it teaches something.
    pub fn lesson(&self) -> Option<Lesson> {
        LESSONS.iter().find(|(id, _)| *id == self.id).map(|(_, lesson)| *lesson)
    }

    /// The law that its lines are expected to follow, and its curves through what was measured; nothing where there is
    /// none, or where that cannot be told yet.
    pub fn fits(&self, setup: &Setup, chart: &Chart) -> Option<(&'static str, Vec<Fit>)> {
        let fits = (self.id == decide::SCALING.id).then(|| decide::scaling_fits(setup, chart))?;
        (!fits.is_empty()).then_some((decide::LAW, fits))
    }
}
