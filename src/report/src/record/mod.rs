//! Recorded results: what somebody measured, in a form that fits a link.
//!
//! A record is text, `v1.<base64url of a deflated schema>`. The address of a link has it after a `#`, and the page
//! keeps the reader's last runs as such texts. What is read from one are runs like those just measured, so that
//! the same comparison, timeline and lessons say what they mean.
//!
//! A record may come from anybody. Whatever the text is, [`decode`] gives a record whose figures can be true (what that
//! means is listed in `possible.rs`) or says what is wrong; it never panics, and never takes more memory than the limits
//! here allow.
//!
//! ```text
//! Record --v1::write--> bytes --deflate--> --base64url--> v1.eJyr…
//! Record <--READERS[version - 1]-- bytes <--inflate, bounded-- <--base64url-- v1.eJyr…
//! ```

mod lanes;
pub mod limits;
mod possible;
mod tasks;
mod v1;

use base64ct::{Base64UrlUnpadded, Encoding};
use lanes_catalogue::setup::Setup;
use lanes_model::Environment;
use lanes_model::failure::Failure;
use lanes_model::run::{Ended, Run};
use limits::{MAX_BYTES, MAX_CHARS, MAX_TEXT};
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
use std::fmt;

/// The version that is written.
pub const VERSION: usize = READERS.len();
/// How long a link's record is to be, in characters, so that the link stays under 4 KB.
pub const LINK_GOAL: usize = 3_700;
/// How long it may be where it cannot be shorter. Programs that cut links off cut earlier than that or not at all.
pub const LINK_LIMIT: usize = 8_000;
/// How many spans of all lanes that are drawn a record tries to keep, until it is short enough.
const SPAN_BUDGETS: [usize; 7] = [usize::MAX, 2_000, 1_000, 500, 250, 120, 0];
/// How hard deflate tries: the most that miniz_oxide has beside its slow extreme.
const EFFORT: u8 = 9;

/// What reads each version, the oldest first. Each brings what it reads to today's form, whatever has changed since:
/// that is the step that upgrades its version.
const READERS: &[Reader] = &[v1::read];

type Reader = fn(&[u8]) -> Result<Record, Refusal>;

/// What somebody measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The experiment, with the values it was run with.
    pub setup: Setup,
    /// Where and when.
    pub environment: Environment,
    /// The runs. Those that are [drawn](lanes_analysis::compare::representative) have the spans they had, as far as `detail`
    /// says; the others have one for each phase, as long as all of them were. A warm-up is left out where what it
    /// warmed up for was measured, and so is what tasks made, but for [figures](lanes_model::product).
    pub runs: Vec<Run>,
    /// How they ended; nothing where they failed.
    pub ended: Option<Ended>,
    /// Why they ended early.
    pub failure: Option<Failure>,
    /// How much of the lanes there is.
    pub detail: Detail,
}

/// How much of its lanes a record has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Every span of the runs that are drawn.
    Whole,
    /// Short spans of threads and processes are added up, by phase. How long a lane was in each phase stays exact.
    AddedUp,
    /// Event loops, too, have only what each did at every moment: tasks that waited at once are not told apart.
    LoopsToo,
    /// How long lanes were in each phase, and not when.
    Totals,
}

impl Detail {
    /// Whether what the experiment teaches can still be told. It is told from times and from how long lanes were in
    /// each phase, and where nothing is varied also from what tasks did at once.
    pub fn is_telling(self, setup: &Setup) -> bool {
        self <= Detail::AddedUp || setup.experiment().sweep.is_some()
    }
}

/// A record as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The text, `v1.…`: ASCII that an address needs no escapes for.
    pub text: String,
    /// How much of the lanes it has.
    pub detail: Detail,
}

/// Why there is no text of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoText {
    /// It would be too long even without spans.
    TooLong {
        /// How long.
        chars: usize,
        /// How long it may be.
        limit: usize,
    },
    /// There is more in it than anyone could read.
    Unreadable(Refusal),
}

impl fmt::Display for NoText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoText::TooLong { chars, limit } => {
                write!(f, "they would take {chars} characters, and {limit} are the most")
            }
            NoText::Unreadable(refusal) => refusal.fmt(f),
        }
    }
}

/// Why a text is not taken as a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is longer than [`MAX_CHARS`].
    TooLong {
        /// How long, in characters.
        chars: usize,
    },
    /// It has characters that base64url does not have, or is cut off within one.
    NotBase64,
    /// It does not inflate, or not to what its checksum says.
    NotDeflate,
    /// It has more in it than the limits allow.
    TooLarge,
    /// It is none of this schema.
    Malformed,
    /// A newer Lanes made it.
    FromTheFuture {
        /// Its version.
        version: usize,
    },
    /// There is no such experiment.
    UnknownExperiment {
        /// What it says.
        given: String,
    },
    /// The experiment is not what it was.
    Changed {
        /// What is different.
        what: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLong { chars } => {
                write!(f, "they take {chars} characters, and {MAX_CHARS} are the most that are read")
            }
            Refusal::NotBase64 => f.write_str("there are characters in them that do not belong there"),
            Refusal::NotDeflate => f.write_str("they are damaged, or were cut off on their way"),
            Refusal::TooLarge => f.write_str("there is more in them than can be shown"),
            Refusal::Malformed => f.write_str("they are not what Lanes writes"),
            Refusal::FromTheFuture { version } => {
                write!(
                    f,
                    "they were made by a newer Lanes (version {version}, this one reads up to {VERSION})"
                )
            }
            Refusal::UnknownExperiment { given } => write!(f, "there is no experiment named “{given}” here"),
            Refusal::Changed { what } => {
                write!(f, "the experiment has changed since they were recorded: {what}")
            }
        }
    }
}

impl Record {
    /// The record as text of at most `goal` characters, with as many of its spans as fit.
    ///
    /// # Errors
    /// Where it would be longer even without spans, or has more in it than [`decode`] takes.
    pub fn encode(&self, goal: usize) -> Result<Encoded, NoText> {
        let kept = self.kept_runs();
        let mut shortest = usize::MAX;
        for budget in SPAN_BUDGETS {
            let (bytes, detail) = v1::write(self, &kept, budget);
            // More than anybody inflates.
            if bytes.len() > MAX_BYTES {
                continue;
            }
            let text = format!(
                "v{VERSION}.{}",
                Base64UrlUnpadded::encode_string(&compress_to_vec_zlib(&bytes, EFFORT))
            );
            shortest = text.len();
            if text.len() <= goal.min(MAX_CHARS) {
                // Better no text than one that nobody can read.
                return decode(&text).map(|_| Encoded { text, detail }).map_err(NoText::Unreadable);
            }
        }
        Err(match shortest {
            usize::MAX => NoText::Unreadable(Refusal::TooLarge),
            chars => NoText::TooLong { chars, limit: goal },
        })
    }

    /// What is in the record's text, inflated, with all spans: for tests that change it where no checksum would tell.
    pub fn encode_bytes(&self) -> Vec<u8> {
        v1::write(self, &self.kept_runs(), usize::MAX).0
    }

    /// All runs but warm-ups of what was measured afterwards.
    fn kept_runs(&self) -> Vec<&Run> {
        let is_measured = |run: &Run| {
            let is_same =
                |other: &&Run| (other.turn.strategy, other.turn.point) == (run.turn.strategy, run.turn.point);
            self.runs.iter().filter(is_same).any(|run| run.counts())
        };
        self.runs.iter().filter(|run| run.counts() || !is_measured(run)).collect()
    }
}

/// Whether the fragment of an address, with or without its `#`, is meant as a record: `v`, digits and a dot.
pub fn is_meant(fragment: &str) -> bool {
    version(fragment).is_some()
}

/// The version that a fragment names, and what follows it.
fn version(fragment: &str) -> Option<(usize, &str)> {
    let (version, text) =
        fragment.strip_prefix('#').unwrap_or(fragment).strip_prefix('v')?.split_once('.')?;
    let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    // Digits without end are a version of the far future.
    is_number.then(|| (version.parse().unwrap_or(usize::MAX), text))
}

/// Reads a record: the fragment of an address, with or without its `#`.
///
/// # Errors
/// Why it is none.
pub fn decode(fragment: &str) -> Result<Record, Refusal> {
    let (version, text) = version(fragment).ok_or(Refusal::Malformed)?;
    let reader = reader(READERS, version)?;
    if text.len() > MAX_CHARS {
        return Err(Refusal::TooLong { chars: text.len() });
    }
    let deflated = Base64UrlUnpadded::decode_vec(text).map_err(|_| Refusal::NotBase64)?;
    let bytes =
        decompress_to_vec_zlib_with_limit(&deflated, MAX_BYTES).map_err(|error| match error.status {
            TINFLStatus::HasMoreOutput => Refusal::TooLarge,
            _ => Refusal::NotDeflate,
        })?;
    reader(&bytes)
}

/// Reads what is in a record of today's version, inflated: for tests that look for bytes it cannot take.
///
/// # Errors
/// Why it is none.
pub fn decode_bytes(bytes: &[u8]) -> Result<Record, Refusal> {
    reader(READERS, VERSION)?(bytes)
}

/// What reads a version.
fn reader<R: Copy>(readers: &[R], version: usize) -> Result<R, Refusal> {
    let index = version.checked_sub(1).ok_or(Refusal::Malformed)?;
    readers.get(index).copied().ok_or(Refusal::FromTheFuture { version })
}

/// A text that is no longer than [`MAX_TEXT`].
fn cut(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests;
