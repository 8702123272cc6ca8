//! A count of what a record asks for, so that no short text takes memory without bound.

use super::limits::{MAX_FAILURE_TEXT, MAX_LANES, MAX_SPANS};
use super::refusal::Refusal;
use lanes_model::limits::MAX_RECORDED_TASKS;

/// Totals over the runs of a record read so far. Everything is counted before it is allocated.
#[derive(Default)]
pub(super) struct Usage {
    lanes: usize,
    spans: usize,
    tasks: usize,
    failure_text: usize,
}

impl Usage {
    /// Counts lanes and their spans.
    pub(super) fn lanes(&mut self, lanes: usize, spans: usize) -> Result<(), Refusal> {
        take(&mut self.lanes, lanes, MAX_LANES)?;
        take(&mut self.spans, spans, MAX_SPANS)
    }

    /// Counts tasks.
    pub(super) fn tasks(&mut self, tasks: usize) -> Result<(), Refusal> {
        take(&mut self.tasks, tasks, MAX_RECORDED_TASKS)
    }

    /// Counts the bytes of a failure's texts.
    pub(super) fn failure_text(&mut self, bytes: usize) -> Result<(), Refusal> {
        take(&mut self.failure_text, bytes, MAX_FAILURE_TEXT)
    }
}

fn take(taken: &mut usize, more: usize, most: usize) -> Result<(), Refusal> {
    *taken = taken.saturating_add(more);
    if *taken > most { Err(Refusal::TooLarge) } else { Ok(()) }
}
