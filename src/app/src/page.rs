//! The page: it holds the state, and ties it to the engine, the address and the keyboard.

use crate::code_tools::CodeTools;
use crate::engine::{EngineHandle, Event};
use crate::state::{Action, Machine, State};
use crate::view;
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use lanes_model::catalogue;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlElement, HtmlFormElement, KeyboardEvent};
use yew::prelude::*;

/// What the page starts from.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) machine: Machine,
    /// Makes an engine worker, given the number of threads of its pool.
    pub(crate) spawn_engine: Function,
    /// Resolves when it is known whether there is a service worker.
    pub(crate) preparation: JsValue,
    /// What the code section needs.
    pub(crate) code_tools: CodeTools,
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<State>, action: Action) -> Rc<State> {
        Rc::new(State::reduce(&self, action))
    }
}

/// What the reader can do, for every component.
#[derive(Clone, PartialEq)]
pub(crate) struct Commands {
    /// Changes the state.
    pub(crate) dispatch: Callback<Action>,
    /// Runs the experiment.
    pub(crate) run: Callback<()>,
    /// Stops the job under way.
    pub(crate) stop: Callback<()>,
}

#[component]
pub(crate) fn Page(props: &Props) -> Html {
    let state = use_reducer(|| State::new(props.machine.clone(), &location_query()));
    let dispatch = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let engine = use_engine(props, &dispatch);
    let lazy = view::use_lazy();
    use_address(&state, &dispatch);

    let run = {
        let (engine, dispatch) = (engine.clone(), dispatch.clone());
        use_callback((*state).clone(), move |(), state: &State| {
            if let Some((job, plan)) = state.next_job() {
                dispatch.emit(Action::Started(job, Rc::new(plan.clone())));
                engine.start(job, plan);
            }
        })
    };
    use_rows(&state, &engine, &dispatch);
    let stop = {
        let dispatch = dispatch.clone();
        let stoppable = state.job.as_ref().filter(|job| !job.stopping).map(|job| job.id);
        use_callback(stoppable, move |(), job| {
            if let Some(job) = job {
                dispatch.emit(Action::StopPressed);
                engine.stop(*job);
            }
        })
    };
    use_run_key();

    let commands = Commands { dispatch, run, stop };
    view::layout(&state, &commands, &props.code_tools, &lazy)
}

/// The engine, started once it is known whether its requests go through a service worker: a worker keeps
/// the one it was born with.
#[hook]
fn use_engine(props: &Props, dispatch: &Callback<Action>) -> Rc<EngineHandle> {
    let engine = {
        let (spawn, dispatch) = (props.spawn_engine.clone(), dispatch.clone());
        use_memo((), move |()| EngineHandle::new(spawn, move |event| dispatch.emit(action_of(event))))
    };
    {
        let (engine, dispatch) = (engine.clone(), dispatch.clone());
        let (preparation, cores) = (props.preparation.clone(), props.machine.cores);
        use_effect_with((), move |()| {
            spawn_local(async move {
                let prepared =
                    JsFuture::from(Promise::resolve(&preparation)).await.unwrap_or_else(|error| error);
                let reason = Reflect::get(&prepared, &"reason".into()).ok();
                dispatch.emit(Action::ServiceWorkerKnown(reason.and_then(|reason| reason.as_string())));
                engine.prepare(catalogue::most_default_threads(cores));
            });
        });
    }
    engine
}

/// Measures the rows of the guide that are wanted, one after the other.
#[hook]
fn use_rows(state: &UseReducerHandle<State>, engine: &Rc<EngineHandle>, dispatch: &Callback<Action>) {
    let (engine, dispatch) = (engine.clone(), dispatch.clone());
    use_effect_with(state.next_row(), move |next| {
        if let Some((job, row, plan)) = next.clone() {
            dispatch.emit(Action::StartedRow { job, row, plan: Rc::new(plan.clone()) });
            engine.start(job, plan);
        }
    });
}

fn action_of(event: Event) -> Action {
    match event {
        Event::Starting => Action::EngineStarting,
        Event::Said(message) => Action::EngineSaid(message),
        Event::Gone(failure) => Action::EngineGone(failure),
        Event::Unresponsive => Action::StopForced,
    }
}

/// Keeps the address in step with the controls. Another experiment is a step of its own in the history,
/// another value is not.
#[hook]
fn use_address(state: &UseReducerHandle<State>, dispatch: &Callback<Action>) {
    let id = state.shown_id();
    let shown = use_mut_ref(|| id);
    use_effect_with(state.query(), move |query| {
        let Some(window) = web_sys::window() else { return };
        let address = format!("?{query}");
        if address == location_query() {
            *shown.borrow_mut() = id;
            return;
        }
        let Ok(history) = window.history() else { return };
        let is_step = std::mem::replace(&mut *shown.borrow_mut(), id) != id;
        // Browsers refuse where a page changes its address very often; the next change brings it up to date.
        let _ = if is_step {
            history.push_state_with_url(&JsValue::NULL, "", Some(&address))
        } else {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
        };
    });
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let window = web_sys::window();
        let listener = window.map(|window| {
            EventListener::new(&window, "popstate", move |_| {
                dispatch.emit(Action::Navigated(location_query()))
            })
        });
        move || drop(listener)
    });
}

/// Ctrl+Enter (or Command+Enter) runs, wherever the focus is.
#[hook]
fn use_run_key() {
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let key = event.unchecked_ref::<KeyboardEvent>();
                if key.key() == "Enter" && (key.ctrl_key() || key.meta_key()) && !key.repeat() {
                    key.prevent_default();
                    commit_input();
                    // Once what was typed is part of the state.
                    Timeout::new(0, submit).forget();
                }
            })
        });
        move || drop(listener)
    });
}

/// Has the control with the focus say that it changed, as it does when it loses the focus.
fn commit_input() {
    let focused = web_sys::window().and_then(|window| window.document()?.active_element());
    if let Some(element) = focused.as_ref().and_then(|element| element.dyn_ref::<HtmlElement>()) {
        // Neither fails for an element that has the focus.
        let _ = element.blur();
        let _ = element.focus();
    }
}

/// Submits the controls, as the Run button does.
fn submit() {
    let document = web_sys::window().and_then(|window| window.document());
    let form = document.and_then(|document| document.query_selector("form.controls").ok().flatten());
    if let Some(form) = form.as_ref().and_then(|form| form.dyn_ref::<HtmlFormElement>()) {
        // Fails only for a button that is not the form's.
        let _ = form.request_submit();
    }
}

fn location_query() -> String {
    web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}
