//! Answers messages of the host page or, without one, of scripts in this page.
//!
//! [`lanes_report::control`] defines the messages. Only the parent window is heard, and each answer goes to the origin
//! that asked, so that no other page learns what was measured. `ready` goes to any parent, and contains nothing that it
//! does not know. A page that has sent a request also gets messages about runs that the reader starts.
//!
//! The component shows nothing. It is one so that its code can be loaded after the first view.

use crate::commands::Commands;
use crate::environment::{Frame, NO_ORIGIN, measured_environment, parent_or_self};
use crate::state::{Action, EngineStatus, LocationAction, Shown, State};
use gloo_events::EventListener;
use js_sys::{JSON, Reflect};
use lanes_model::Failure;
use lanes_model::message::JobId;
use lanes_report::address;
use lanes_report::control::{self, Answer, Change, Field, Refusal, Request};
use lanes_report::result::ResultDocument;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{KeyboardEvent, MessageEvent, Window};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct HostProps {
    pub(crate) state: State,
    pub(crate) commands: Commands,
}

/// Answers messages from its first rendering on.
#[component]
pub(crate) fn HostView(HostProps { state, commands }: &HostProps) -> Html {
    let host = {
        let commands = commands.clone();
        use_memo((), |()| web_sys::window().map(|window| Host::new(&window, commands)))
    };
    {
        let host = host.clone();
        use_effect_with((), move |()| {
            let listener = web_sys::window().map(|window| {
                let host = host.clone();
                EventListener::new(&window, "message", move |event| {
                    if let Some(host) = &*host {
                        host.hear(event.unchecked_ref());
                    }
                })
            });
            if let Some(host) = &*host {
                host.post(&Answer::Ready, &JsValue::NULL, "*");
            }
            let leave = web_sys::window().map(|window| {
                let host = host.clone();
                EventListener::new(&window, "keydown", move |event| {
                    if let Some(host) =
                        host.as_ref().as_ref().filter(|_| is_free_escape(event.unchecked_ref()))
                    {
                        host.post(&Answer::Escaped, &JsValue::NULL, "*");
                    }
                })
            });
            move || drop((listener, leave))
        });
    }
    let state = state.clone();
    use_effect_with((state.job().cloned(), state.runs().results().cloned()), move |_| {
        if let Some(host) = &*host {
            host.follow(&state);
        }
    });
    html! {}
}

struct Host {
    parent: Window,
    commands: Commands,
    session: RefCell<Session>,
}

/// Pages that wait for answers.
#[derive(Default)]
struct Session {
    /// Origin of the last request.
    listener: Option<String>,
    /// Run whose progress an asker follows.
    run: Option<FollowedRun>,
    /// Askers that wait for the end of the run that they stopped.
    stops: Vec<Asker>,
}

/// Sender of a request.
#[derive(Clone)]
struct Asker {
    origin: String,
    /// Identifier of the request; null for answers without a request.
    id: JsValue,
}

struct FollowedRun {
    job: JobId,
    asker: Asker,
    /// Number of finished tasks in the last progress message.
    done: u64,
}

impl Host {
    fn new(window: &Window, commands: Commands) -> Host {
        Host { parent: parent_or_self(window), commands, session: RefCell::default() }
    }

    fn state(&self) -> State {
        self.commands.current_state.emit(())
    }

    fn hear(&self, event: &MessageEvent) {
        let parent: &JsValue = self.parent.as_ref();
        let data = event.data();
        let get = |key: &str| Reflect::get(&data, &key.into()).unwrap_or_default();
        // Messages of other windows, or in another format, are not for Lanes.
        let is_from_parent = event.source().is_some_and(|source| JsValue::from(source) == *parent);
        if !is_from_parent || !data.is_object() || get("lanes") != control::VERSION {
            return;
        }
        let id = get("id");
        let (query, code) = (field(&get("query")), field(&get("code")));
        let Some(request) = control::read(&field(&id), &field(&get("type")), query, code) else { return };
        let origin = event.origin();
        if origin == NO_ORIGIN {
            return self.post(&Answer::from(&Refusal::NoOrigin), &id, "*");
        }
        let asker = Asker { origin, id };
        self.session.borrow_mut().listener = Some(asker.origin.clone());
        if let Err(refusal) = request.and_then(|request| self.obey(request, &asker)) {
            self.answer(&Answer::from(&refusal), &asker);
        }
    }

    fn obey(&self, request: Request, asker: &Asker) -> Result<(), Refusal> {
        match request {
            Request::Get => self.answer(&state_answer(&self.state()), asker),
            Request::Configure(change) => {
                self.configure(change);
                let state = self.state();
                let notes = state.notes().iter().map(ToString::to_string).collect();
                self.answer(&Answer::Configured { query: query_for_host(&state), notes }, asker);
            }
            Request::Run { change } => self.run(change, asker)?,
            Request::Stop => self.stop(asker),
        }
        Ok(())
    }

    /// Shows what a change asks for.
    fn configure(&self, change: Change) {
        self.commands.dispatch.emit(Action::Location(LocationAction::Configured(change)));
    }

    /// Returns true if a host page may run what is shown. A page of another site may run code once the reader has run some
    /// here.
    fn may_run(&self, state: &State, asker: &Asker) -> bool {
        let own_origin = web_sys::window().and_then(|window| window.location().origin().ok());
        !state.setup().is_readers_own()
            || state.setup().experiment().takes_code()
                && (state.settings().has_run_code() || own_origin.as_ref() == Some(&asker.origin))
    }

    /// Stops the job in progress, and answers once it has ended.
    fn stop(&self, asker: &Asker) {
        let state = self.state();
        if !state.is_busy() {
            return self.answer(&Answer::Stopped { result: None }, asker);
        }
        self.session.borrow_mut().stops.push(asker.clone());
        self.commands.stop.emit(());
        // Between two rows of the decision guide there is no job whose end could be awaited.
        if state.job().is_none() {
            self.answer_stops(&self.state());
        }
    }

    /// Answers those who stopped a job, if it has ended.
    fn answer_stops(&self, state: &State) {
        if !state.is_busy() {
            let stops = std::mem::take(&mut self.session.borrow_mut().stops);
            for asker in &stops {
                self.answer(&Answer::Stopped { result: last_result(state) }, asker);
            }
        }
    }

    fn run(&self, change: Option<Change>, asker: &Asker) -> Result<(), Refusal> {
        if self.state().is_busy() {
            return Err(Refusal::Busy);
        }
        if let Some(change) = change {
            self.configure(change);
        }
        if !self.may_run(&self.state(), asker) {
            return Err(Refusal::ReadersOwn);
        }
        let job = self.commands.start.emit(()).ok_or_else(|| refusal_to_run(&self.state()))?;
        self.begin(job, asker.clone());
        Ok(())
    }

    fn begin(&self, job: JobId, asker: Asker) {
        self.answer(&Answer::Started, &asker);
        self.session.borrow_mut().run = Some(FollowedRun { job, asker, done: 0 });
    }

    /// Reports progress and end of the current run.
    fn follow(&self, state: &State) {
        let job = state.job().filter(|job| job.row.is_none());
        let followed = self.session.borrow_mut().run.take();
        match (followed, job) {
            (Some(mut run), Some(job)) if run.job == job.id => {
                if run.done != job.done {
                    run.done = job.done;
                    let progress = Answer::Progress { done: job.done, total: job.expected_tasks() };
                    self.answer(&progress, &run.asker);
                }
                self.session.borrow_mut().run = Some(run);
            }
            (Some(run), _) => self.answer(&outcome(state), &run.asker),
            // The reader started it.
            (None, Some(job)) if state.results_for_host().is_some() => {
                let listener = self.session.borrow().listener.clone();
                if let Some(origin) = listener {
                    self.begin(job.id, Asker { origin, id: JsValue::NULL });
                }
            }
            (None, _) => {}
        }
        self.answer_stops(state);
    }

    fn answer(&self, answer: &Answer, asker: &Asker) {
        self.post(answer, &asker.id, &asker.origin);
    }

    fn post(&self, answer: &Answer, id: &JsValue, origin: &str) {
        // Saved files use the same function. Another way to write JSON would make the page larger.
        let text = serde_json::to_string_pretty(answer).unwrap_or_default();
        let Ok(message) = JSON::parse(&text) else { return };
        for (key, value) in [("lanes", &control::VERSION.into()), ("id", id)] {
            // Cannot fail on a new object.
            let _ = Reflect::set(&message, &key.into(), value);
        }
        // The parent may be gone, which is not a failure.
        let _ = self.parent.post_message(&message, origin);
    }
}

/// Elements that take Escape: an editor, which Tab then leaves, and a list that it closes.
const TAKE_ESCAPE: &str = ".code-editor, textarea, select";

/// Returns true for an Escape that nothing in this page takes, such as an open menu.
fn is_free_escape(key: &KeyboardEvent) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let is_taken = document.is_some_and(|document| {
        let is_open = document.query_selector(":popover-open, dialog[open]").is_ok_and(|open| open.is_some());
        let focused = document.active_element();
        is_open || focused.is_some_and(|element| element.matches(TAKE_ESCAPE).unwrap_or(false))
    });
    key.key() == "Escape" && !key.default_prevented() && !is_taken
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

fn state_answer(state: &State) -> Answer {
    let has_failed = matches!(state.runs().engine(), EngineStatus::Failed(_));
    Answer::State {
        ready: state.embed().frame().has_workers() && !has_failed,
        running: state.is_busy(),
        query: query_for_host(state),
        result: last_result(state),
    }
}

/// Returns the query of what is shown, without texts that the reader may have entered.
fn query_for_host(state: &State) -> String {
    match state.shown() {
        Shown::Experiment => address::write(&state.setup().without_texts(), state.machine().cores),
        Shown::Guide => state.query(),
    }
}

/// Returns the latest results, unless they involve the reader's own addresses or files.
fn last_result(state: &State) -> Option<ResultDocument> {
    let results = state.results_for_host()?;
    // The page notes the environment a moment after the last run has ended.
    let environment = results.environment.clone();
    let environment = environment.unwrap_or_else(|| measured_environment(state.machine()));
    let document = ResultDocument::new(&results.setup, results.runs(), results.failure.as_ref(), environment);
    let output = state.runs().output();
    Some(document.measured_until(results.enough()).with_output(|turn| output.of(turn)))
}

/// Describes how the last run ended.
fn outcome(state: &State) -> Answer {
    let failure: Option<&Failure> = state.results_for_host().and_then(|results| results.failure.as_ref());
    failure.map_or_else(|| Answer::Result { result: last_result(state) }, Answer::from)
}

fn refusal_to_run(state: &State) -> Refusal {
    let reason = if state.embed().frame() == Frame::Opaque {
        "Browsers start no workers in a sandbox without allow-same-origin."
    } else if state.shown() == Shown::Guide {
        "The decision guide is not an experiment."
    } else {
        "All chosen strategies need an isolated page, and this page is not isolated."
    };
    Refusal::CannotRun { reason: reason.to_owned() }
}
