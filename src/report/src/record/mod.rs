//! Recorded results, in a form that fits into a link.
//!
//! A record is text, `v1.<base64url of a deflated schema>`, `v2.…` with the reader's code, or `v3.…` if Python recorded it
//! outside the browser. What Python itself writes is a recording, `r1.<base64url of deflated JSON>` (`recording.rs`). A link has it after the `#`,
//! and the page keeps the reader's last runs as such texts. A link can also have code without results. Reading a record gives runs like those just measured, so that the same comparison,
//! timeline and lessons apply to them.
//!
//! Anybody can write a record. For any text, [`decode`] returns either a record whose figures are possible
//! (`possible.rs` lists what that means) or an error; it never panics, and never takes more memory than the limits in
//! this module allow.
//!
//! ```text
//! Record --v1::write--> bytes --deflate--> --base64url--> v1.eJyr…
//! Record <--READERS[version - 1]-- bytes <--inflate, bounded-- <--base64url-- v1.eJyr…
//! ```

mod content;
mod lanes;
pub mod limits;
mod possible;
mod recording;
mod refusal;
mod tasks;
mod trace;
mod usage;
mod v1;
mod v2;
mod v3;
mod wire;

use base64ct::{Base64UrlUnpadded, Encoding};
pub use content::{Detail, Link, Record};
use lanes_model::run::Run;
use limits::{MAX_BYTES, MAX_CHARS};
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
pub use recording::decode_recording;
pub use refusal::{Refusal, VERSION};
use std::borrow::Cow;
use std::fmt;
pub use trace::{TRACE_KEY, TraceProblem, decode_trace, is_trace};
use v1::Draft;

/// Target length of a link's record, in characters, which keeps the link under 4 KB.
pub const LINK_GOAL: usize = 3_700;
/// Maximum length where the target cannot be met. Programs that cut links off either cut earlier than this or not at
/// all.
pub const LINK_LIMIT: usize = 8_000;
/// Numbers of spans to try, over all drawn lanes, until the record is short enough.
const SPAN_BUDGETS: [usize; 7] = [usize::MAX, 2_000, 1_000, 500, 250, 120, 0];
/// Deflate level: the highest that miniz_oxide offers below its slow extreme.
const EFFORT: u8 = 9;

/// Readers of all versions, the oldest first. Each converts what it reads to today's form, and so upgrades its
/// version.
const READERS: [Reader; VERSION] =
    [|bytes| v1::read(bytes).map(|record| Link { code: None, record: Some(record) }), v2::read, v3::read];

/// Readers of all versions of recordings.
const RECORDING_READERS: [Reader; 1] = [|bytes| {
    let text = str::from_utf8(bytes).map_err(|_| Refusal::Malformed)?;
    decode_recording(text).map(|record| Link { code: None, record: Some(record) })
}];

/// Version of records that Python recorded.
const OF_PYTHON: usize = 3;

/// First letter of a record's text, and of a recording's.
const RECORD: char = 'v';
const RECORDING: char = 'r';

type Reader = fn(&[u8]) -> Result<Link, Refusal>;

/// Record as text.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoded {
    /// Text of the form `v1.…`, in ASCII that needs no escapes in an address.
    pub text: String,
    /// Record that [`decode`] reads from the text.
    pub read: Record,
}

/// Reason why a record has no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoText {
    /// Too long even without spans.
    TooLong {
        /// Length in characters.
        chars: usize,
        /// Maximum length in characters.
        limit: usize,
    },
    /// More than any reader would accept.
    Unreadable(Refusal),
}

impl fmt::Display for NoText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoText::TooLong { chars, limit } => {
                write!(f, "they would take {chars} characters, and the limit is {limit}")
            }
            NoText::Unreadable(refusal) => refusal.fmt(f),
        }
    }
}

impl Record {
    /// Encodes the record as text of at most `goal` characters, with as many of its spans as fit.
    ///
    /// # Errors
    /// Fails if the text would be longer even without spans, or has more in it than [`decode`] accepts.
    pub fn encode(&self, goal: usize) -> Result<Encoded, NoText> {
        self.encode_within(goal, goal)
    }

    /// Encodes the record for a link: within [`LINK_GOAL`] if it can be, or else within [`LINK_LIMIT`].
    ///
    /// # Errors
    /// Fails if it does not fit the limit either, or has more in it than [`decode`] accepts.
    pub fn encode_for_link(&self) -> Result<Encoded, NoText> {
        self.encode_within(LINK_GOAL, LINK_LIMIT)
    }

    /// Encodes with fewer and fewer spans until the text is no longer than `goal`. If it never is, the first text
    /// within `limit` stands.
    fn encode_within(&self, goal: usize, limit: usize) -> Result<Encoded, NoText> {
        let mut draft = Draft::new(self, &self.kept_runs());
        // The page cannot respond while it compresses. A span takes about a character at least.
        let spans = draft.spans();
        let budgets = SPAN_BUDGETS.into_iter().filter(|budget| *budget <= limit || spans <= limit);
        let mut within_limit = None;
        let mut shortest = usize::MAX;
        for budget in budgets {
            let bytes = draft.write(budget);
            let (version, bytes) = match (&self.environment.interpreter, self.setup.code()) {
                (Some(interpreter), code) => (OF_PYTHON, v3::write(interpreter, code, bytes)),
                (None, Some(code)) => (2, v2::write(code, Some(bytes))),
                (None, None) => (1, bytes),
            };
            // No reader would inflate more.
            if bytes.len() > MAX_BYTES {
                continue;
            }
            let text = packed(version, &bytes);
            shortest = text.len();
            if shortest <= goal.min(MAX_CHARS) {
                return readable(text);
            }
            if shortest <= limit.min(MAX_CHARS) {
                within_limit.get_or_insert(text);
            }
        }
        match (within_limit, shortest) {
            (Some(text), _) => readable(text),
            (None, usize::MAX) => Err(NoText::Unreadable(Refusal::TooLarge)),
            (None, chars) => Err(NoText::TooLong { chars, limit }),
        }
    }

    /// Encodes the record without compression and with all spans, for tests that change it where no checksum would
    /// notice.
    pub fn encode_bytes(&self) -> Vec<u8> {
        Draft::new(self, &self.kept_runs()).write(usize::MAX)
    }

    /// Selects all runs but warm-ups of cases that were measured.
    fn kept_runs(&self) -> Vec<&Run> {
        let is_measured = |run: &Run| {
            let is_same =
                |other: &&Run| (other.turn.strategy, other.turn.point) == (run.turn.strategy, run.turn.point);
            self.runs().filter(is_same).any(Run::counts)
        };
        self.runs().filter(|run| run.counts() || !is_measured(run)).collect()
    }
}

/// Returns true if the text is a record of what Python recorded outside the browser.
pub fn is_of_python(text: &str) -> bool {
    version(text, RECORD).is_some_and(|(version, _)| version == OF_PYTHON)
}

/// Encodes code for a link without results.
///
/// # Errors
/// Fails if the text would be too long for a link.
pub fn encode_code(code: &str) -> Result<String, NoText> {
    let text = packed(2, &v2::write(code, None));
    match text.len() {
        chars if chars > LINK_LIMIT => Err(NoText::TooLong { chars, limit: LINK_LIMIT }),
        _ => Ok(text),
    }
}

/// Makes the text of a version from its bytes.
fn packed(version: usize, bytes: &[u8]) -> String {
    format!("{RECORD}{version}.{}", text_of(bytes))
}

/// Makes the text of a link's recording from its JSON, as Python does.
#[cfg(test)]
fn packed_recording(json: &str) -> String {
    format!("{RECORDING}1.{}", text_of(json.as_bytes()))
}

/// Compresses bytes to text that ends in a letter or digit, since programs that make links of addresses leave out other
/// characters at the end.
fn text_of(bytes: &[u8]) -> String {
    let mut deflated = compress_to_vec_zlib(bytes, EFFORT);
    let text = Base64UrlUnpadded::encode_string(&deflated);
    if text.ends_with(|last: char| last.is_ascii_alphanumeric()) {
        return text;
    }
    // Inflating ends before this byte, whose last bits make an A.
    deflated.push(0);
    Base64UrlUnpadded::encode_string(&deflated)
}

/// Undoes what mail and chat programs do to a fragment: line breaks and blanks in the middle, escapes, and punctuation at
/// the end.
fn restored(fragment: &str) -> Cow<'_, str> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'.' | b'-' | b'_');
    let is_whole = fragment.bytes().all(|byte| is_part(&byte));
    let mut text = if is_whole { Cow::Borrowed(fragment) } else { Cow::Owned(unescaped(fragment)) };
    let end =
        text.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '”', '’', '»']).len();
    // The dot after the version belongs to the record, though nothing may follow.
    if text[..end].contains('.') {
        match &mut text {
            Cow::Borrowed(text) => *text = &text[..end],
            Cow::Owned(text) => text.truncate(end),
        }
    }
    text
}

/// Removes blanks and the marks of quoted lines, and resolves escapes such as `%2E`.
fn unescaped(fragment: &str) -> String {
    let mut text = String::with_capacity(fragment.len());
    let mut rest = fragment;
    while let Some(character) = rest.chars().next() {
        let escape = rest.strip_prefix('%').and_then(|rest| rest.get(..2));
        let escaped = escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii);
        let (character, length) = match escaped {
            Some(byte) => (char::from(byte), 3),
            None => (character, character.len_utf8()),
        };
        let is_invisible = matches!(character, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
        let is_quoting = character == '>';
        if !character.is_whitespace() && !character.is_control() && !is_invisible && !is_quoting {
            text.push(character);
        }
        rest = &rest[length..];
    }
    text
}

/// Checks that a text can be read again: no text is better than one that no reader accepts.
fn readable(text: String) -> Result<Encoded, NoText> {
    let read = decode(&text).map_err(NoText::Unreadable)?;
    Ok(Encoded { text, read })
}

/// Returns true if the fragment of an address, with or without its `#`, claims to be a record or a recording: `v` or `r`,
/// digits and a dot. Reads as much as that of what [`restored`] mends: the page needs this before anything else.
pub fn is_meant(fragment: &str) -> bool {
    /// Far more than a version takes.
    const START: usize = 64;
    let (mut has_letter, mut has_digits) = (false, false);
    let mut bytes = fragment.bytes().take(START);
    while let Some(mut byte) = bytes.next() {
        if byte == b'%' {
            let is_dot = matches!((bytes.next(), bytes.next()), (Some(b'2'), Some(b'E' | b'e')));
            byte = if is_dot { b'.' } else { b' ' };
        }
        match byte {
            b'v' | b'r' if !has_letter => has_letter = true,
            b'0'..=b'9' if has_letter => has_digits = true,
            b'.' => return has_digits,
            b'#' | b'>' | 0..=b' ' | 127.. => {}
            _ => return false,
        }
    }
    false
}

/// Splits a fragment that begins with a letter into its version and the text after it.
fn version(fragment: &str, letter: char) -> Option<(usize, &str)> {
    let (version, text) =
        fragment.strip_prefix('#').unwrap_or(fragment).strip_prefix(letter)?.split_once('.')?;
    let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    // A number too large for usize is a version of the far future.
    is_number.then(|| (version.parse().unwrap_or(usize::MAX), text))
}

/// Reads a record from the fragment of an address, with or without its `#`.
///
/// # Errors
/// Fails with the reason why the fragment is not a record that can be shown.
pub fn decode(fragment: &str) -> Result<Record, Refusal> {
    decode_link(fragment)?.record.ok_or(Refusal::Malformed)
}

/// Reads the fragment of an address, with or without its `#`.
///
/// # Errors
/// Fails with the reason why its contents cannot be shown.
pub fn decode_link(fragment: &str) -> Result<Link, Refusal> {
    // Each character takes three as an escape.
    if fragment.len() > 3 * MAX_CHARS + MAX_CHARS {
        return Err(Refusal::TooLong { chars: fragment.len() });
    }
    let fragment = restored(fragment);
    let (reader, text) = match (version(&fragment, RECORD), version(&fragment, RECORDING)) {
        (Some((version, text)), _) => (reader(&READERS, version)?, text),
        (_, Some((version, text))) => (reader(&RECORDING_READERS, version)?, text),
        (None, None) => return Err(Refusal::Malformed),
    };
    if text.len() > MAX_CHARS {
        return Err(Refusal::TooLong { chars: text.len() });
    }
    let bytes =
        decompress_to_vec_zlib_with_limit(&deflated(text)?, MAX_BYTES).map_err(|error| {
            match error.status {
                TINFLStatus::HasMoreOutput => Refusal::TooLarge,
                TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => Refusal::Cut,
                _ => Refusal::NotDeflate,
            }
        })?;
    reader(&bytes)
}

/// Decodes the text of a record. If its last group is incomplete, as in a link that was cut off, the groups before it count.
fn deflated(text: &str) -> Result<Vec<u8>, Refusal> {
    let decode = |text: &str| Base64UrlUnpadded::decode_vec(text).map_err(|_| Refusal::NotBase64);
    let whole = text.get(..text.len() / 4 * 4).ok_or(Refusal::NotBase64)?;
    let rest_is_valid =
        text[whole.len()..].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    match decode(text) {
        Err(Refusal::NotBase64) if rest_is_valid => decode(whole),
        decoded => decoded,
    }
}

/// Reads a record of version 1 without compression, for tests that look for bytes it cannot take.
///
/// # Errors
/// Fails with the reason why the bytes are not a record that can be shown.
pub fn decode_bytes(bytes: &[u8]) -> Result<Record, Refusal> {
    v1::read(bytes)
}

/// Finds the reader of a version.
fn reader<R: Copy>(readers: &[R], version: usize) -> Result<R, Refusal> {
    let index = version.checked_sub(1).ok_or(Refusal::Malformed)?;
    readers.get(index).copied().ok_or(Refusal::FromTheFuture { version })
}

#[cfg(test)]
mod tests;
