//! The recorded results that the page displays and compares, and the record in its address.

use lanes_report::record::Refusal;
use std::rc::Rc;

/// Choice between the reader's latest results and a recorded result. Entries are named by their keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Display {
    /// The reader's latest results.
    #[default]
    Latest,
    /// An entry that came with the page's address.
    FromLink(u32),
    /// An entry that the reader opened from the list.
    FromList(u32),
}

impl Display {
    /// Returns the key of the displayed entry.
    pub(crate) fn key(self) -> Option<u32> {
        match self {
            Display::Latest => None,
            Display::FromLink(key) | Display::FromList(key) => Some(key),
        }
    }

    pub(super) fn retain(&mut self, exists: impl Fn(&u32) -> bool) {
        if self.key().is_some_and(|key| !exists(&key)) {
            *self = Display::Latest;
        }
    }
}

/// Entries that the reader compares, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// None.
    #[default]
    None,
    /// The first of two.
    One(u32),
    /// Two, the older choice first.
    Pair {
        /// Keys of the two.
        keys: [u32; 2],
        /// Entry whose control opened the comparison; None if a run opened it.
        opened_by: Option<u32>,
    },
}

impl Comparison {
    /// Returns true if an entry is compared, or is the first of two.
    pub(crate) fn contains(&self, key: u32) -> bool {
        match self {
            Comparison::None => false,
            Comparison::One(one) => *one == key,
            Comparison::Pair { keys, .. } => keys.contains(&key),
        }
    }

    /// Returns the key of the entry whose control opened the comparison.
    pub(crate) fn opened_by(&self) -> Option<u32> {
        match self {
            Comparison::Pair { opened_by, .. } => *opened_by,
            Comparison::None | Comparison::One(_) => None,
        }
    }

    /// Adds an entry, in place of the older of two, or removes it.
    pub(super) fn toggle(&mut self, key: u32) {
        *self = match *self {
            Comparison::None => Comparison::One(key),
            Comparison::One(one) if one == key => Comparison::None,
            Comparison::One(one) => Comparison::Pair { keys: [one, key], opened_by: Some(key) },
            Comparison::Pair { keys: [one, other], .. } if one == key => Comparison::One(other),
            Comparison::Pair { keys: [one, other], .. } if other == key => Comparison::One(one),
            Comparison::Pair { keys: [_, newer], .. } => {
                Comparison::Pair { keys: [newer, key], opened_by: Some(key) }
            }
        };
    }

    pub(super) fn retain(&mut self, exists: impl Fn(&u32) -> bool) {
        *self = match *self {
            Comparison::One(one) if !exists(&one) => Comparison::None,
            Comparison::Pair { keys: [one, other], .. } => match (exists(&one), exists(&other)) {
                (true, true) => return,
                (true, false) => Comparison::One(one),
                (false, true) => Comparison::One(other),
                (false, false) => Comparison::None,
            },
            Comparison::None | Comparison::One(_) => return,
        };
    }
}

/// Record in the fragment of the page's address.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Link {
    pub(super) fragment: Rc<str>,
    /// Query that the fragment came with.
    pub(super) query: String,
    pub(super) reading: Reading,
    /// Code in the fragment, once it is read.
    pub(super) code: Option<Rc<str>>,
    /// True once the page shows the code.
    pub(super) is_code_taken: bool,
}

/// Progress of reading a link's record.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    /// The code that reads records is not loaded yet.
    Pending {
        /// True if the reader has run something since the link arrived.
        overtaken: bool,
    },
    /// The record, if there is one, is an entry.
    Done,
    /// The fragment is not a record that this version can read.
    Refused(Refusal),
}

impl Link {
    pub(super) fn new(fragment: &str, query: String) -> Link {
        Link {
            fragment: fragment.into(),
            query,
            reading: Reading::Pending { overtaken: false },
            code: None,
            is_code_taken: false,
        }
    }
}
