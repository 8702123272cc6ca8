//! The events that change the state.

use super::decision_table::DecisionTableAction;
use super::embed::EmbedAction;
use super::location::LocationAction;
use super::records::{Codec, RecordsAction};
use super::results::ResultsAction;
use super::runs::EngineAction;
use super::settings::SettingsAction;
use super::shared::Shared;
use lanes_model::message::JobId;
use lanes_model::{Environment, Plan};
use std::rc::Rc;

/// Event that changes the state, by area.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// The page shows something else.
    Location(LocationAction),
    /// The reader changed the settings.
    Settings(SettingsAction),
    /// A job was started or stopped, or ended.
    Job(JobAction),
    /// Something happened to the engine.
    Engine(EngineAction),
    /// The reader chose how to show the results.
    Results(ResultsAction),
    /// Something happened to recorded results.
    Records(RecordsAction),
    /// Something happened in the decision guide.
    DecisionTable(DecisionTableAction),
    /// Something changed how the page is shown.
    Embed(EmbedAction),
    /// Something became known about the page.
    Page(PageAction),
}

/// Events of jobs that the page causes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum JobAction {
    /// A run of the reader's experiment was sent to the engine.
    Started {
        /// Identifier of the job.
        job: JobId,
        /// Plan of the job.
        plan: Rc<Plan>,
    },
    /// The first queued row of the decision guide was sent to the engine.
    RowStarted {
        /// Identifier of the job.
        job: JobId,
        /// Row, by experiment.
        row: &'static str,
        /// Plan of the job.
        plan: Rc<Plan>,
    },
    /// The reader or the host page stopped the job.
    StopRequested,
    /// The machine and the date of the last run became known.
    EnvironmentNoted(Environment),
}

/// Events of the page as a whole.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PageAction {
    /// The page went out of sight (true), or came back.
    VisibilityChanged(bool),
    /// The page found out if a service worker runs; the text is the reason why none does.
    ServiceWorkerChecked(Option<String>),
    /// The code that the first view does not need was loaded, and with it what reads and writes records.
    LaterPartLoaded(Shared<Codec>),
}
