//! Limits on the contents of a record. Anybody can write a record, and a short text can ask for a great deal of
//! memory.

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
/// Maximum size of a recording in a file, in bytes.
pub const MAX_RECORDING_BYTES: usize = 4 << 20;
/// Maximum size of a trace file, in bytes. VizTracer adds the sources of all modules that ran.
pub const MAX_TRACE_BYTES: usize = 64 << 20;
/// Maximum number of events in a trace.
pub const MAX_TRACE_EVENTS: usize = 500_000;
/// Longest text within a record, in characters. Longer texts are cut.
pub const MAX_TEXT: usize = 300;
/// Maximum size of all failures' texts together, in bytes, each counted as often as it occurs.
pub const MAX_FAILURE_TEXT: usize = 8 << 20;
/// Longest time, in microseconds: a day. Longer times are cut.
pub const MAX_MICROS: u64 = 24 * 3_600 * 1_000_000;

/// Longest name or version of an interpreter or its system, in characters.
const MAX_NAME: usize = 40;

/// Cuts a name to [`MAX_NAME`] characters, and removes all but letters, digits and a few signs.
pub(super) fn cut_name(text: &str) -> String {
    let is_of_name = |c: &char| c.is_ascii_alphanumeric() || " .+-_()".contains(*c);
    text.chars().take(MAX_NAME).filter(is_of_name).collect()
}

/// Cuts a text to [`MAX_TEXT`] characters.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}
