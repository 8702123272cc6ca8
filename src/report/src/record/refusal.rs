//! Reasons to refuse a text as a record.

use super::limits::MAX_CHARS;
use lanes_analysis::units::{self, grouped};
use lanes_catalogue::code::MAX_CODE_BYTES;
use std::fmt;

/// Newest version.
pub const VERSION: usize = 3;

/// Reason why a text is refused as a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Longer than [`MAX_CHARS`].
    TooLong {
        /// Length in characters.
        chars: usize,
    },
    /// Characters outside of base64url, or an incomplete group of them.
    NotBase64,
    /// Ends too early.
    Cut,
    /// Cannot be inflated, or has a wrong checksum.
    NotDeflate,
    /// More contents than the limits allow.
    TooLarge,
    /// Code longer than [`MAX_CODE_BYTES`].
    CodeTooLong {
        /// Length in bytes.
        bytes: usize,
    },
    /// Recording or trace in a file that is too large.
    FileTooLarge {
        /// Size in bytes.
        bytes: usize,
        /// Maximum size in bytes.
        limit: usize,
    },
    /// Recording whose end is missing.
    FileCut,
    /// Does not follow the schema.
    Malformed,
    /// Made by a newer version of Lanes.
    FromTheFuture {
        /// Version of the record.
        version: usize,
    },
    /// Made of an unknown experiment.
    UnknownExperiment {
        /// Identifier in the record.
        given: String,
    },
    /// Made before the experiment changed.
    Changed {
        /// The difference, as a clause.
        what: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLong { chars } => {
                write!(f, "they have {chars} characters, and the limit is {MAX_CHARS}")
            }
            Refusal::NotBase64 => f.write_str("they contain invalid characters"),
            Refusal::Cut => f.write_str("their end was cut off; copy the whole link"),
            Refusal::NotDeflate => f.write_str("they are damaged; copy the link again"),
            Refusal::TooLarge => f.write_str("they contain more than Lanes can show"),
            Refusal::CodeTooLong { bytes } => {
                let (bytes, limit) = (grouped(*bytes as u64), grouped(MAX_CODE_BYTES as u64));
                write!(f, "the code has {bytes} bytes, and the limit is {limit}")
            }
            Refusal::FileTooLarge { bytes, limit } => {
                let [size, limit] = [*bytes, *limit].map(|bytes| units::bytes(bytes as u64));
                write!(f, "the file has {size}, and the limit is {limit}")
            }
            Refusal::FileCut => {
                f.write_str("the end of the file is missing; record again, or copy the file again")
            }
            Refusal::Malformed => f.write_str("they are not in Lanes’ format"),
            Refusal::FromTheFuture { version } => {
                write!(
                    f,
                    "they were made by a newer Lanes (version {version}; this one reads up to {VERSION})"
                )
            }
            Refusal::UnknownExperiment { given } => write!(f, "this Lanes has no experiment named “{given}”"),
            Refusal::Changed { what } => {
                write!(f, "the experiment has changed since then: {what}")
            }
        }
    }
}
