//! Tests of the whole state: actions in, state out.

mod code;
mod location;
mod runs;
mod settings;

use super::*;
use lanes_model::message::{FromEngine, JobId};
use lanes_model::{Ended, Enough};
use std::rc::Rc;

fn machine(isolated: bool) -> Machine {
    Machine { cores: 2, isolated, no_service_worker: None }
}

fn state(isolated: bool) -> State {
    State::new(machine(isolated), Frame::None, "x=sum-of-squares")
}

fn navigated(address: &str) -> Action {
    Action::Location(LocationAction::Navigated(address.to_owned()))
}

fn chosen(experiment: &'static str) -> Action {
    Action::Location(LocationAction::Chosen(experiment))
}

fn received(message: FromEngine) -> Action {
    Action::Engine(EngineAction::MessageReceived(message))
}

fn rows_requested(rows: Vec<&'static str>) -> Action {
    Action::DecisionTable(DecisionTableAction::RowsRequested(rows))
}

fn loaded(state: &State) -> State {
    state.reduce(Action::Page(PageAction::LaterPartLoaded(Shared::new(records::codec()))))
}

fn started(state: &State) -> (State, JobId) {
    let (id, plan) = state.next_job().expect("a job");
    (state.reduce(Action::Job(JobAction::Started { job: id, plan: Rc::new(plan) })), id)
}

fn finished_message(job: JobId) -> FromEngine {
    FromEngine::JobFinished { job, ended: Ended::Completed, enough: Some(Enough::AsAsked), blocked_lanes: 0 }
}

fn finished(state: &State) -> State {
    let job = state.job().unwrap().id;
    state.reduce(received(finished_message(job)))
}
