//! Commands of the page, given by the reader or by a host page.

use crate::engine::EngineHandle;
use crate::js::{CodeTools, error_text};
use crate::state::{Action, EngineAction, JobAction, SettingsAction, State};
use lanes_model::message::{FromEngine, JobId};
use lanes_model::plan::Program;
use lanes_model::{Failure, FailureKind, Plan, Runtime};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
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
    tools: &CodeTools,
) -> Commands {
    let (state, dispatch, engine, tools) = (state.clone(), dispatch.clone(), engine.clone(), tools.clone());
    let commands = use_memo((), move |()| {
        // A handle keeps all states that were read through it, so each reading takes a new one.
        let current_state = Callback::from(move |()| (*state.clone()).clone());
        let start = {
            let (current_state, dispatch, engine) = (current_state.clone(), dispatch.clone(), engine.clone());
            Callback::from(move |()| {
                let (job, runtime, plan) = begin_next_job(&current_state.emit(()), &engine, &dispatch)?;
                if runtime.is_python() {
                    let (current_state, tools) = (current_state.clone(), tools.clone());
                    let (engine, dispatch) = (engine.clone(), dispatch.clone());
                    spawn_local(start_program(job, plan, current_state, tools, engine, dispatch));
                } else {
                    engine.start(job, runtime, plan);
                }
                Some(job)
            })
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

/// Begins the next job if one is possible and its requests are confirmed. The engine has yet to be given its plan.
fn begin_next_job(
    state: &State,
    engine: &EngineHandle,
    dispatch: &Callback<Action>,
) -> Option<(JobId, Runtime, Plan)> {
    let (job, plan) = state.next_job()?;
    let unconfirmed = state.to_confirm(&plan);
    if !unconfirmed.is_empty() {
        dispatch.emit(Action::Settings(SettingsAction::ConfirmationNeeded(unconfirmed)));
        return None;
    }
    if !engine.claim(job) {
        return None;
    }
    dispatch.emit(Action::Job(JobAction::Started { job, plan: Rc::new(plan.clone()) }));
    Some((job, state.setup().runtime(), plan))
}

/// Gives the engine a job that executes the experiment's script, once the script is loaded.
async fn start_program(
    job: JobId,
    plan: Plan,
    current_state: Callback<(), State>,
    tools: CodeTools,
    engine: Rc<EngineHandle>,
    dispatch: Callback<Action>,
) {
    let state = current_state.emit(());
    let setup = state.setup();
    let source = tools.read(&["code/python/", setup.experiment().id, ".py"].concat()).await;
    // The reader may have stopped the job.
    if current_state.emit(()).job().is_none_or(|current| current.id != job || current.stopping) {
        return;
    }
    match source {
        Ok(source) => {
            let source = source.as_string().unwrap_or_default();
            // No such job is possible before the codec is loaded.
            let program = state.records().codec().map(|codec| Program {
                allowed: state.settings().allowed_origins().to_vec(),
                ..(codec.program)(&source, setup)
            });
            engine.start(job, setup.runtime(), Plan { program, ..plan });
        }
        Err(error) => {
            let failure = Failure::new(FailureKind::EngineStart, "The script could not be loaded.")
                .because(error_text(&error));
            let message = FromEngine::Failed { job: Some(job), failure };
            dispatch.emit(Action::Engine(EngineAction::MessageReceived(message)));
        }
    }
}

fn stop_job(state: &State, engine: &EngineHandle, dispatch: &Callback<Action>) {
    if state.job().is_some_and(|job| job.stopping) {
        return;
    }
    // The engine comes first: with many lanes at work, rendering may take half a second.
    if let Some(job) = state.job() {
        engine.stop(job.id);
    }
    // Between two rows of the decision guide there is no job, but the next one waits.
    dispatch.emit(Action::Job(JobAction::StopRequested));
}

/// Measures the queued rows of the decision guide, one after another.
#[hook]
pub(crate) fn use_queued_rows(state: &State, dispatch: &Callback<Action>, engine: &Rc<EngineHandle>) {
    let (engine, dispatch) = (engine.clone(), dispatch.clone());
    use_effect_with(state.next_row(), move |next| {
        if let Some((job, row, plan)) = next.clone().filter(|(job, ..)| engine.claim(*job)) {
            dispatch.emit(Action::Job(JobAction::RowStarted { job, row, plan: Rc::new(plan.clone()) }));
            engine.start(job, Runtime::Rust, plan);
        }
    });
}
