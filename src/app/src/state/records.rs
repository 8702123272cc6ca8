//! Recorded results: those of a link, and the reader's last ones, which are kept.

mod codec;

pub use codec::{Codec, codec};

use super::{Results, Shared};
use codec::Kept;
use lanes_catalogue::Setup;
use lanes_report::record::{self, NoText, Refusal};
use std::fmt;
use std::rc::Rc;

/// So many of the reader's own runs are kept.
const MOST_KEPT: usize = 20;
/// So many characters they may take together, of the five million or so that a browser stores for a site.
const MOST_CHARS: usize = 200_000;
/// So many results of links are remembered while the page is open.
const MOST_LINKED: usize = 5;

/// Recorded results.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// All there are, those of links first, then the reader's own, the newest first of either.
    pub entries: Vec<Entry>,
    /// The one that is shown instead of what the reader measures, by key.
    pub shown: Option<u32>,
    /// True if the reader chose what is shown from the list; false if it came with the address.
    pub shown_from_list: bool,
    /// Those that are compared, by key: at most two.
    pub compared: Vec<u32>,
    /// The entry whose control opened the comparison, by key; none where a run opened it.
    pub compared_from: Option<u32>,
    /// Why the results in the address are not shown.
    pub refusal: Option<Refusal>,
    /// What goes wrong with keeping them.
    pub trouble: Option<Trouble>,
    /// Grows when what is stored is to be stored anew.
    pub revision: u32,
    /// What reads and writes them, once it is loaded.
    codec: Option<Shared<Codec>>,
    /// The fragment that the address came with.
    arrived: Option<Arrived>,
    /// What was shown until the reader ran the experiment, to be compared with that.
    rival: Option<u32>,
    last_key: u32,
}

/// A fragment of an address.
#[derive(Clone, Debug, PartialEq)]
struct Arrived {
    fragment: Rc<str>,
    /// The query it came with.
    query: String,
    was_read: bool,
    /// Whether the reader ran something before it could be read.
    overtaken: bool,
}

/// A recorded result.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name while the page is open.
    pub key: u32,
    /// Who measured it.
    pub origin: Origin,
    /// Its experiment, as it was stored.
    pub experiment: Rc<str>,
    /// It as text; none where it would be too long.
    text: Option<Rc<str>>,
    /// It as results, once it was read.
    content: Option<Result<Content, Refusal>>,
}

/// Who measured something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It came with a link.
    Link,
    /// The reader.
    Reader,
}

/// A recorded result as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// The results.
    pub results: Shared<Results>,
    /// When, and on what.
    pub label: Rc<str>,
    /// The verdict in a sentence; empty where there is none.
    pub verdict: Rc<str>,
}

/// What goes wrong with keeping runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The browser stores nothing for this page.
    NoStorage,
    /// It stores no more.
    Full,
    /// Some of what was stored is no record.
    Corrupt {
        /// How many.
        lines: usize,
    },
    /// A result was too much to store.
    TooMuch(NoText),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoStorage => {
                f.write_str("The browser stores nothing for this page: these are kept until it is closed.")
            }
            Trouble::Full => f.write_str(
                "The browser stores no more for this page: the oldest of these are kept until it is closed.",
            ),
            Trouble::Corrupt { lines } => {
                write!(f, "{lines} of what was stored could not be read and was left out.")
            }
            Trouble::TooMuch(why) => {
                write!(f, "The latest results are kept until the page is closed, and no longer: {why}.")
            }
        }
    }
}

/// What can happen to recorded results.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordsAction {
    /// What was stored was read; nothing where nothing can be stored.
    Loaded(Option<String>),
    /// The browser stored not all of them.
    NotStored(Trouble),
    /// The reader looks at one, or at none of them.
    Showed(Option<u32>),
    /// The reader took one into the comparison, or out.
    Compared(u32),
    /// The reader closed the comparison.
    ClosedComparison,
    /// The reader does not want one any more.
    Removed(u32),
    /// The reader wants none any more.
    ForgotAll,
    /// The reader closed the notice of why results are not shown.
    DismissedRefusal,
}

impl Entry {
    /// What there is to show, or why there is nothing.
    pub fn content(&self) -> Result<&Content, &Refusal> {
        // What is shown was read: `read_those_of` comes first.
        self.content.as_ref().map_or(Err(&Refusal::Malformed), Result::as_ref)
    }
}

impl Records {
    /// The recorded results that an experiment has.
    pub fn of<'a>(&'a self, experiment: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| *entry.experiment == *experiment)
    }

    /// A recorded result.
    pub fn entry(&self, key: u32) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The recorded result that is shown instead of what the reader measures.
    pub fn shown(&self, experiment: &str) -> Option<(&Entry, &Content)> {
        let entry = self.entry(self.shown?).filter(|entry| *entry.experiment == *experiment)?;
        Some((entry, entry.content().ok()?))
    }

    /// The two that are compared, where both are of an experiment.
    pub fn compared(&self, experiment: &str) -> Option<[(&Entry, &Content); 2]> {
        let [this, that] = *self.compared.as_slice() else { return None };
        let one = |key: u32| {
            let entry = self.entry(key).filter(|entry| *entry.experiment == *experiment)?;
            Some((entry, entry.content().ok()?))
        };
        Some([one(this)?, one(that)?])
    }

    /// The results that are shown, to change how.
    pub(super) fn shown_mut(&mut self) -> Option<&mut Shared<Results>> {
        let shown = self.shown?;
        let entry = self.entries.iter_mut().find(|entry| entry.key == shown)?;
        entry.content.as_mut()?.as_mut().ok().map(|content| &mut content.results)
    }

    /// The fragment of the address while the query is the one that it came with.
    pub(super) fn fragment(&self, query: &str) -> Option<&str> {
        self.arrived.as_ref().filter(|arrived| arrived.query == query).map(|arrived| &*arrived.fragment)
    }

    /// Takes the fragment that an address came with, in place of an earlier one.
    pub(super) fn arrive(&mut self, fragment: &str, query: String) {
        self.leave();
        if record::is_meant(fragment) {
            self.arrived =
                Some(Arrived { fragment: fragment.into(), query, was_read: false, overtaken: false });
        }
    }

    /// Takes what reads and writes them.
    pub(super) fn take_codec(&mut self, codec: Shared<Codec>) {
        self.codec = Some(codec);
    }

    /// Reads the fragment that arrived, unless that was done or cannot be done yet. Gives the setup of what is in it,
    /// if that is to be shown: what the reader has run meanwhile is compared with it.
    pub(super) fn read_arrived(&mut self) -> Option<Setup> {
        let codec = self.codec.clone()?;
        let arrived = self.arrived.as_mut().filter(|arrived| !arrived.was_read)?;
        arrived.was_read = true;
        let (fragment, overtaken) = (arrived.fragment.clone(), arrived.overtaken);
        let known = self.entries.iter_mut().find(|entry| entry.text.as_ref() == Some(&fragment));
        let content = match known {
            Some(Entry { key, content, .. }) => {
                let content = content.get_or_insert_with(|| (codec.read)(&fragment));
                content.as_ref().map(|content| (*key, content.results.setup.clone())).map_err(Clone::clone)
            }
            None => (codec.read)(&fragment).map(|content| self.insert_linked(fragment, content)),
        };
        match content {
            Ok((key, _)) if overtaken => {
                self.rival = Some(key);
                None
            }
            Ok((key, setup)) => {
                (self.shown, self.shown_from_list) = (Some(key), false);
                Some(setup)
            }
            Err(refusal) => {
                self.refusal = Some(refusal);
                None
            }
        }
    }

    fn insert_linked(&mut self, text: Rc<str>, content: Content) -> (u32, Setup) {
        let (key, setup) = (self.next_key(), content.results.setup.clone());
        let experiment = setup.experiment().id.into();
        let entry =
            Entry { key, origin: Origin::Link, experiment, text: Some(text), content: Some(Ok(content)) };
        self.entries.insert(0, entry);
        self.trim();
        (key, setup)
    }

    /// Says which query the fragment that arrived goes with.
    pub(super) fn arrived_with(&mut self, query: String) {
        if let Some(arrived) = &mut self.arrived {
            arrived.query = query;
        }
    }

    /// The reader went elsewhere.
    pub(super) fn leave(&mut self) {
        (self.arrived, self.shown, self.rival, self.refusal) = (None, None, None, None);
        self.compared.clear();
    }

    /// The reader runs the experiment: what it gives is shown, and compared with what was.
    pub(super) fn start(&mut self) {
        self.rival = self.shown.take().or(self.rival);
        if let Some(arrived) = self.arrived.as_mut().filter(|arrived| !arrived.was_read) {
            arrived.overtaken = true;
        }
    }

    /// Reads those of an experiment that were not read yet. One that names another experiment than it is stored under
    /// is moved there.
    pub(super) fn read_those_of(&mut self, experiment: &str) {
        let Some(codec) = self.codec.clone() else { return };
        for entry in &mut self.entries {
            let (None, Some(text)) = (&entry.content, &entry.text) else { continue };
            if *entry.experiment == *experiment {
                entry.content = Some((codec.read)(text));
                if let Some(Ok(content)) = &entry.content {
                    entry.experiment = content.results.setup.experiment().id.into();
                }
            }
        }
    }

    /// What is stored of them: a line each, with the experiment and the text.
    pub fn stored(&self) -> Vec<String> {
        let own = self.entries.iter().filter(|entry| entry.origin == Origin::Reader);
        let line = |entry: &Entry| Some(format!("{} {}\n", entry.experiment, entry.text.as_ref()?));
        own.filter_map(line).collect()
    }

    /// Follows an action.
    pub(super) fn apply(&mut self, action: RecordsAction) {
        match action {
            RecordsAction::Loaded(text) => self.load(text),
            RecordsAction::NotStored(trouble) => self.trouble = Some(trouble),
            RecordsAction::Showed(key) => {
                (self.shown, self.shown_from_list) = (key, key.is_some());
                if key.is_none() {
                    self.arrived = None;
                }
            }
            RecordsAction::Compared(key) => {
                match self.compared.iter().position(|compared| *compared == key) {
                    Some(index) => drop(self.compared.remove(index)),
                    None => self.compared.push(key),
                }
                if self.compared.len() > 2 {
                    self.compared.remove(0);
                }
                self.compared_from = (self.compared.len() == 2).then_some(key);
            }
            RecordsAction::ClosedComparison => self.compared.clear(),
            RecordsAction::Removed(key) => self.retain(|entry| entry.key != key),
            RecordsAction::ForgotAll => self.retain(|_| false),
            RecordsAction::DismissedRefusal => (self.refusal, self.arrived) = (None, None),
        }
    }

    /// Whether they can be read and written.
    pub fn has_codec(&self) -> bool {
        self.codec.is_some()
    }

    /// Keeps what was measured, if anything was, and compares it with what was shown before.
    pub(super) fn keep(&mut self, results: &Results) {
        let Some(kept) = self.codec.as_ref().and_then(|codec| (codec.keep)(results)) else { return };
        self.trouble = None;
        let (text, content) = match kept {
            // It is read from there again, so that it looks the same before and after a reload.
            Kept::Text(text) => (Some(text), None),
            Kept::Whole(content, why) => {
                self.trouble = Some(Trouble::TooMuch(why));
                (None, Some(Ok(content)))
            }
        };
        let experiment = results.setup.experiment().id.into();
        let entry = Entry { key: self.next_key(), origin: Origin::Reader, experiment, text, content };
        if let Some(rival) = self.rival.take() {
            (self.compared, self.compared_from) = (vec![entry.key, rival], None);
        }
        let linked = self.entries.iter().take_while(|entry| entry.origin == Origin::Link).count();
        self.entries.insert(linked, entry);
        self.trim();
        self.revision += 1;
    }

    /// Takes what was stored, here or by another page, for what is kept.
    fn load(&mut self, text: Option<String>) {
        let Some(text) = text else {
            self.trouble = Some(Trouble::NoStorage);
            return;
        };
        let mut before: Vec<Entry> = Vec::new();
        for entry in std::mem::take(&mut self.entries) {
            // What was not stored can only be here.
            let stays = entry.origin == Origin::Link || entry.text.is_none();
            if stays { self.entries.push(entry) } else { before.push(entry) }
        }
        let mut bad = 0;
        for line in text.lines().filter(|line| !line.is_empty()).take(MOST_KEPT) {
            let Some((experiment, text)) = line.split_once(' ').filter(|(_, text)| record::is_meant(text))
            else {
                bad += 1;
                continue;
            };
            let same = before.iter().position(|entry| entry.text.as_deref() == Some(text));
            let entry = same.map(|index| before.swap_remove(index)).unwrap_or_else(|| {
                let text = Some(text.into());
                Entry {
                    key: self.next_key(),
                    origin: Origin::Reader,
                    experiment: experiment.into(),
                    text,
                    content: None,
                }
            });
            self.entries.push(entry);
        }
        if bad > 0 {
            self.trouble = Some(Trouble::Corrupt { lines: bad });
        }
        self.trim();
    }

    fn next_key(&mut self) -> u32 {
        self.last_key += 1;
        self.last_key
    }

    fn retain(&mut self, stays: impl Fn(&Entry) -> bool) {
        self.entries.retain(stays);
        self.forget_those_gone();
        self.trouble = None;
        self.revision += 1;
    }

    /// Lets the oldest go where there are too many.
    fn trim(&mut self) {
        let (mut linked, mut own, mut chars) = (0, 0, 0);
        self.entries.retain(|entry| match entry.origin {
            Origin::Link => {
                linked += 1;
                linked <= MOST_LINKED
            }
            Origin::Reader => {
                own += 1;
                chars += entry.text.as_ref().map_or(0, |text| text.len());
                own <= MOST_KEPT && chars <= MOST_CHARS
            }
        });
        self.forget_those_gone();
    }

    fn forget_those_gone(&mut self) {
        let entries = &self.entries;
        let is_there = |key: &u32| entries.iter().any(|entry| entry.key == *key);
        self.shown = self.shown.filter(is_there);
        self.rival = self.rival.filter(is_there);
        self.compared.retain(is_there);
        // An address that could not be read stays as it is until the reader has seen why.
        let keeps = |arrived: &Arrived| self.refusal.is_some() || !arrived.was_read;
        let is_known =
            |arrived: &Arrived| entries.iter().any(|entry| entry.text.as_ref() == Some(&arrived.fragment));
        self.arrived = self.arrived.take().filter(|arrived| keeps(arrived) || is_known(arrived));
    }
}

#[cfg(test)]
mod tests;
