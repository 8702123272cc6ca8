//! Follows the life of the page and its runs: the page comes into view or out of sight, the engine may start, a run that
//! the address requests starts, and a run ends.

use crate::commands::Commands;
use crate::engine::{EngineHandle, Need};
use crate::environment::measured_environment;
use crate::state::{Action, EmbedAction, JobAction, PageAction, Shown, State};
use gloo_events::EventListener;
use js_sys::{Function, Promise, Reflect};
use lanes_catalogue::experiments;
use lanes_model::Runtime;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

/// Reports when the page goes out of sight or comes back: browsers slow down a hidden page.
#[hook]
pub(crate) fn use_visibility(dispatch: &Callback<Action>) {
    let dispatch = dispatch.reform(|hidden| Action::Page(PageAction::VisibilityChanged(hidden)));
    use_effect_with((), move |()| {
        let document = web_sys::window().and_then(|window| window.document());
        let listener = document.map(|document| {
            dispatch.emit(document.hidden());
            let page = document.clone();
            EventListener::new(&document, "visibilitychange", move |_| dispatch.emit(page.hidden()))
        });
        move || drop(listener)
    });
}

/// Adds machine and date to the results of the reader's run once it has ended.
#[hook]
pub(crate) fn use_environment(state: &State, dispatch: &Callback<Action>) {
    let ended = state.runs().results().filter(|_| !state.is_running());
    let is_missing = ended.is_some_and(|results| results.environment.is_none() && !results.runs.is_empty());
    let (machine, dispatch) = (state.machine().clone(), dispatch.clone());
    use_effect_with(is_missing, move |is_missing| {
        if *is_missing {
            dispatch.emit(Action::Job(JobAction::EnvironmentNoted(measured_environment(&machine))));
        }
    });
}

/// Lets the engine start once the page knows if requests go through a service worker: a worker keeps the one that it
/// was created with. `preparation` resolves to an object whose `reason` says why no service worker runs.
#[hook]
pub(crate) fn use_engine_preparation(
    preparation: &JsValue,
    dispatch: &Callback<Action>,
    engine: &Rc<EngineHandle>,
) {
    let (preparation, dispatch, engine) = (preparation.clone(), dispatch.clone(), engine.clone());
    use_effect_with((), move |()| {
        spawn_local(async move {
            let prepared = JsFuture::from(Promise::resolve(&preparation)).await.unwrap_or_else(|error| error);
            let reason = Reflect::get(&prepared, &"reason".into()).ok();
            let reason = reason.and_then(|reason| reason.as_string());
            dispatch.emit(Action::Page(PageAction::ServiceWorkerChecked(reason)));
            engine.prepare();
        });
    });
}

/// Has an engine of the chosen runtime ready for the next run. One that works is not replaced.
#[hook]
pub(crate) fn use_runtime(state: &State, engine: &Rc<EngineHandle>) {
    let engine = engine.clone();
    let need = need(state);
    use_effect_with((need, state.job().is_some()), move |(need, is_busy)| {
        if !is_busy {
            engine.prefer(*need);
        }
    });
}

/// Returns what the next run needs from the engine.
pub(crate) fn need(state: &State) -> Need {
    let runtime = match state.shown() {
        // CPython would not start without shared memory.
        Shown::Experiment if state.machine().isolated => state.setup().runtime(),
        // All rows of the guide are measured in Rust.
        Shown::Experiment | Shown::Guide => Runtime::Rust,
    };
    // Enough for any experiment, since another pool would mean another engine.
    Need { runtime, lanes: experiments::most_default_threads(state.machine().cores) }
}

/// Starts the run that the address requests, once, when the page has come into view: readers of an article should not
/// pay for frames that they have not reached.
#[hook]
pub(crate) fn use_autorun(state: &State, commands: &Commands, when_seen: &Function) {
    {
        let (is_requested, when_seen) = (state.embed().presentation().autorun, when_seen.clone());
        let dispatch = commands.dispatch.clone();
        use_effect_with((), move |()| {
            if is_requested && let Ok(seen) = when_seen.call0(&JsValue::NULL) {
                spawn_local(async move {
                    if JsFuture::from(Promise::resolve(&seen)).await.is_ok() {
                        dispatch.emit(Action::Embed(EmbedAction::Seen));
                    }
                });
            }
        });
    }
    let run = commands.run.clone();
    use_effect_with(state.autorun_now(), move |now| {
        if *now {
            run.emit(());
        }
    });
}
