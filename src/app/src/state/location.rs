//! What the page's address says, and what an address makes of the page.

use super::{Machine, Prediction, Shown, State};
use lanes_catalogue::{Setup, experiments, guide};
use lanes_report::presentation::{self, Presentation};
use lanes_report::{address, record};

impl State {
    /// The page's address: its query, and the fragment that came with it while the query is still the same.
    pub fn address(&self) -> String {
        self.with_fragment(self.own_query())
    }

    /// The address of what is shown, however it is shown here.
    pub fn link(&self) -> String {
        self.with_fragment(self.query())
    }

    fn with_fragment(&self, query: String) -> String {
        match self.records.fragment(&self.query()) {
            Some(fragment) => format!("?{query}#{fragment}"),
            None => format!("?{query}"),
        }
    }

    /// Whether an address is the page's own. One with the fragment of a place in the page is, too.
    pub(super) fn is_at(&self, address: &str) -> bool {
        let (query, fragment) = address.split_once('#').unwrap_or((address, ""));
        let is_place = !fragment.is_empty() && !record::is_meant(fragment);
        let own = self.address();
        own == address || (is_place && query_of(&own) == query)
    }

    /// The query of the page's own address: what is shown, and how.
    pub fn own_query(&self) -> String {
        self.query() + &self.embed.presentation.write()
    }

    /// The query of a link to what is shown, wherever it is opened.
    pub fn query(&self) -> String {
        match self.shown {
            Shown::Experiment => address::write(&self.setup, self.machine.cores),
            Shown::Guide => format!("x={}", guide::ID),
        }
    }

    /// Shows what a query says: with `x` as a link does, without it on top of what is shown. The view stays, and
    /// so does a theme that it does not name: they belong to where the page is.
    pub(super) fn configure(&mut self, query: &str) {
        let before = self.embed.presentation;
        if address::named(query).is_some() {
            let (shown, setup, presentation, notes) = read_query(query, &self.machine);
            self.embed.presentation =
                Presentation { theme: presentation.theme.or(before.theme), ..presentation };
            self.show(shown, setup, notes);
        } else {
            let mut setup = self.setup.clone();
            let mut notes = address::amend(&mut setup, query, &presentation::KEYS);
            notes.extend(self.embed.presentation.amend(query));
            self.show(self.shown, setup, notes);
        }
        self.embed.presentation.view = before.view;
    }

    /// Shows another experiment. A job under way goes on, for its own results.
    pub(super) fn show(&mut self, shown: Shown, setup: Setup, notes: Vec<address::Note>) {
        self.shown = shown;
        self.setup = setup;
        self.notes = notes;
        self.drafts.clear();
        self.file_problem = None;
        self.prediction = Prediction::default();
    }

    /// Takes the recorded results that an address came with.
    pub(super) fn take_fragment(&mut self, address: &str) {
        let fragment = address.split_once('#').map_or("", |(_, fragment)| fragment);
        self.records.arrive(fragment, self.query());
        self.show_arrived();
    }

    /// Shows the recorded results that an address came with, and their experiment, whatever the query says.
    pub(super) fn show_arrived(&mut self) {
        let Some(setup) = self.records.read_arrived() else { return };
        if setup.experiment().id != self.shown_id() {
            let query = address::write_in_full(&setup);
            let (shown, setup, ..) = read_query(&query, &self.machine);
            self.show(shown, setup, Vec::new());
            self.records.arrived_with(self.query());
        }
    }
}

/// The query of an address.
pub(super) fn query_of(address: &str) -> &str {
    address.split_once('#').map_or(address, |(query, _)| query)
}

/// What is shown, the experiment, how it is shown, and what in the query was not taken as it stands.
pub(super) fn read_query(query: &str, machine: &Machine) -> (Shown, Setup, Presentation, Vec<address::Note>) {
    let (presentation, more_notes) = presentation::read(query);
    if address::names_guide(query) {
        let mut notes = address::unknown_to_guide(query, &presentation::KEYS);
        notes.extend(more_notes);
        return (Shown::Guide, Setup::new(experiments::first(), machine.cores), presentation, notes);
    }
    let (setup, mut notes) = address::read(query, machine.cores, &presentation::KEYS);
    notes.extend(more_notes);
    (Shown::Experiment, setup, presentation, notes)
}
