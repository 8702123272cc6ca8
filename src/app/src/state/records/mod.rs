//! Recorded results: those of links, and the reader's saved runs.

mod codec;
mod display;
mod entry;

pub(crate) use codec::{Opened, codec, read_recording};
pub(crate) use display::{Comparison, Display};
pub(crate) use entry::{Codec, Content, Entry, Origin};

use super::results::Results;
use super::shared::Shared;
use display::{Link, Reading};
use entry::{LinkContent, Saved};
use lanes_catalogue::Setup;
use lanes_model::Plan;
use lanes_report::destinations::Destination;
use lanes_report::record::{self, NoText, Refusal};
use std::fmt;
use std::rc::Rc;

/// Highest number of saved runs: the reader's, and recordings of Python.
const MAX_SAVED: usize = 20;
/// Highest total length of the reader's saved runs, in characters. A browser stores about five million for a site.
const MAX_SAVED_CHARS: usize = 200_000;
/// Highest number of other results, of links and files, that are kept while the page is open.
const MAX_LINKED: usize = 5;

/// Recorded results.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Records {
    /// Results of links and files, then the reader's saved runs; the newest first of either.
    entries: Vec<Entry>,
    display: Display,
    comparison: Comparison,
    /// Record in the fragment of the page's address.
    link: Option<Link>,
    /// Key of the entry that was displayed until the reader ran the experiment. The run is compared with it.
    rival: Option<u32>,
    trouble: Option<Trouble>,
    /// Lines of the browser's storage, as far as this page knows: the saved runs of all tabs.
    in_storage: Vec<Rc<str>>,
    revision: u32,
    codec: Option<Shared<Codec>>,
    last_key: u32,
}

/// Problem with saving runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The browser stores nothing for this page.
    NoStorage,
    /// The browser's storage for this page is full.
    Full,
    /// Some stored lines are not records.
    Corrupt {
        /// Number of such lines.
        lines: usize,
    },
    /// The latest results are too large to store.
    TooLarge(NoText),
    /// A file that the reader opened is no recording.
    NotOpened {
        /// Name of the file.
        name: String,
        /// Reason, as a clause.
        why: String,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoStorage => f.write_str(
                "This browser stores no data for this page. Saved runs are lost when you close the page.",
            ),
            Trouble::Full => f.write_str(
                "The browser’s storage for this page is full. The latest run is lost when you close the page. Delete saved \
                 runs to make room.",
            ),
            Trouble::Corrupt { lines } => {
                write!(f, "{lines} of the saved runs could not be read and are not listed.")
            }
            Trouble::NotOpened { name, why } => write!(f, "{name} cannot be opened: {why}."),
            Trouble::TooLarge(why) => {
                write!(f, "The latest results are lost when you close the page: {why}.")
            }
        }
    }
}

/// Events that change recorded results.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RecordsAction {
    /// The browser's storage was read; None if it cannot be used.
    Loaded(Option<String>),
    /// The browser did not store the changes of saved runs.
    NotStored(Trouble),
    /// The reader opened a file of this name.
    FileOpened {
        /// Name of the file.
        name: String,
        /// Record as text with what was read from the file, or the reason why it could not be read.
        read: Result<Opened, String>,
    },
    /// The reader opened an entry, or closed the one that was displayed.
    Displayed(Option<u32>),
    /// The reader added an entry to the comparison, or removed it.
    ComparisonToggled(u32),
    /// The reader closed the comparison.
    ComparisonClosed,
    /// The reader deleted an entry.
    Deleted(u32),
    /// The reader deleted all entries.
    AllDeleted,
    /// The reader closed the notice that explains why the results of the address are not shown.
    RefusalDismissed,
}

impl Records {
    /// Iterates over the entries of an experiment.
    pub(crate) fn of<'a>(&'a self, experiment: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| *entry.experiment == *experiment)
    }

    fn entry(&self, key: u32) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Returns an entry of an experiment with its content, if that could be decoded.
    fn readable(&self, key: u32, experiment: &str) -> Option<(&Entry, &Content)> {
        let entry = self.entry(key).filter(|entry| *entry.experiment == *experiment)?;
        Some((entry, entry.content().ok()?))
    }

    /// Returns the entry that is displayed in place of the reader's results.
    pub(crate) fn display(&self) -> Display {
        self.display
    }

    /// Returns the displayed entry if it belongs to the experiment.
    pub(crate) fn displayed(&self, experiment: &str) -> Option<(&Entry, &Content)> {
        self.readable(self.display.key()?, experiment)
    }

    /// Entries that the reader compares.
    pub(crate) fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    /// Returns the two compared entries if both belong to the experiment.
    pub(crate) fn compared(&self, experiment: &str) -> Option<[(&Entry, &Content); 2]> {
        let Comparison::Pair { keys: [one, other], .. } = self.comparison else { return None };
        Some([self.readable(one, experiment)?, self.readable(other, experiment)?])
    }

    /// Returns the reason why the results in the address are not shown.
    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        match &self.link.as_ref()?.reading {
            Reading::Refused(refusal) => Some(refusal),
            Reading::Pending { .. } | Reading::Done => None,
        }
    }

    /// Returns the problem with saving runs.
    pub(crate) fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Returns the number that grows whenever the saved runs have to be stored again.
    pub(crate) fn revision(&self) -> u32 {
        self.revision
    }

    /// Returns true if records can be read and written.
    pub(crate) fn has_codec(&self) -> bool {
        self.codec.is_some()
    }

    /// Returns the functions that read and write records and programs, once they are loaded.
    pub(crate) fn codec(&self) -> Option<&Codec> {
        self.codec.as_deref()
    }

    /// Returns the lines that have to be added to the storage, and those to be removed: one for each saved run, with the
    /// experiment and the record. All other lines may be of other tabs.
    pub(crate) fn changes(&self) -> (Vec<String>, Vec<String>) {
        let added = self.own_texts().filter(|(_, text)| !self.is_stored(text));
        let added = added.map(|(experiment, text)| format!("{experiment} {text}\n")).collect();
        let removed = self.in_storage.iter().filter(|line| {
            let text = text_of(line);
            !self.own_texts().any(|(_, own)| Some(own) == text)
        });
        (added, removed.map(|line| line.to_string()).collect())
    }

    /// Iterates over the saved runs that can be stored: their experiments and records.
    fn own_texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.entries.iter().filter(|entry| entry.is_saved());
        own.filter_map(|entry| Some((&*entry.experiment, entry.text.as_deref()?)))
    }

    /// Returns true if the storage has a record.
    fn is_stored(&self, text: &str) -> bool {
        self.in_storage.iter().any(|line| text_of(line) == Some(text))
    }

    /// Returns the displayed results, to change how they are shown.
    pub(super) fn displayed_mut(&mut self) -> Option<&mut Shared<Results>> {
        let key = self.display.key()?;
        let entry = self.entries.iter_mut().find(|entry| entry.key == key)?;
        entry.content.as_mut()?.as_mut().ok().map(|content| &mut content.results)
    }

    /// Returns the fragment of the address while query and code are those that it came with.
    pub(super) fn fragment(&self, query: &str, code: Option<&str>) -> Option<&str> {
        let has_same_code = |link: &&Link| !link.is_code_taken || link.code.as_deref() == code;
        let link = self.link.as_ref().filter(|link| link.query == query).filter(has_same_code);
        link.map(|link| &*link.fragment)
    }

    /// Takes the code that came with the address, once it is read.
    pub(super) fn take_link_code(&mut self) -> Option<Rc<str>> {
        let link = self.link.as_mut().filter(|link| !link.is_code_taken)?;
        link.is_code_taken = link.code.is_some();
        link.code.clone()
    }

    /// Takes the fragment of a new address, in place of an earlier one.
    pub(super) fn arrive(&mut self, fragment: &str, query: String) {
        self.leave();
        if record::is_meant(fragment) {
            self.link = Some(Link::new(fragment, query));
        }
    }

    /// Lists the other servers that the reader has to confirm. The parameters are described at [`Codec::to_confirm`].
    pub(super) fn to_confirm(&self, plan: &Plan, confirmed: &[Destination], most: u64) -> Rc<[Destination]> {
        self.codec.as_ref().map_or_else(Rc::default, |codec| (codec.to_confirm)(plan, confirmed, most))
    }

    pub(super) fn set_codec(&mut self, codec: Shared<Codec>) {
        self.codec = Some(codec);
    }

    /// Decodes the fragment of the address, once it can be decoded. Returns its setup if it is to be displayed; if the
    /// reader has run something since, it is only compared with that run.
    pub(super) fn read_link(&mut self) -> Option<Setup> {
        let codec = self.codec.clone()?;
        let link = self.link.as_mut()?;
        let Reading::Pending { overtaken } = link.reading else { return None };
        link.reading = Reading::Done;
        let fragment = link.fragment.clone();
        let known = self.entries.iter_mut().find(|entry| entry.text.as_ref() == Some(&fragment));
        let content = match known {
            Some(Entry { key, content, .. }) => {
                let content = content.get_or_insert_with(|| (codec.read)(&fragment));
                content.as_ref().map(|content| (*key, content.results.setup.clone())).map_err(Clone::clone)
            }
            None => match (codec.read_link)(&fragment) {
                Ok(LinkContent { code, record }) => {
                    link.code = code;
                    Ok(self.insert_linked(fragment, record?))
                }
                Err(refusal) => Err(refusal),
            },
        };
        if let (Some(link), Ok((_, setup))) = (&mut self.link, &content) {
            link.code = setup.code().map(Rc::from);
        }
        match content {
            Ok((key, _)) if overtaken => {
                self.rival = Some(key);
                None
            }
            Ok((key, setup)) => {
                self.display = Display::FromLink(key);
                Some(setup)
            }
            Err(refusal) => {
                if let Some(link) = &mut self.link {
                    link.reading = Reading::Refused(refusal);
                }
                None
            }
        }
    }

    fn insert_linked(&mut self, text: Rc<str>, content: Content) -> (u32, Setup) {
        let setup = content.results.setup.clone();
        (self.insert(Origin::Link, text, content), setup)
    }

    /// Inserts an entry that is not the reader's run, and returns its key.
    fn insert(&mut self, origin: Origin, text: Rc<str>, content: Content) -> u32 {
        let key = self.next_key();
        let experiment = content.results.setup.experiment().id.into();
        self.entries
            .insert(0, Entry { key, origin, experiment, text: Some(text), content: Some(Ok(content)) });
        self.trim();
        key
    }

    /// Displays the recording in a file, next to the reader's latest run of the experiment. A file that is none changes nothing.
    fn open(&mut self, name: String, read: Result<Opened, String>) {
        let (text, content) = match read {
            Ok(read) => read,
            Err(why) => {
                self.trouble = Some(Trouble::NotOpened { name, why });
                return;
            }
        };
        self.trouble = None;
        let known =
            self.entries.iter().find(|entry| entry.text.as_ref() == Some(&text)).map(|entry| entry.key);
        let origin = if content.results.is_recording() { Origin::File } else { Origin::SavedFile };
        let key = known.unwrap_or_else(|| self.insert(origin, text, content));
        self.revision += 1;
        self.display = Display::FromList(key);
        let experiment = self.entry(key).map(|entry| entry.experiment.clone()).unwrap_or_default();
        let own = self.of(&experiment).find(|entry| entry.origin == Origin::Reader).map(|entry| entry.key);
        self.comparison = match own {
            Some(own) => Comparison::Pair { keys: [own, key], opened_by: None },
            None => Comparison::None,
        };
    }

    /// Returns the setup of the displayed entry.
    pub(super) fn displayed_setup(&self) -> Option<&Setup> {
        let entry = self.entry(self.display.key()?)?;
        entry.content().ok().map(|content| &content.results.setup)
    }

    /// Sets the query that the fragment of the address belongs to.
    pub(super) fn set_link_query(&mut self, query: String) {
        if let Some(link) = &mut self.link {
            link.query = query;
        }
    }

    /// Forgets the address, and what is displayed and compared.
    pub(super) fn leave(&mut self) {
        (self.link, self.rival) = (None, None);
        (self.display, self.comparison) = (Display::Latest, Comparison::None);
    }

    /// Forgets the record of the address, whose experiment is no longer shown.
    pub(super) fn leave_address(&mut self) {
        self.link = None;
    }

    /// Displays the reader's run, which is later compared with the entry displayed so far.
    pub(super) fn start(&mut self) {
        self.rival = self.display.key().or(self.rival);
        self.display = Display::Latest;
        if let Some(Link { reading: Reading::Pending { overtaken }, .. }) = &mut self.link {
            *overtaken = true;
        }
    }

    /// Decodes the entries of an experiment that are not decoded yet. An entry that turns out to belong to another
    /// experiment is moved there.
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

    pub(super) fn apply(&mut self, action: RecordsAction) {
        match action {
            RecordsAction::Loaded(text) => self.load(text),
            RecordsAction::NotStored(trouble) => self.trouble = Some(trouble),
            RecordsAction::FileOpened { name, read } => self.open(name, read),
            RecordsAction::Displayed(Some(key)) => self.display = Display::FromList(key),
            RecordsAction::Displayed(None) => self.close(),
            RecordsAction::ComparisonToggled(key) => self.comparison.toggle(key),
            RecordsAction::ComparisonClosed => self.comparison = Comparison::None,
            RecordsAction::Deleted(key) => self.retain(|entry| entry.key != key),
            RecordsAction::AllDeleted => self.retain(|_| false),
            RecordsAction::RefusalDismissed => self.link = None,
        }
    }

    /// Closes the displayed entry, and drops its record from the address.
    fn close(&mut self) {
        self.display = Display::Latest;
        self.link.take_if(|link| link.reading == Reading::Done && link.code.is_none());
    }

    /// Saves results that have a complete run, and compares them with the entry that was displayed before.
    pub(super) fn save(&mut self, results: &Results) {
        let Some(saved) = self.codec.as_ref().and_then(|codec| (codec.save)(results)) else { return };
        self.trouble = None;
        let (text, content) = match saved {
            Saved::Text(text, content) => (Some(text), Some(Ok(content))),
            Saved::TooLarge(content, why) => {
                self.trouble = Some(Trouble::TooLarge(why));
                (None, Some(Ok(content)))
            }
        };
        let experiment = results.setup.experiment().id.into();
        let entry = Entry { key: self.next_key(), origin: Origin::Reader, experiment, text, content };
        if let Some(rival) = self.rival.take() {
            self.comparison = Comparison::Pair { keys: [entry.key, rival], opened_by: None };
        }
        let linked = self.entries.iter().take_while(|entry| entry.origin != Origin::Reader).count();
        self.entries.insert(linked, entry);
        self.trim();
        self.revision += 1;
    }

    /// Replaces the saved runs with those that this page or another has stored.
    fn load(&mut self, text: Option<String>) {
        let Some(text) = text else {
            self.trouble = Some(Trouble::NoStorage);
            return;
        };
        let mut before: Vec<Entry> = Vec::new();
        for entry in std::mem::take(&mut self.entries) {
            // An entry that is not stored yet, or cannot be, stays.
            let is_stored = entry.text.as_ref().is_some_and(|text| self.is_stored(text));
            let stays = !entry.is_saved() || !is_stored;
            if stays { self.entries.push(entry) } else { before.push(entry) }
        }
        self.in_storage = text.split_inclusive('\n').map(Rc::from).collect();
        let mut bad = 0;
        for line in text.lines().filter(|line| !line.is_empty()).take(MAX_SAVED) {
            let Some((experiment, text)) = line.split_once(' ').filter(|(_, text)| record::is_meant(text))
            else {
                bad += 1;
                continue;
            };
            let is_same = |entry: &Entry| entry.is_saved() && entry.text.as_deref() == Some(text);
            // Newly stored, or stored before.
            let known = match self.entries.iter().position(is_same) {
                Some(index) => Some(self.entries.remove(index)),
                None => before.iter().position(is_same).map(|index| before.swap_remove(index)),
            };
            let entry = known.unwrap_or_else(|| Entry {
                key: self.next_key(),
                origin: if record::is_of_python(text) { Origin::File } else { Origin::Reader },
                experiment: experiment.into(),
                text: Some(text.into()),
                content: None,
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
        self.forget_missing();
        self.trouble = None;
        self.revision += 1;
    }

    /// Removes the oldest entries above the limits.
    fn trim(&mut self) {
        let (mut linked, mut own, mut chars) = (0, 0, 0);
        self.entries.retain(|entry| {
            if !entry.is_saved() {
                linked += 1;
                return linked <= MAX_LINKED;
            }
            own += 1;
            chars += entry.text.as_ref().map_or(0, |text| text.len());
            own <= MAX_SAVED && chars <= MAX_SAVED_CHARS
        });
        self.forget_missing();
    }

    /// Removes references to entries that no longer exist.
    fn forget_missing(&mut self) {
        let entries = &self.entries;
        let exists = |key: &u32| entries.iter().any(|entry| entry.key == *key);
        self.display.retain(exists);
        self.comparison.retain(exists);
        self.rival = self.rival.filter(exists);
        let is_entry = |fragment: &Rc<str>| entries.iter().any(|entry| entry.text.as_ref() == Some(fragment));
        // An address that could not be decoded stays as it is until the reader has seen why.
        self.link.take_if(|link| {
            link.reading == Reading::Done && link.code.is_none() && !is_entry(&link.fragment)
        });
    }
}

/// Returns the record in a line of the storage.
fn text_of(line: &str) -> Option<&str> {
    line.trim_end().split_once(' ').map(|(_, text)| text)
}

#[cfg(test)]
mod tests;
