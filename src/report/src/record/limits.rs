//! How much a record may have in it. A record may come from anybody, and a short text can ask for a lot.

use super::Refusal;
use lanes_model::limits::MAX_RECORDED_TASKS;

/// The longest text that is read, in characters.
pub const MAX_CHARS: usize = 32 << 10;
/// The most bytes a text may inflate to.
pub const MAX_BYTES: usize = 256 << 10;
/// The most runs.
pub const MAX_RUNS: usize = 2_000;
/// The most lanes of all runs together.
pub const MAX_LANES: usize = 20_000;
/// The most spans of all lanes together.
pub const MAX_SPANS: usize = 100_000;
/// The longest text within a record, in characters; what is longer is cut.
pub const MAX_TEXT: usize = 300;
/// The most bytes of text of all failures together, as often as they are told.
pub const MAX_FAILURE_TEXT: usize = 8 << 20;
/// The longest time, in microseconds: a day. What is longer is cut.
pub const MAX_MICROS: u64 = 24 * 3_600 * 1_000_000;

/// What all runs of a record have had so far. What is asked for is counted before it is made.
#[derive(Default)]
pub(super) struct Limits {
    lanes: usize,
    spans: usize,
    tasks: usize,
    failure_text: usize,
}

impl Limits {
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
