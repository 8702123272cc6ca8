//! A recorded result, and the code that reads and writes it.

use crate::state::results::Results;
use crate::state::shared::Shared;
use lanes_catalogue::Setup;
use lanes_model::plan::{Plan, Program};
use lanes_report::destinations::Destination;
use lanes_report::record::{NoText, Refusal, is_of_python};
use std::rc::Rc;

/// Recorded result in the list of saved runs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Identifier while the page is open.
    pub(crate) key: u32,
    /// Origin of the record.
    pub(crate) origin: Origin,
    /// Experiment, as it was stored.
    pub(crate) experiment: Rc<str>,
    /// Encoded record; None if it would be too long.
    pub(super) text: Option<Rc<str>>,
    /// Decoded record; None until it is needed.
    pub(super) content: Option<Result<Content, Refusal>>,
}

/// Origin of a recorded result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A link.
    Link,
    /// A file that the reader opened, which Python recorded or another program traced.
    File,
    /// A trace that a page of Lanes saved, which the reader opened.
    SavedFile,
    /// The reader's own run.
    Reader,
}

/// Decoded record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Content {
    /// Results.
    pub(crate) results: Shared<Results>,
    /// Date and machine.
    pub(crate) label: Rc<str>,
    /// Verdict as a sentence; empty if there is none.
    pub(crate) verdict: Rc<str>,
    /// Sentences about settings that could not be read.
    pub(crate) lost: Rc<str>,
}

/// Contents of the fragment of an address: code and a record, or one of the two.
pub(crate) struct LinkContent {
    pub(super) code: Option<Rc<str>>,
    pub(super) record: Option<Content>,
}

/// Functions that read and write records, and those that examine what is to be run.
///
/// The page loads their code after the first view. Calling them only through these pointers keeps the code out of the
/// first load.
#[derive(Debug)]
pub(crate) struct Codec {
    /// Decodes a record.
    pub(super) read: fn(&str) -> Result<Content, Refusal>,
    /// Decodes the fragment of an address.
    pub(super) read_link: fn(&str) -> Result<LinkContent, Refusal>,
    /// Encodes results to save them. Returns None if no run was measured to its end.
    pub(super) save: fn(&Results) -> Option<Saved>,
    /// Makes the program that CPython runs, of a script's source.
    pub(crate) program: fn(&str, &Setup) -> Program,
    /// Lists the other servers that the reader has to confirm before a plan is carried out. The arguments are the plan, what was
    /// confirmed before, and the number of requests that need no confirmation.
    pub(super) to_confirm: fn(&Plan, &[Destination], u64) -> Rc<[Destination]>,
}

/// Results that are to be saved.
#[derive(Debug)]
pub(super) enum Saved {
    /// Encoded record, and what is read from it: so the entry looks the same before and after a reload.
    Text(Rc<str>, Content),
    /// Results that are too large for a record, and the reason.
    TooLarge(Content, NoText),
}

impl Entry {
    /// Returns true if the browser stores the entry: a run of the reader, or a recording of Python in a file.
    pub(super) fn is_saved(&self) -> bool {
        let is_of_python = || self.text.as_deref().is_some_and(is_of_python);
        self.origin == Origin::Reader || (self.origin == Origin::File && is_of_python())
    }

    /// Returns the decoded record, or the reason why it could not be decoded.
    pub(crate) fn content(&self) -> Result<&Content, &Refusal> {
        // `Records::read_those_of` decodes all records of the experiment that the page shows.
        self.content.as_ref().map_or(Err(&Refusal::Malformed), Result::as_ref)
    }
}
