//! What can happen to the state.

use super::records::{Codec, RecordsAction};
use super::{EmbedAction, Shared};
use lanes_model::Environment;
use lanes_model::message::{FromEngine, JobId};
use lanes_model::workload::File;
use lanes_model::{Failure, Plan, Strategy};
use std::rc::Rc;

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The reader went to another experiment, or to the guide.
    Chose(&'static str),
    /// The reader went from a row of the guide to its experiment, at the row's sizes.
    ChoseRow(&'static str),
    /// The browser went to this address: its query, and its fragment where that is a record.
    Navigated(String),
    /// The reader typed into a number's or a text's control.
    Typed {
        /// The parameter.
        key: &'static str,
        /// What the control says now.
        text: String,
    },
    /// The reader chose a value from a list.
    Picked {
        /// The parameter.
        key: &'static str,
        /// The value.
        value: u64,
    },
    /// The reader brought files to an experiment.
    Brought {
        /// The experiment.
        experiment: &'static str,
        /// The files, or why they were not taken.
        files: Result<Vec<File>, String>,
    },
    /// The reader took a strategy into the comparison, or out.
    Toggled(Strategy),
    /// The reader looked at one of the points of what is varied.
    LookedAt(u16),
    /// The reader chose what the others are compared with.
    ComparedWith(Strategy),
    /// The reader guessed who wins, or takes the guess back.
    Predicted(Option<Strategy>),
    /// The page came out of sight, or back.
    Hidden(bool),
    /// It was noted where and when the results were measured.
    Recorded(Environment),
    /// What reads and writes recorded results was loaded, and all else that the page does not need at first.
    CodecLoaded(Shared<Codec>),
    /// Something happened to recorded results.
    Records(RecordsAction),
    /// The reader closed the notes about the address.
    DismissedNotes,
    /// It became known whether there is a service worker.
    ServiceWorkerKnown(Option<String>),
    /// A job was given to the engine.
    Started(JobId, Rc<Plan>),
    /// The reader answered a question of the guide.
    Answered {
        /// The question's place.
        question: usize,
        /// The answer's place.
        answer: usize,
    },
    /// The reader wants rows of the guide measured, by experiment.
    WantedRows(Vec<&'static str>),
    /// A job for the first of the wanted rows was given to the engine.
    StartedRow {
        /// The job.
        job: JobId,
        /// The row's experiment.
        row: &'static str,
        /// What is run.
        plan: Rc<Plan>,
    },
    /// Stop was pressed.
    StopPressed,
    /// Something happened to how or where the page is shown.
    Embed(EmbedAction),
    /// The engine was let go, since nothing was run for a while.
    EngineResting,
    /// An engine is being started.
    EngineStarting,
    /// The engine said something.
    EngineSaid(FromEngine),
    /// The engine was given up, and with it the job under way.
    EngineGone(Failure),
    /// The engine did not answer a Stop in time; the job is over.
    StopForced,
}
