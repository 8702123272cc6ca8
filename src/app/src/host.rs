//! Talks with the page around this one or, where there is none, with the scripts of this very page.
//!
//! The messages are those of [`lanes_report::control`]. Only the window around is listened to, and each answer goes to
//! the origin that asked, so that nobody else learns what was measured. `ready` is for whoever is there, and says
//! nothing that they do not know. A page that has asked anything is told of runs that the reader starts, too.
//!
//! It is a component that shows nothing, so that its code can be loaded once the page stands.

use crate::environment::environment;
use crate::page::Commands;
use crate::state::{Action, EmbedAction, Engine, Frame, Job, Shown, State};
use gloo_events::EventListener;
use js_sys::{JSON, Reflect};
use lanes_model::Failure;
use lanes_model::message::JobId;
use lanes_report::address;
use lanes_report::control::{self, Answer, Field, Refusal, Request};
use lanes_report::result::ResultDocument;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Window};
use yew::prelude::*;

/// What browsers call the origin of a page that has none.
const NO_ORIGIN: &str = "null";

/// Where this page is: in a tab, in a frame, or where it has no origin.
pub(crate) fn frame() -> Frame {
    let Some(window) = web_sys::window() else { return Frame::None };
    let origin = Reflect::get(&window, &"origin".into()).ok().and_then(|origin| origin.as_string());
    if origin.as_deref() == Some(NO_ORIGIN) {
        Frame::Opaque
    } else if other(&window) != window {
        Frame::Framed
    } else {
        Frame::None
    }
}

/// The window around, or the page's own.
fn other(window: &Window) -> Window {
    window.parent().ok().flatten().unwrap_or_else(|| window.clone())
}

#[derive(PartialEq, Properties)]
pub(crate) struct HostProps {
    pub(crate) state: State,
    pub(crate) commands: Commands,
}

/// Answers the messages of the window around from here on.
#[component]
pub(crate) fn HostView(HostProps { state, commands }: &HostProps) -> Html {
    let host = use_memo((), |()| web_sys::window().map(|window| Host::new(&window)));
    let latest = use_mut_ref(|| (state.clone(), commands.clone()));
    *latest.borrow_mut() = (state.clone(), commands.clone());
    {
        let host = host.clone();
        use_effect_with((), move |()| {
            let listener = web_sys::window().map(|window| {
                let host = host.clone();
                EventListener::new(&window, "message", move |event| {
                    let (mut state, commands) = latest.borrow().clone();
                    if let Some(host) = &*host {
                        host.hear(event.unchecked_ref(), &mut state, &commands);
                    }
                    // The next message may be here before the page is shown anew.
                    latest.borrow_mut().0 = state;
                })
            });
            if let Some(host) = &*host {
                host.post(&Answer::Ready, &JsValue::NULL, "*");
            }
            move || drop(listener)
        });
    }
    let (state, commands) = (state.clone(), commands.clone());
    use_effect_with((state.job.clone(), state.results.clone()), move |_| {
        if let Some(host) = &*host {
            host.follow(&state, &commands);
        }
    });
    html! {}
}

struct Host {
    /// Whom it talks with.
    other: Window,
    session: RefCell<Session>,
}

/// Who is to be told what.
#[derive(Default)]
struct Session {
    /// The origin that asked last.
    listener: Option<String>,
    /// The run that somebody is told of.
    run: Option<ToldRun>,
    /// Who waits for the end of the run that they stopped.
    stops: Vec<Asker>,
}

/// Who asked something.
#[derive(Clone)]
struct Asker {
    origin: String,
    /// Which of their messages it was; null where they are told unasked.
    id: JsValue,
}

struct ToldRun {
    job: JobId,
    asker: Asker,
    /// Tasks done, as they know.
    done: u64,
}

impl Host {
    fn new(window: &Window) -> Host {
        Host { other: other(window), session: RefCell::default() }
    }

    fn hear(&self, event: &MessageEvent, state: &mut State, commands: &Commands) {
        let other: &JsValue = self.other.as_ref();
        let data = event.data();
        let get = |key: &str| Reflect::get(&data, &key.into()).unwrap_or_default();
        // What comes from elsewhere, or speaks another language, is not for Lanes.
        let is_from_other = event.source().is_some_and(|source| JsValue::from(source) == *other);
        if !is_from_other || !data.is_object() || get("lanes") != control::VERSION {
            return;
        }
        let id = get("id");
        let Some(request) = control::read(&field(&id), &field(&get("type")), field(&get("query"))) else {
            return;
        };
        let origin = event.origin();
        if origin == NO_ORIGIN {
            return self.post(&Answer::from(&Refusal::NoOrigin), &id, "*");
        }
        let asker = Asker { origin, id };
        self.session.borrow_mut().listener = Some(asker.origin.clone());
        match request {
            Ok(request) => self.obey(request, &asker, state, commands),
            Err(refusal) => self.answer(&Answer::from(&refusal), &asker),
        }
    }

    fn obey(&self, request: Request, asker: &Asker, state: &mut State, commands: &Commands) {
        match request {
            Request::Get => self.answer(&state_of(state), asker),
            Request::Configure { query } => {
                configure(state, query, &commands.dispatch);
                let notes = state.notes.iter().map(ToString::to_string).collect();
                self.answer(&Answer::Configured { query: told_query(state), notes }, asker);
            }
            Request::Run { query } => {
                if let Err(refusal) = self.run(query, asker, state, commands) {
                    self.answer(&Answer::from(&refusal), asker);
                }
            }
            Request::Stop => match &state.job {
                Some(Job { row: None, .. }) => {
                    self.session.borrow_mut().stops.push(asker.clone());
                    commands.stop.emit(());
                }
                _ => self.answer(&Answer::Stopped { result: None }, asker),
            },
        }
    }

    fn run(
        &self,
        query: Option<String>,
        asker: &Asker,
        state: &mut State,
        commands: &Commands,
    ) -> Result<(), Refusal> {
        if state.job.is_some() {
            return Err(Refusal::Busy);
        }
        if let Some(query) = query {
            configure(state, query, &commands.dispatch);
        }
        if state.setup.is_readers_own() {
            return Err(Refusal::ReadersOwn);
        }
        let started = commands.start.emit(state.clone()).and_then(|_| state.next_job());
        let (job, plan) = started.ok_or_else(|| cannot_run(state))?;
        *state = state.reduce(Action::Started(job, Rc::new(plan)));
        self.begin(job, asker.clone());
        Ok(())
    }

    fn begin(&self, job: JobId, asker: Asker) {
        self.answer(&Answer::Started, &asker);
        self.session.borrow_mut().run = Some(ToldRun { job, asker, done: 0 });
    }

    /// Tells whoever is to know how a run goes.
    fn follow(&self, state: &State, commands: &Commands) {
        let job = state.job.as_ref().filter(|job| job.row.is_none());
        let told = self.session.borrow_mut().run.take();
        match (told, job) {
            (Some(mut told), Some(job)) if told.job == job.id => {
                if told.done != job.done {
                    told.done = job.done;
                    let progress = Answer::Progress { done: job.done, total: job.expected_tasks() };
                    self.answer(&progress, &told.asker);
                }
                self.session.borrow_mut().run = Some(told);
            }
            (Some(told), _) => self.answer(&outcome(state), &told.asker),
            // The reader started it.
            (None, Some(job)) if state.results_to_tell().is_some() => {
                let listener = self.session.borrow().listener.clone();
                if let Some(origin) = listener {
                    self.begin(job.id, Asker { origin, id: JsValue::NULL });
                }
            }
            (None, _) => {}
        }
        if job.is_some_and(|job| !job.stopping) && !self.session.borrow().stops.is_empty() {
            // Asked before the page showed what it runs.
            commands.stop.emit(());
        }
        if job.is_none() {
            let stops = std::mem::take(&mut self.session.borrow_mut().stops);
            for asker in &stops {
                self.answer(&Answer::Stopped { result: last_result(state) }, asker);
            }
        }
    }

    fn answer(&self, answer: &Answer, asker: &Asker) {
        self.post(answer, &asker.id, &asker.origin);
    }

    fn post(&self, answer: &Answer, id: &JsValue, origin: &str) {
        // Written as saved files are: another way of writing JSON would make the page larger.
        let text = serde_json::to_string_pretty(answer).unwrap_or_default();
        let Ok(message) = JSON::parse(&text) else { return };
        for (key, value) in [("lanes", &control::VERSION.into()), ("id", id)] {
            // Cannot fail for an object just made.
            let _ = Reflect::set(&message, &key.into(), value);
        }
        // Nobody there any more to hear it is no failure.
        let _ = self.other.post_message(&message, origin);
    }
}

/// Shows what a query says. The state is what it is after that.
fn configure(state: &mut State, query: String, dispatch: &Callback<Action>) {
    let action = Action::Embed(EmbedAction::Configured(query));
    *state = state.reduce(action.clone());
    dispatch.emit(action);
}

fn field(value: &JsValue) -> Field {
    if value.is_undefined() || value.is_null() {
        Field::Absent
    } else if let Some(text) = value.as_string() {
        Field::Text(text)
    } else {
        value.as_f64().map_or(Field::Other, Field::Number)
    }
}

fn state_of(state: &State) -> Answer {
    Answer::State {
        ready: state.embed.frame != Frame::Opaque && !matches!(state.engine, Engine::Failed(_)),
        running: state.is_running(),
        query: told_query(state),
        result: last_result(state),
    }
}

/// The query of what is shown, without what the reader may have entered.
fn told_query(state: &State) -> String {
    match state.shown {
        Shown::Experiment => address::write(&state.setup.without_texts(), state.machine.cores),
        Shown::Guide => state.query(),
    }
}

/// What was measured last, unless it is the reader's own.
fn last_result(state: &State) -> Option<ResultDocument> {
    let results = state.results_to_tell()?;
    // It is noted a moment after the last run ended.
    let measured_on = results.environment.clone();
    let measured_on = measured_on.unwrap_or_else(|| environment(&state.machine));
    let document = ResultDocument::new(&results.setup, results.runs(), results.failure.as_ref(), measured_on);
    Some(document.measured_until(results.enough))
}

/// How the last run ended.
fn outcome(state: &State) -> Answer {
    let failure: Option<&Failure> = state.results_to_tell().and_then(|results| results.failure.as_ref());
    failure.map_or_else(|| Answer::Result { result: last_result(state) }, Answer::from)
}

fn cannot_run(state: &State) -> Refusal {
    let reason = if state.embed.frame == Frame::Opaque {
        "Browsers start no workers in a sandbox without allow-same-origin."
    } else if state.shown == Shown::Guide {
        "The guide is no experiment."
    } else {
        "Every strategy that is chosen needs an isolated page, and this one is not isolated."
    };
    Refusal::CannotRun { reason: reason.to_owned() }
}
