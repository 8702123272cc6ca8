//! Commands of the page, given by the reader or by a host page.

use crate::engine::EngineHandle;
use crate::state::{Action, JobAction, State};
use lanes_model::message::JobId;
use std::rc::Rc;
use yew::prelude::*;

/// Commands for all components. Clones are equal, so that passing them on causes no rendering.
#[derive(Clone, PartialEq)]
pub(crate) struct Commands {
    /// Changes the state.
    pub(crate) dispatch: Callback<Action>,
    /// Returns the current state. A component may have been rendered from an earlier one.
    pub(crate) current_state: Callback<(), State>,
    /// Runs the experiment with its current settings, if that is possible. Returns the identifier of the job.
    pub(crate) start: Callback<(), Option<JobId>>,
    /// Runs the experiment with its current settings, if that is possible.
    pub(crate) run: Callback<()>,
    /// Stops the current job.
    pub(crate) stop: Callback<()>,
}

/// Creates the commands.
#[hook]
pub(crate) fn use_commands(
    state: &UseReducerHandle<State>,
    dispatch: &Callback<Action>,
    engine: &Rc<EngineHandle>,
) -> Commands {
    let (state, dispatch, engine) = (state.clone(), dispatch.clone(), engine.clone());
    let commands = use_memo((), move |()| {
        // A handle keeps all states that were read through it, so each reading takes a new one.
        let current_state = Callback::from(move |()| (*state.clone()).clone());
        let start = {
            let (current_state, dispatch, engine) = (current_state.clone(), dispatch.clone(), engine.clone());
            Callback::from(move |()| start_next_job(&current_state.emit(()), &engine, &dispatch))
        };
        let run = {
            let start = start.clone();
            Callback::from(move |()| {
                start.emit(());
            })
        };
        let stop = {
            let (current_state, dispatch) = (current_state.clone(), dispatch.clone());
            Callback::from(move |()| stop_job(&current_state.emit(()), &engine, &dispatch))
        };
        Commands { dispatch, current_state, start, run, stop }
    });
    (*commands).clone()
}

fn start_next_job(state: &State, engine: &EngineHandle, dispatch: &Callback<Action>) -> Option<JobId> {
    let (job, plan) = state.next_job()?;
    dispatch.emit(Action::Job(JobAction::Started { job, plan: Rc::new(plan.clone()) }));
    engine.start(job, plan);
    Some(job)
}

fn stop_job(state: &State, engine: &EngineHandle, dispatch: &Callback<Action>) {
    if let Some(job) = state.job().filter(|job| !job.stopping) {
        dispatch.emit(Action::Job(JobAction::StopRequested));
        engine.stop(job.id);
    }
}

/// Measures the queued rows of the decision guide, one after another.
#[hook]
pub(crate) fn use_queued_rows(state: &State, dispatch: &Callback<Action>, engine: &Rc<EngineHandle>) {
    let (engine, dispatch) = (engine.clone(), dispatch.clone());
    use_effect_with(state.next_row(), move |next| {
        if let Some((job, row, plan)) = next.clone() {
            dispatch.emit(Action::Job(JobAction::RowStarted { job, row, plan: Rc::new(plan.clone()) }));
            engine.start(job, plan);
        }
    });
}
