//! The page's one state value, changed only by `State::reduce`.
//!
//! Each area of the state has a type, an action enum and a reducer of its own. `reducer` passes an action to its area
//! and handles what concerns several areas; `selectors` answers questions about several areas.

mod action;
mod decision_table;
mod embed;
mod job;
mod location;
mod output;
pub(crate) mod records;
mod reducer;
mod results;
mod runs;
mod selectors;
mod settings;
mod shared;
mod small_map;

pub(crate) use action::{Action, JobAction, PageAction};
pub(crate) use decision_table::{DecisionTable, DecisionTableAction};
pub(crate) use embed::{Embed, EmbedAction};
pub(crate) use job::{Job, Progress};
pub(crate) use location::{LocationAction, Shown};
pub(crate) use output::{Block, Output};
pub(crate) use records::Records;
pub(crate) use results::{LiveRun, Merged, Picture, Results, ResultsAction};
pub(crate) use runs::{EngineAction, EngineStatus, Runs};
pub(crate) use settings::{ChosenFiles, Draft, Settings, SettingsAction};
pub(crate) use shared::Shared;

use crate::environment::{Frame, Machine};
use lanes_catalogue::Setup;
use lanes_report::address;
use location::{Destination, split};

/// State of the page, from which everything it shows follows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    machine: Machine,
    shown: Shown,
    /// Parts of the address that were changed or ignored.
    notes: Vec<address::Note>,
    settings: Settings,
    runs: Runs,
    records: Records,
    decision_table: DecisionTable,
    embed: Embed,
}

impl State {
    /// Creates the state of a page that has just been opened.
    ///
    /// `address` is a query, and a fragment if that is a record.
    pub(crate) fn new(machine: Machine, frame: Frame, address: &str) -> State {
        let Destination { shown, setup, presentation, notes } = Destination::read(split(address).0, &machine);
        let embed = Embed::new(presentation, frame);
        let mut state = State {
            machine,
            shown,
            notes,
            settings: Settings::new(setup),
            runs: Runs::new(embed.engine_on_demand()),
            records: Records::default(),
            decision_table: DecisionTable::default(),
            embed,
        };
        let query = state.query();
        state.records.arrive(split(address).1, query);
        state
    }

    /// Capabilities of the machine and the browser.
    pub(crate) fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Returns the content of the page.
    pub(crate) fn shown(&self) -> Shown {
        self.shown
    }

    /// Parts of the address that were changed or ignored.
    pub(crate) fn notes(&self) -> &[address::Note] {
        &self.notes
    }

    /// Settings of the next run.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the experiment and values of the next run.
    pub(crate) fn setup(&self) -> &Setup {
        self.settings.setup()
    }

    /// Returns the engine, current job and latest results.
    pub(crate) fn runs(&self) -> &Runs {
        &self.runs
    }

    /// Returns the job in progress.
    pub(crate) fn job(&self) -> Option<&Job> {
        self.runs.job()
    }

    /// Returns the recorded results.
    pub(crate) fn records(&self) -> &Records {
        &self.records
    }

    /// Answers and queued rows of the decision guide.
    pub(crate) fn decision_table(&self) -> &DecisionTable {
        &self.decision_table
    }

    /// Returns the presentation of the page and its place.
    pub(crate) fn embed(&self) -> &Embed {
        &self.embed
    }
}

#[cfg(test)]
mod tests;
