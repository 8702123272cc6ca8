//! Reasons why a file is no trace that can be shown.
//!
//! A type of their own, since every visitor loads the texts of [`Refusal`].

use super::super::limits::MAX_TRACE_EVENTS;
use super::super::refusal::Refusal;
use lanes_analysis::units::grouped;
use lanes_model::limits::MAX_PROGRAM_LANES;
use std::fmt;

/// Reason why a trace file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceProblem {
    /// Reason that other files have, too.
    Refused(Refusal),
    /// Event that is none, or text that is no JSON.
    Event {
        /// Line of the file, from 1.
        line: usize,
        /// Column in it, from 1.
        column: usize,
    },
    /// Event without a number.
    Number {
        /// Number of the event, from 1.
        event: usize,
        /// Key of the missing number.
        key: &'static str,
    },
    /// More events than are read.
    TooManyEvents,
    /// More threads than the timeline has lanes.
    TooManyThreads,
    /// No interval.
    NoCalls,
    /// Sweep without the step that is shown.
    NoStep,
}

impl From<Refusal> for TraceProblem {
    fn from(refusal: Refusal) -> TraceProblem {
        TraceProblem::Refused(refusal)
    }
}

impl fmt::Display for TraceProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TraceProblem::Refused(refusal) => refusal.fmt(f),
            TraceProblem::Event { line, column } => {
                write!(f, "line {line}, column {column} is no trace event in JSON")
            }
            TraceProblem::Number { event, key } => {
                write!(f, "event {} has no number “{key}”", grouped(*event as u64))
            }
            TraceProblem::TooManyEvents => {
                let most = grouped(MAX_TRACE_EVENTS as u64);
                write!(
                    f,
                    "the trace has more than {most} events; trace a shorter time, or leave out short calls"
                )
            }
            TraceProblem::TooManyThreads => {
                write!(f, "the trace has more than {MAX_PROGRAM_LANES} threads, which is the limit")
            }
            TraceProblem::NoCalls => f.write_str("the trace has no calls (events “X”, or “B” and “E”)"),
            TraceProblem::NoStep => {
                f.write_str("the trace does not say which step it shows; save it again from a newer Lanes")
            }
        }
    }
}
