//! The page: it holds the state, and ties it to the engine, the address and the keyboard.

use crate::code_tools::CodeTools;
use crate::engine::{EngineHandle, Event, Keep};
use crate::environment::{use_record, use_visibility};
use crate::host::{HostProps, frame};
use crate::kept::use_kept_runs;
use crate::state::{Action, EmbedAction, Frame, Machine, State};
use crate::view;
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use lanes_catalogue::experiments;
use lanes_model::message::JobId;
use lanes_report::presentation::Theme;
use lanes_report::record;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, Element, HtmlElement, KeyboardEvent};
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
    /// Gives a promise that resolves when the page has come into view.
    pub(crate) when_seen: Function,
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
    /// Runs the experiment as it is set.
    pub(crate) run: Callback<()>,
    /// Runs the experiment as a state has it, if it can be run. Gives the job's name.
    pub(crate) start: Callback<State, Option<JobId>>,
    /// Stops the job under way.
    pub(crate) stop: Callback<()>,
}

#[component]
pub(crate) fn Page(props: &Props) -> Html {
    let state = use_reducer(|| State::new(props.machine.clone(), &location_address()).placed(frame()));
    let dispatch = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let engine = use_engine(props, &state, &dispatch);
    let lazy = view::use_lazy(&dispatch);
    use_address(&state, &dispatch);
    use_visibility(&dispatch);
    use_record(&state, &dispatch);
    use_kept_runs(&state, &dispatch);

    let start = {
        let (engine, dispatch) = (engine.clone(), dispatch.clone());
        use_callback((), move |state: State, ()| start_next_job(&state, &engine, &dispatch))
    };
    let run = {
        let start = start.clone();
        use_callback((*state).clone(), move |(), state: &State| {
            start.emit(state.clone());
        })
    };
    use_rows(&state, &engine, &dispatch);
    use_autorun(props, &state, &start, &dispatch);
    use_theme(&state);
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

    let commands = Commands { dispatch, run, start, stop };
    let host = HostProps { state: (*state).clone(), commands: commands.clone() };
    html! {
        <>
            { view::layout(&state, &commands, &props.code_tools, &lazy) }
            { lazy.show_once_ready(|later| (later.host)(host)) }
        </>
    }
}

/// Runs the experiment as it is set, if it can be run. Returns the job's name.
fn start_next_job(state: &State, engine: &EngineHandle, dispatch: &Callback<Action>) -> Option<JobId> {
    let (job, plan) = state.next_job()?;
    dispatch.emit(Action::Started(job, Rc::new(plan.clone())));
    engine.start(job, plan);
    Some(job)
}

/// The engine, started once it is known whether its requests go through a service worker: a worker keeps
/// the one it was born with.
#[hook]
fn use_engine(
    props: &Props,
    state: &UseReducerHandle<State>,
    dispatch: &Callback<Action>,
) -> Rc<EngineHandle> {
    let keep = if state.embed.engine_on_demand() { Keep::WhileUsed } else { Keep::Always };
    let engine = {
        let (spawn, dispatch) = (props.spawn_engine.clone(), dispatch.clone());
        use_memo((), move |()| EngineHandle::new(spawn, keep, move |event| dispatch.emit(action_of(event))))
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
                engine.prepare(experiments::most_default_threads(cores));
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

/// Runs once where the address says so, when the page has been seen: nobody wants the work of an article that they
/// have not got to.
#[hook]
fn use_autorun(
    props: &Props,
    state: &UseReducerHandle<State>,
    start: &Callback<State, Option<JobId>>,
    dispatch: &Callback<Action>,
) {
    {
        let (wanted, when_seen) = (state.embed.presentation.autorun, props.when_seen.clone());
        let dispatch = dispatch.clone();
        use_effect_with((), move |()| {
            if wanted && let Ok(seen) = when_seen.call0(&JsValue::NULL) {
                spawn_local(async move {
                    if JsFuture::from(Promise::resolve(&seen)).await.is_ok() {
                        dispatch.emit(Action::Embed(EmbedAction::Seen));
                    }
                });
            }
        });
    }
    let (state, start) = (state.clone(), start.clone());
    use_effect_with(state.autorun_now(), move |now| {
        if *now {
            start.emit((*state).clone());
        }
    });
}

/// Has an embed take the colours that its address, or the page around, asks for. On a page by itself the menu does so,
/// which knows what the reader chose.
#[hook]
fn use_theme(state: &UseReducerHandle<State>) {
    let embed = &state.embed;
    use_effect_with(embed.is_embed().then_some(embed.presentation.theme), |theme| {
        if let Some(theme) = theme {
            view::show_theme(theme.map_or("auto", Theme::key));
        }
    });
}

fn action_of(event: Event) -> Action {
    match event {
        Event::Resting => Action::EngineResting,
        Event::Starting => Action::EngineStarting,
        Event::Said(message) => Action::EngineSaid(message),
        Event::Gone(failure) => Action::EngineGone(failure),
        Event::Unresponsive => Action::StopForced,
    }
}

/// Keeps the address, and the document's title, in step with the controls. Another experiment is a step of its own in
/// the history, another value is not.
#[hook]
fn use_address(state: &UseReducerHandle<State>, dispatch: &Callback<Action>) {
    let id = state.shown_id();
    let title = state.title();
    let shown = use_mut_ref(|| id);
    let site_title = use_memo((), |()| document().map(|document| document.title()).unwrap_or_default());
    let framed = state.embed.frame != Frame::None;
    use_effect_with(state.address(), move |address| {
        let is_other = std::mem::replace(&mut *shown.borrow_mut(), id) != id;
        let history = web_sys::window().and_then(|window| window.history().ok());
        if *address != location_address()
            && let Some(history) = history
        {
            // Going back in an article leads out of it, not through what its frames showed.
            // Nor was a record's experiment chosen by the reader, where an address leads to another one than it says.
            let is_step = is_other && !framed && !address.contains('#');
            // Browsers refuse where a page changes its address very often; the next change brings it up to date.
            let _ = if is_step {
                history.push_state_with_url(&JsValue::NULL, "", Some(address))
            } else {
                history.replace_state_with_url(&JsValue::NULL, "", Some(address))
            };
        }
        // After the step: before it, this would be the title of the step that is left.
        if let Some(document) = document() {
            document.set_title(&[title, " · ", &site_title].concat());
        }
    });
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let window = web_sys::window();
        // The second is for fragments typed by hand, which not every browser counts as a step in the history.
        let listeners = window.map(|window| {
            ["popstate", "hashchange"].map(|event| {
                let dispatch = dispatch.clone();
                EventListener::new(&window, event, move |_| {
                    let (query, fragment) = location();
                    dispatch.emit(Action::Navigated(query + &fragment))
                })
            })
        });
        move || drop(listeners)
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
                // It opens a link in a tab of its own.
                let is_for_link =
                    focused().is_some_and(|element| element.matches("a[href]").unwrap_or(false));
                let is_run_key = key.key() == "Enter" && (key.ctrl_key() || key.meta_key());
                if is_run_key && !key.repeat() && !is_for_link {
                    key.prevent_default();
                    commit_input();
                    // Once what was typed is part of the state.
                    Timeout::new(0, press_run).forget();
                }
            })
        });
        move || drop(listener)
    });
}

/// Has the control with the focus say that it changed, as it does when it loses the focus.
fn commit_input() {
    if let Some(element) = focused().as_ref().and_then(|element| element.dyn_ref::<HtmlElement>()) {
        // Neither fails for an element that has the focus.
        let _ = element.blur();
        let _ = element.focus();
    }
}

fn focused() -> Option<Element> {
    document()?.active_element()
}

/// Presses the Run button.
fn press_run() {
    let button = document().and_then(|document| document.query_selector("button.run").ok().flatten());
    if let Some(button) = button.as_ref().and_then(|button| button.dyn_ref::<HtmlElement>()) {
        button.click();
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The query and the fragment of the page's address, with their marks.
fn location() -> (String, String) {
    let location = web_sys::window().map(|window| window.location());
    let parts = location.map(|location| (location.search(), location.hash()));
    parts.map_or_else(Default::default, |(query, fragment)| {
        (query.unwrap_or_default(), fragment.unwrap_or_default())
    })
}

/// The page's address without the fragments that are places in the page.
fn location_address() -> String {
    let (query, fragment) = location();
    if record::is_meant(&fragment) { query + &fragment } else { query }
}
