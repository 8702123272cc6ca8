//! The page's address: what a query shows, and the events that show something else.

use crate::environment::Machine;
use lanes_catalogue::{Setup, experiments};
use lanes_report::address;
use lanes_report::control::Change;
use lanes_report::presentation::{self, Presentation};

/// Content of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The experiment of the settings.
    Experiment,
    /// The decision guide.
    Guide,
}

/// Events that show something else.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LocationAction {
    /// The reader chose an experiment, or the decision guide, by its identifier.
    Chosen(&'static str),
    /// The reader opened the experiment of a row of the decision guide, with the row's values.
    RowOpened(&'static str),
    /// The reader opened a script in the editor: *Your program*, with its code.
    ScriptOpened(Setup),
    /// The browser went to an address: its query, and its fragment if that is a record.
    Navigated(String),
    /// The host page requested what this query shows.
    Configured(Change),
    /// The reader closed the notes about the address.
    NotesDismissed,
}

/// Content that a query asks for.
pub(super) struct Destination {
    pub(super) shown: Shown,
    pub(super) setup: Setup,
    pub(super) presentation: Presentation,
    /// Parts of the query that were changed or ignored.
    pub(super) notes: Vec<address::Note>,
}

impl Destination {
    /// Reads a query. Values that are missing or invalid take their defaults.
    pub(super) fn read(query: &str, machine: &Machine) -> Destination {
        let (presentation, presentation_notes) = presentation::read(query);
        let (shown, setup, mut notes) = if address::names_guide(query) {
            let notes = address::unknown_to_guide(query, &presentation::KEYS);
            (Shown::Guide, experiments::first(machine.cores), notes)
        } else {
            let (setup, notes) = address::read(query, machine.cores, &presentation::KEYS);
            (Shown::Experiment, setup, notes)
        };
        notes.extend(presentation_notes);
        Destination { shown, setup, presentation, notes }
    }
}

/// Splits an address into its query and its fragment, which is empty if there is none.
pub(super) fn split(address: &str) -> (&str, &str) {
    address.split_once('#').unwrap_or((address, ""))
}
