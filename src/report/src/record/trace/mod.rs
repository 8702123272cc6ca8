//! Trace files in Chrome's format: those of VizTracer, and those that the page saves.
//!
//! `docs/recording.md` describes what is read. The page's own file is read back into the runs that it was made of
//! ([`saved`]). Any other is one run of *Your program* ([`program`]).

mod events;
mod problem;
mod program;
mod saved;
mod waits;

use super::content::Record;
use super::limits::MAX_TRACE_BYTES;
use super::refusal::Refusal;
use super::v1::is_moment;
use events::Events;
pub use problem::TraceProblem;
use saved::{OtherData, Source};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Key that every trace file has, unless it is only a list.
pub const TRACE_KEY: &str = "\"traceEvents\"";

/// Origin of a trace file.
#[derive(Debug, Default, Deserialize)]
struct Head {
    /// Present in the files of VizTracer.
    viztracer_metadata: Option<VizTracer>,
    #[serde(rename = "otherData")]
    other_data: Option<OtherData>,
    #[serde(rename = "traceEvents")]
    _trace_events: IgnoredAny,
}

#[derive(Debug, Default, Deserialize)]
struct VizTracer {
    #[serde(default)]
    version: String,
}

/// Returns true if a text is a trace, or meant to be one.
pub fn is_trace(text: &str) -> bool {
    text.trim_start().starts_with('[') || text.contains(TRACE_KEY)
}

/// Reads a trace file, which was changed at a moment in ISO 8601.
///
/// # Errors
/// Fails with the reason why the text is no trace that can be shown.
pub fn decode_trace(text: &str, changed_at: &str) -> Result<Record, TraceProblem> {
    if text.len() > MAX_TRACE_BYTES {
        return Err(TraceProblem::Refused(Refusal::FileTooLarge {
            bytes: text.len(),
            limit: MAX_TRACE_BYTES,
        }));
    }
    if !is_moment(changed_at) {
        return Err(TraceProblem::Refused(Refusal::Malformed));
    }
    let events = Events::read(text)?;
    // Other programs may write other things under these keys.
    let head: Head = serde_json::from_str(text).unwrap_or_default();
    match head.other_data.as_ref().and_then(Source::of) {
        Some(source) => saved::record(&source, &events),
        None => program::record(head.viztracer_metadata.as_ref().map(|of| &*of.version), &events, changed_at),
    }
}
