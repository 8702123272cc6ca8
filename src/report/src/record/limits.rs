//! Limits on the contents of a record. Anybody can write a record, and a short text can ask for a great deal of
//! memory.

use super::Refusal;
use lanes_model::limits::MAX_RECORDED_TASKS;

/// Longest text that is read, in characters.
pub const MAX_CHARS: usize = 32 << 10;
/// Maximum size of an inflated text, in bytes.
pub const MAX_BYTES: usize = 256 << 10;
/// Maximum number of runs.
pub const MAX_RUNS: usize = 2_000;
/// Maximum number of lanes, in all runs together.
pub const MAX_LANES: usize = 20_000;
/// Maximum number of spans, in all lanes together.
pub const MAX_SPANS: usize = 100_000;
/// Longest text within a record, in characters. Longer texts are cut.
pub const MAX_TEXT: usize = 300;
/// Maximum size of all failures' texts together, in bytes, each counted as often as it occurs.
pub const MAX_FAILURE_TEXT: usize = 8 << 20;
/// Longest time, in microseconds: a day. Longer times are cut.
pub const MAX_MICROS: u64 = 24 * 3_600 * 1_000_000;

/// Totals over the runs of a record read so far. Everything is counted before it is allocated.
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
