//! The engine worker, as the page handles it: started, given jobs, and replaced when it is of no more use.

use crate::js_error::text_of;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Reflect, Uint8Array};
use lanes_model::message::{FromEngine, JobId, ToEngine, decode, encode};
use lanes_model::{Ended, Failure, FailureKind, Plan, TaskId};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, ErrorEvent, MessageEvent, Worker};

/// How long an engine may take to be there, on a slow connection.
const START_TIMEOUT_MS: u32 = 60_000;

/// How long an engine may take to end a job after Stop. It ends one in 40 ms even where lanes are
/// blocked, so one that takes much longer hangs.
const STOP_TIMEOUT_MS: u32 = 300;

/// How long an engine that is there only while it is needed stays after its last job.
const IDLE_MS: u32 = 60_000;

/// How long reports of a crash are gathered. A thread that traps takes the module with it, and so the others and
/// the engine, which all tell of it, in any order.
const CRASH_REPORT_MS: u32 = 100;

/// How long it is waited for a report that names a task. The thread that crashed, with the longest stack to unwind, may
/// be the last to tell.
const NAMELESS_CRASH_MS: u32 = 1_000;

/// What the page hears of its engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Another engine is being started.
    Starting,
    /// The engine was let go, and the next job starts another.
    Resting,
    /// The engine said something.
    Said(FromEngine),
    /// The engine is gone: it did not start, or died.
    Gone(Failure),
    /// The engine did not stop in time, and was replaced.
    Unresponsive,
}

/// How long an engine stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// As long as the page, so that a job starts at once.
    Always,
    /// From a job until a while after: there may be many pages like this one at once.
    WhileUsed,
}

/// The page's engine. Clones are the same engine.
#[derive(Clone)]
pub struct EngineHandle(Rc<Inner>);

struct Inner {
    /// Makes a worker with a pool of that many threads, where there can be one, which tell of crashes on
    /// the broadcast channel of that name.
    spawn: Function,
    keep: Keep,
    on_event: Box<dyn Fn(Event)>,
    connection: RefCell<Option<Connection>>,
    /// Whether an engine may be started: not before it is known whether there is a service worker.
    prepared: Cell<bool>,
    /// A job given before there was an engine that is ready.
    waiting: RefCell<Option<(JobId, Plan)>>,
    stop_timeout: RefCell<Option<Timeout>>,
    /// Runs while nothing else does, where the engine does not stay.
    idle_timeout: RefCell<Option<Timeout>>,
    /// Runs while reports of a crash are gathered.
    crash_timeout: RefCell<Option<Timeout>>,
    crash_reports: RefCell<Vec<CrashReport>>,
}

/// What somebody tells of a crash.
struct CrashReport {
    failure: Failure,
    /// Whether it may be a consequence: what other threads meet with in a module that has trapped.
    may_follow: bool,
    /// When it was told: an exception of a deep stack takes its time, so this alone does not say who was first.
    at: f64,
}

/// One engine worker. Dropping it ends the worker.
struct Connection {
    worker: Worker,
    crashes: BroadcastChannel,
    lanes: u32,
    ready: bool,
    // Called by the worker as long as it lives, so they are kept as long.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
    _on_crash: Closure<dyn FnMut(MessageEvent)>,
    _start_timeout: Timeout,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        self.crashes.close();
    }
}

impl EngineHandle {
    /// No engine yet. `spawn` makes a worker, given the number of threads of its pool.
    pub fn new(spawn: Function, keep: Keep, on_event: impl Fn(Event) + 'static) -> EngineHandle {
        EngineHandle(Rc::new(Inner {
            spawn,
            keep,
            on_event: Box::new(on_event),
            connection: RefCell::new(None),
            prepared: Cell::new(false),
            waiting: RefCell::new(None),
            stop_timeout: RefCell::new(None),
            idle_timeout: RefCell::new(None),
            crash_timeout: RefCell::new(None),
            crash_reports: RefCell::new(Vec::new()),
        }))
    }

    /// From now on there may be an engine. One that stays is started, with at least that many threads.
    pub fn prepare(&self, lanes: u32) {
        self.0.prepared.set(true);
        let wanted = self.0.waiting.borrow().as_ref().map(|(_, plan)| plan.pool_lanes());
        match self.0.keep {
            Keep::Always => self.ensure(lanes.max(wanted.unwrap_or(1))),
            Keep::WhileUsed => wanted.into_iter().for_each(|lanes| self.ensure(lanes)),
        }
    }

    /// Sees to it that there is an engine with at least that many threads, or one that is starting.
    fn ensure(&self, lanes: u32) {
        let enough = self.0.connection.borrow().as_ref().is_some_and(|connection| connection.lanes >= lanes);
        if !enough {
            self.replace(lanes);
        }
    }

    /// Gives it a job, now or as soon as it is ready.
    pub fn start(&self, job: JobId, plan: Plan) {
        self.0.idle_timeout.take();
        let lanes = plan.pool_lanes();
        self.0.waiting.replace(Some((job, plan)));
        if self.0.prepared.get() {
            self.ensure(lanes);
            self.send_waiting();
        }
    }

    /// Ends a job. Where the engine does not do so in time, another takes its place.
    pub fn stop(&self, job: JobId) {
        if !self.is_ready() {
            self.0.waiting.take();
            (self.0.on_event)(Event::Said(FromEngine::JobFinished {
                job,
                ended: Ended::Stopped,
                enough: None,
                blocked_lanes: 0,
            }));
            self.rest_soon();
            return;
        }
        let weak = Rc::downgrade(&self.0);
        let timeout = Timeout::new(STOP_TIMEOUT_MS, move || {
            if let Some(engine) = weak.upgrade().map(EngineHandle) {
                engine.0.stop_timeout.take();
                (engine.0.on_event)(Event::Unresponsive);
                engine.renew();
            }
        });
        self.0.stop_timeout.replace(Some(timeout));
        self.send(&ToEngine::Stop { job });
    }

    fn send(&self, message: &ToEngine) {
        let sent = match self.0.connection.borrow().as_ref() {
            Some(connection) => post(&connection.worker, message),
            None => Err(Failure::new(FailureKind::EngineLost, "There is no engine.")),
        };
        if let Err(failure) = sent {
            self.give_up(failure);
        }
    }

    /// Sends the job that waits, if there is one and the engine is ready for it.
    fn send_waiting(&self) {
        if self.is_ready()
            && let Some((job, plan)) = self.0.waiting.take()
        {
            self.send(&ToEngine::Start { job, plan });
        }
    }

    fn is_ready(&self) -> bool {
        self.0.connection.borrow().as_ref().is_some_and(|connection| connection.ready)
    }

    fn hear(&self, message: Result<FromEngine, Failure>) {
        let mut spent = false;
        match &message {
            Ok(FromEngine::Ready { .. }) => self.begin(),
            Ok(FromEngine::JobFinished { blocked_lanes, .. }) => {
                self.0.stop_timeout.take();
                self.rest_soon();
                spent = *blocked_lanes > 0;
            }
            Ok(FromEngine::Failed { job, failure }) => {
                self.0.stop_timeout.take();
                self.rest_soon();
                // Without a job it is the engine that failed, whatever it does now.
                spent = job.is_none() || failure.taints_engine();
            }
            _ => {}
        }
        match message {
            Ok(message) => (self.0.on_event)(Event::Said(message)),
            Err(failure) => self.give_up(failure),
        }
        if spent {
            self.renew();
        }
    }

    /// The engine is ready: what waited for it is sent.
    fn begin(&self) {
        if let Some(connection) = self.0.connection.borrow_mut().as_mut() {
            connection.ready = true;
        }
        self.send_waiting();
    }

    /// Ends the engine. Where it had been ready and is to stay another takes its place; one that did not start is
    /// not tried again before the next job.
    fn give_up(&self, failure: Failure) {
        self.cancel_timeouts();
        // The job that waits is told to have ended, like one under way.
        self.0.waiting.take();
        let lost = self.0.connection.take();
        (self.0.on_event)(Event::Gone(failure));
        if let Some(connection) = lost.filter(|connection| connection.ready && self.0.keep == Keep::Always) {
            self.replace(connection.lanes);
        }
    }

    /// Lets the engine go after a while without a job, unless it stays.
    fn rest_soon(&self) {
        if self.0.keep == Keep::Always {
            return;
        }
        let weak = Rc::downgrade(&self.0);
        let timeout = Timeout::new(IDLE_MS, move || {
            if let Some(engine) = weak.upgrade().map(EngineHandle) {
                engine.rest();
            }
        });
        self.0.idle_timeout.replace(Some(timeout));
    }

    /// Lets the engine go: its workers end, and their memory is free.
    fn rest(&self) {
        self.cancel_timeouts();
        self.0.connection.take();
        (self.0.on_event)(Event::Resting);
    }

    /// Ends the engine in a moment, with the report that knows most by then: one that names a task before
    /// one that does not, a cause before what may follow from one, and the earlier before the later.
    fn give_up_soon(&self, report: CrashReport) {
        let names_task = |report: &CrashReport| report.failure.task.is_some();
        let patience = if names_task(&report) { CRASH_REPORT_MS } else { NAMELESS_CRASH_MS };
        let mut reports = self.0.crash_reports.borrow_mut();
        let tells_more = reports.is_empty() || (names_task(&report) && !reports.iter().any(names_task));
        reports.push(report);
        if !tells_more {
            return;
        }
        let weak = Rc::downgrade(&self.0);
        let timeout = Timeout::new(patience, move || {
            let Some(engine) = weak.upgrade().map(EngineHandle) else { return };
            let reports = engine.0.crash_reports.take();
            let rank = |report: &CrashReport| (report.failure.task.is_none(), report.may_follow);
            let best = reports.into_iter().min_by(|a, b| rank(a).cmp(&rank(b)).then(a.at.total_cmp(&b.at)));
            if let Some(report) = best {
                engine.give_up(report.failure);
            }
        });
        self.0.crash_timeout.replace(Some(timeout));
    }

    /// Another engine like this one, or none until there is a job.
    fn renew(&self) {
        let lanes = self.0.connection.borrow().as_ref().map_or(1, |connection| connection.lanes);
        match self.0.keep {
            Keep::Always => self.replace(lanes),
            Keep::WhileUsed => self.rest(),
        }
    }

    fn cancel_timeouts(&self) {
        self.0.stop_timeout.take();
        self.0.idle_timeout.take();
        self.0.crash_timeout.take();
        self.0.crash_reports.take();
    }

    fn replace(&self, lanes: u32) {
        // They were about the engine that goes.
        self.cancel_timeouts();
        self.0.connection.take();
        let channel_name = format!("lanes-crash-{}", js_sys::Math::random());
        let connected = BroadcastChannel::new(&channel_name).and_then(|crashes| {
            let worker = self.0.spawn.call2(&JsValue::NULL, &lanes.into(), &channel_name.into())?;
            Ok(Connection::new(worker.unchecked_into(), crashes, lanes, &Rc::downgrade(&self.0)))
        });
        match connected {
            Ok(connection) => {
                self.0.connection.replace(Some(connection));
                (self.0.on_event)(Event::Starting);
            }
            Err(error) => self.give_up(
                Failure::new(FailureKind::EngineStart, "The engine could not be started.")
                    .because(text_of(&error)),
            ),
        }
    }
}

impl Connection {
    fn new(worker: Worker, crashes: BroadcastChannel, lanes: u32, engine: &Weak<Inner>) -> Connection {
        let weak = engine.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(engine) = weak.upgrade().map(EngineHandle) {
                let bytes = event.data().dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec());
                engine.hear(decode(&bytes.unwrap_or_default()));
            }
        });
        let weak = engine.clone();
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            if let Some(engine) = weak.upgrade().map(EngineHandle) {
                // Anybody else knows more.
                engine.give_up_soon(CrashReport {
                    failure: lost(&event, engine.is_ready()),
                    may_follow: true,
                    at: f64::INFINITY,
                });
            }
        });
        let weak = engine.clone();
        let on_crash = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(engine) = weak.upgrade().map(EngineHandle) {
                engine.give_up_soon(crashed(&event.data()));
            }
        });
        let weak = engine.clone();
        let start_timeout = Timeout::new(START_TIMEOUT_MS, move || {
            let engine = weak.upgrade().map(EngineHandle);
            let Some(engine) = engine.filter(|engine| !engine.is_ready()) else { return };
            engine.give_up(
                Failure::new(FailureKind::EngineStart, "The engine did not start within a minute.")
                    .because("reload the page to try again"),
            );
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        crashes.set_onmessage(Some(on_crash.as_ref().unchecked_ref()));
        Connection {
            worker,
            crashes,
            lanes,
            ready: false,
            _on_message: on_message,
            _on_error: on_error,
            _on_crash: on_crash,
            _start_timeout: start_timeout,
        }
    }
}

fn post(worker: &Worker, message: &ToEngine) -> Result<(), Failure> {
    let bytes = Uint8Array::from(encode(message)?.as_slice());
    worker.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer())).map_err(|error| {
        Failure::new(FailureKind::EngineLost, "The engine takes no messages.").because(text_of(&error))
    })
}

/// What a thread tells of its crash: the number of its task, the exception, and when it was.
fn crashed(report: &JsValue) -> CrashReport {
    let get = |key: &str| Reflect::get(report, &key.into()).unwrap_or_default();
    let cause = get("cause").as_string().unwrap_or_default();
    let may_follow = cause.contains("unreachable") || cause.contains("Module terminated");
    let failure = Failure::new(FailureKind::EngineLost, "A worker died.").because(cause);
    let task = get("task").as_f64().and_then(|number| (number as u32).checked_sub(1));
    let failure = match task {
        Some(task) => failure.in_task(TaskId(task)),
        None => failure,
    };
    CrashReport { failure, may_follow, at: get("at").as_f64().unwrap_or(f64::INFINITY) }
}

/// What an error event of the engine's worker tells. One for a script that could not be had is a plain event
/// without a message, though its type says otherwise.
fn lost(event: &ErrorEvent, was_ready: bool) -> Failure {
    match Reflect::get(event, &"message".into()).ok().and_then(|message| message.as_string()) {
        None => Failure::new(FailureKind::EngineStart, "The engine could not be loaded.")
            .because("check the connection, then run again"),
        Some(message) if !was_ready => {
            Failure::new(FailureKind::EngineStart, "The engine could not be started.").because(message)
        }
        Some(message) => {
            Failure::new(FailureKind::EngineLost, "The engine stopped working; another takes its place.")
                .because(message)
        }
    }
}
