//! The connection to the engine worker: starts it, sends it jobs, and replaces it after a crash. An engine has one runtime,
//! and the page has one engine at a time.

mod crash;
mod idle;

use crate::js::error_text;
use crate::state::EngineAction;
use crash::{CrashReport, most_useful};
use gloo_timers::callback::Timeout;
use idle::IdleEngines;
use js_sys::{Array, Function, Uint8Array};
use lanes_model::message::{FromEngine, JobId, ToEngine, decode, encode};
use lanes_model::{Ended, Failure, FailureKind, Plan, Runtime};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, ErrorEvent, MessageChannel, MessageEvent, Worker};

/// Time an engine that starts may be silent. While it reports that it is being loaded, the time starts again.
const START_TIMEOUT_MS: u32 = 60_000;

/// Time an engine may take to end a job after Stop. It takes 40 ms even with blocked lanes, so an engine that takes
/// much longer hangs. The time runs in two halves: if lanes keep this page from running, the end of the job may wait to be
/// heard when the first half is over.
const STOP_TIMEOUT_MS: u32 = 300;

/// Time an engine may take to report what a stopped job has done, once none of its threads runs any more.
const PARKED_TIMEOUT_MS: u32 = 10_000;

/// Time an engine stays after its last job if it is not kept, or has more threads than [`MOST_IDLE_LANES`].
const IDLE_MS: u32 = 60_000;

/// Maximum number of threads in the pool of an engine that is kept while it is idle. Each takes some 15 MB.
const MOST_IDLE_LANES: u32 = 8;

/// Time to collect reports of a crash. A thread that traps takes the module with it, so the other threads and the
/// engine report it too, in any order.
const CRASH_REPORT_MS: u32 = 100;

/// Time to wait for a report that names a task. The thread that crashed has the longest stack to unwind, so that its
/// report may come last.
const NAMELESS_CRASH_MS: u32 = 1_000;

/// Lifetime of an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// As long as the page, so that jobs start at once.
    Always,
    /// From a job until a while after it: an article may contain many pages like this one.
    WhileUsed,
}

/// Engine that the page needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    /// Runtime that executes the tasks.
    pub(crate) runtime: Runtime,
    /// Minimum number of threads in the pool, which only the Rust engine has.
    pub(crate) lanes: u32,
}

impl Need {
    /// Returns true if an engine that was started for this need meets another.
    fn meets(self, other: Need) -> bool {
        self.runtime == other.runtime && (self.runtime.is_python() || self.lanes >= other.lanes)
    }

    /// Returns true if an engine for this need takes much memory while it is idle.
    fn is_large(self) -> bool {
        self.runtime == Runtime::Rust && self.lanes > MOST_IDLE_LANES
    }

    /// Adds what another need with the same runtime asks for.
    fn and(self, other: Need) -> Need {
        let lanes = if self.runtime == other.runtime { other.lanes } else { 0 };
        Need { lanes: self.lanes.max(lanes), ..self }
    }
}

/// Functions that read and write messages. Their code is large, so that the page loads it after the first view.
#[derive(Clone, Copy)]
pub(crate) struct MessageCodec {
    decode: fn(&[u8]) -> Result<FromEngine, Failure>,
    encode: fn(&ToEngine) -> Result<Vec<u8>, Failure>,
}

/// Returns the functions that read and write messages.
pub(crate) fn message_codec() -> MessageCodec {
    MessageCodec { decode: |bytes| decode(bytes), encode: |message| encode(message) }
}

/// Job that waits for an engine.
struct WaitingJob {
    id: JobId,
    need: Need,
    plan: Plan,
}

/// Handle to the page's engine. Clones refer to the same engine.
#[derive(Clone)]
pub(crate) struct EngineHandle(Rc<Inner>);

struct Inner {
    /// Function that makes a worker. It takes the key of the runtime, the number of threads of the pool, which exists if
    /// threads can share memory, and the name of the broadcast channel for crash reports.
    spawn: Function,
    keep: Keep,
    on_event: Box<dyn Fn(EngineAction)>,
    connection: RefCell<Option<Connection>>,
    /// None until it is loaded. No engine is ready before that.
    codec: Cell<Option<MessageCodec>>,
    /// True once an engine may be started: not before the page knows if there is a service worker.
    prepared: Cell<bool>,
    /// Probable need of the next job.
    preferred: Cell<Need>,
    /// Job that waits for the engine to be ready.
    waiting: RefCell<Option<WaitingJob>>,
    /// Last job that was begun.
    claimed: Cell<Option<JobId>>,
    /// Last job that was sent to an engine.
    sent: Cell<Option<JobId>>,
    stop_timeout: RefCell<Option<Timeout>>,
    /// Runs while the engine is idle, if it is not kept.
    idle_timeout: RefCell<Option<Timeout>>,
    /// Runs while reports of a crash are collected.
    crash_timeout: RefCell<Option<Timeout>>,
    crash_reports: RefCell<Vec<CrashReport>>,
    /// Channel to the other embeds of an article, if the engine is not kept.
    idle_engines: Option<IdleEngines>,
}

/// Connection to one engine worker. Dropping it ends the worker.
struct Connection {
    worker: Worker,
    crashes: BroadcastChannel,
    /// Need that the engine was started for.
    need: Need,
    ready: bool,
    /// Messages that were not read yet.
    unread: Vec<Vec<u8>>,
    /// Channel of the page with itself. A message on it comes after all that have arrived from the worker, and in hidden pages
    /// it is not delayed as timers are.
    turns: MessageChannel,
    // The worker calls these, so they have to live as long as it does.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
    _on_crash: Closure<dyn FnMut(MessageEvent)>,
    _on_turn: Closure<dyn FnMut(MessageEvent)>,
    start_timeout: Timeout,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        self.crashes.close();
        self.turns.port1().close();
    }
}

impl EngineHandle {
    /// Creates a handle without an engine. `spawn` is described at [`Inner::spawn`].
    pub(crate) fn new(
        spawn: Function,
        keep: Keep,
        preferred: Need,
        on_event: impl Fn(EngineAction) + 'static,
    ) -> EngineHandle {
        let other_needs_one = |weak: &Weak<Inner>| {
            let weak = weak.clone();
            IdleEngines::new(move || {
                if let Some(engine) = weak.upgrade().map(EngineHandle) {
                    engine.rest_now();
                }
            })
        };
        EngineHandle(Rc::new_cyclic(|weak| Inner {
            idle_engines: (keep == Keep::WhileUsed).then(|| other_needs_one(weak)).flatten(),
            spawn,
            keep,
            on_event: Box::new(on_event),
            connection: RefCell::new(None),
            codec: Cell::new(None),
            prepared: Cell::new(false),
            preferred: Cell::new(preferred),
            claimed: Cell::new(None),
            sent: Cell::new(None),
            waiting: RefCell::new(None),
            stop_timeout: RefCell::new(None),
            idle_timeout: RefCell::new(None),
            crash_timeout: RefCell::new(None),
            crash_reports: RefCell::new(Vec::new()),
        }))
    }

    /// Allows an engine to be started. Starts one if a job waits for it, or if it is kept.
    pub(crate) fn prepare(&self) {
        self.0.prepared.set(true);
        let waiting = self.0.waiting.borrow().as_ref().map(|waiting| waiting.need);
        let kept = (self.0.keep == Keep::Always).then(|| self.0.preferred.get());
        let need = match (waiting, kept) {
            (Some(waiting), Some(kept)) => Some(waiting.and(kept)),
            (waiting, kept) => waiting.or(kept),
        };
        need.into_iter().for_each(|need| self.ensure(need));
    }

    /// Takes the codec, and reads the messages that came before it.
    pub(crate) fn take_codec(&self, codec: MessageCodec) {
        self.0.codec.set(Some(codec));
        self.read_unread();
    }

    /// Reads all messages that have arrived, unless the codec has yet to be loaded.
    fn read_unread(&self) {
        let Some(codec) = self.0.codec.get() else { return };
        let mut connection = self.0.connection.borrow_mut();
        let unread = connection.as_mut().map(|connection| std::mem::take(&mut connection.unread));
        drop(connection);
        for bytes in unread.unwrap_or_default() {
            self.hear((codec.decode)(&bytes));
        }
    }

    /// Names what the next job will probably need, while there is none. An engine that is kept is started for it.
    pub(crate) fn prefer(&self, need: Need) {
        let is_new = self.0.preferred.replace(need) != need;
        if is_new && self.0.prepared.get() && self.0.keep == Keep::Always {
            self.ensure(need);
        }
    }

    /// Starts an engine unless one that meets the need exists or is starting.
    fn ensure(&self, need: Need) {
        let enough =
            self.0.connection.borrow().as_ref().is_some_and(|connection| connection.need.meets(need));
        if !enough {
            self.replace(need);
        }
    }

    /// Returns true if a job has not been begun before. Two clicks in one task begin the same job, since the page's state is
    /// the same for both.
    pub(crate) fn claim(&self, job: JobId) -> bool {
        self.0.claimed.replace(Some(job)) != Some(job)
    }

    /// Sends a job to an engine with a runtime, now or as soon as one is ready.
    pub(crate) fn start(&self, id: JobId, runtime: Runtime, plan: Plan) {
        self.0.idle_timeout.take();
        let need = Need { runtime, lanes: plan.pool_lanes() };
        self.0.waiting.replace(Some(WaitingJob { id, need, plan }));
        if self.0.prepared.get() {
            self.ensure(need);
            self.send_waiting();
        }
    }

    /// Stops a job. Replaces the engine if it does not stop in time.
    pub(crate) fn stop(&self, job: JobId) {
        if self.0.sent.get() != Some(job) {
            self.0.waiting.take();
            (self.0.on_event)(EngineAction::MessageReceived(FromEngine::JobFinished {
                job,
                ended: Ended::Stopped,
                enough: None,
                blocked_lanes: 0,
            }));
            self.rest_soon();
            return;
        }
        self.replace_after(STOP_TIMEOUT_MS);
        self.send(&ToEngine::Stop { job });
    }

    /// Replaces the engine unless the job that is being stopped ends within this time, in milliseconds.
    fn replace_after(&self, timeout_ms: u32) {
        self.replace_after_halves(timeout_ms / 2, 2);
    }

    fn replace_after_halves(&self, half_ms: u32, left: u32) {
        let weak = Rc::downgrade(&self.0);
        let timeout = Timeout::new(half_ms, move || match weak.upgrade().map(EngineHandle) {
            Some(engine) if left > 1 => engine.replace_after_halves(half_ms, left - 1),
            Some(engine) => {
                engine.0.stop_timeout.take();
                (engine.0.on_event)(EngineAction::StopTimedOut);
                engine.renew();
            }
            None => {}
        });
        self.0.stop_timeout.replace(Some(timeout));
    }

    fn send(&self, message: &ToEngine) {
        let sent = match (self.0.connection.borrow().as_ref(), self.0.codec.get()) {
            (Some(connection), Some(codec)) => {
                (codec.encode)(message).and_then(|bytes| post(&connection.worker, &bytes))
            }
            (None, _) | (_, None) => Err(Failure::new(FailureKind::EngineLost, "No engine is running.")),
        };
        if let Err(failure) = sent {
            self.give_up(failure);
        }
    }

    /// Sends the waiting job if the engine is ready.
    fn send_waiting(&self) {
        if self.is_ready()
            && let Some(WaitingJob { id: job, plan, .. }) = self.0.waiting.take()
        {
            self.0.idle_timeout.take();
            self.0.sent.set(Some(job));
            self.send(&ToEngine::Start { job, plan });
        }
    }

    fn is_ready(&self) -> bool {
        self.0.connection.borrow().as_ref().is_some_and(|connection| connection.ready)
    }

    /// Keeps a message until all that have arrived with it can be read together. Otherwise each would be rendered, and where
    /// lanes leave the page little time, ever more messages would wait.
    fn receive(&self, bytes: Vec<u8>) {
        if let Some(connection) = self.0.connection.borrow_mut().as_mut() {
            connection.unread.push(bytes);
            if self.0.codec.get().is_none() {
                // The engine answers; only the codec is late.
                connection.start_timeout = start_timeout(&Rc::downgrade(&self.0));
            } else if connection.unread.len() == 1 {
                // Cannot fail without a transfer.
                let _ = connection.turns.port2().post_message(&JsValue::NULL);
            }
        }
    }

    fn hear(&self, message: Result<FromEngine, Failure>) {
        let mut spent = false;
        match &message {
            Ok(FromEngine::Loading { .. }) => self.wait_longer(),
            Ok(FromEngine::Ready { .. }) => self.begin(),
            Ok(FromEngine::Parked { .. }) => self.replace_after(PARKED_TIMEOUT_MS),
            Ok(FromEngine::JobFinished { blocked_lanes, .. }) => {
                self.0.stop_timeout.take();
                self.rest_soon();
                spent = *blocked_lanes > 0;
            }
            Ok(FromEngine::Failed { job, failure }) => {
                self.0.stop_timeout.take();
                self.rest_soon();
                // Without a job, the engine itself failed.
                spent = job.is_none() || failure.taints_engine();
            }
            _ => {}
        }
        match message {
            // The engine works on another job than the page knows of. Both start over.
            Ok(FromEngine::Failed { job: Some(_), failure }) if failure.kind == FailureKind::Protocol => {
                self.give_up(failure);
                return;
            }
            Ok(message) => (self.0.on_event)(EngineAction::MessageReceived(message)),
            Err(failure) => self.give_up(failure),
        }
        if spent {
            self.renew();
        }
    }

    /// Notes that the engine is ready, and sends the waiting job.
    fn begin(&self) {
        if let Some(connection) = self.0.connection.borrow_mut().as_mut() {
            connection.ready = true;
        }
        self.rest_soon();
        self.send_waiting();
    }

    /// Gives the engine more time to start.
    fn wait_longer(&self) {
        if let Some(connection) = self.0.connection.borrow_mut().as_mut() {
            connection.start_timeout = start_timeout(&Rc::downgrade(&self.0));
        }
    }

    /// Ends the engine. Replaces it if it was ready and is to be kept; an engine that did not start is not tried again
    /// before the next job.
    fn give_up(&self, failure: Failure) {
        self.cancel_timeouts();
        // The event below ends a waiting job, like one in progress.
        self.0.waiting.take();
        let lost = self.0.connection.take();
        (self.0.on_event)(EngineAction::Lost(failure));
        if let Some(connection) = lost.filter(|connection| connection.ready && self.0.keep == Keep::Always) {
            self.replace(connection.need);
        }
    }

    /// Ends the engine after a while without a job, unless it is kept. A smaller one takes the place of a large one that is
    /// kept.
    fn rest_soon(&self) {
        let is_large =
            self.0.connection.borrow().as_ref().is_some_and(|connection| connection.need.is_large());
        if self.0.keep == Keep::Always && !is_large {
            return;
        }
        let weak = Rc::downgrade(&self.0);
        let timeout = Timeout::new(IDLE_MS, move || {
            if let Some(engine) = weak.upgrade().map(EngineHandle) {
                match engine.0.keep {
                    Keep::Always => engine.replace(Need { runtime: Runtime::Rust, lanes: MOST_IDLE_LANES }),
                    Keep::WhileUsed => engine.rest(),
                }
            }
        });
        self.0.idle_timeout.replace(Some(timeout));
    }

    /// Ends an idle engine before its time.
    fn rest_now(&self) {
        if self.0.idle_timeout.borrow().is_some() {
            self.rest();
        }
    }

    /// Ends the engine and its workers to free their memory.
    fn rest(&self) {
        self.cancel_timeouts();
        self.0.connection.take();
        (self.0.on_event)(EngineAction::Rested);
    }

    /// Ends the engine once other threads had the time to report the crash, with the most useful of the reports.
    fn give_up_soon(&self, report: CrashReport) {
        let patience = if report.names_task() { CRASH_REPORT_MS } else { NAMELESS_CRASH_MS };
        let mut reports = self.0.crash_reports.borrow_mut();
        let restarts_wait =
            reports.is_empty() || (report.names_task() && !reports.iter().any(CrashReport::names_task));
        reports.push(report);
        if !restarts_wait {
            return;
        }
        let weak = Rc::downgrade(&self.0);
        let timeout = Timeout::new(patience, move || {
            let Some(engine) = weak.upgrade().map(EngineHandle) else { return };
            if let Some(report) = most_useful(engine.0.crash_reports.take()) {
                engine.give_up(report.failure);
            }
        });
        self.0.crash_timeout.replace(Some(timeout));
    }

    /// Replaces the engine by a new one, or ends it until the next job if it is not kept.
    fn renew(&self) {
        let need = self.0.connection.borrow().as_ref().map(|connection| connection.need);
        match self.0.keep {
            Keep::Always => self.replace(need.unwrap_or(self.0.preferred.get())),
            Keep::WhileUsed => self.rest(),
        }
    }

    fn cancel_timeouts(&self) {
        self.0.stop_timeout.take();
        self.0.idle_timeout.take();
        self.0.crash_timeout.take();
        self.0.crash_reports.take();
    }

    fn replace(&self, need: Need) {
        // All of them concern the old engine.
        self.cancel_timeouts();
        self.0.connection.take();
        if let Some(idle_engines) = &self.0.idle_engines {
            idle_engines.end_others();
        }
        let channel_name = format!("lanes-crash-{}", js_sys::Math::random());
        let connected = BroadcastChannel::new(&channel_name).and_then(|crashes| {
            let turns = MessageChannel::new()?;
            let Need { runtime, lanes } = need;
            let worker = self.0.spawn.call3(
                &JsValue::NULL,
                &runtime.key().into(),
                &lanes.into(),
                &channel_name.into(),
            )?;
            Ok(Connection::new(worker.unchecked_into(), crashes, turns, need, &Rc::downgrade(&self.0)))
        });
        match connected {
            Ok(connection) => {
                self.0.connection.replace(Some(connection));
                (self.0.on_event)(EngineAction::Starting);
            }
            Err(error) => self.give_up(
                Failure::new(FailureKind::EngineStart, "The engine could not be started.")
                    .because(error_text(&error)),
            ),
        }
    }
}

impl Connection {
    fn new(
        worker: Worker,
        crashes: BroadcastChannel,
        turns: MessageChannel,
        need: Need,
        engine: &Weak<Inner>,
    ) -> Connection {
        let weak = engine.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(engine) = weak.upgrade().map(EngineHandle) else { return };
            let data = event.data();
            if let Some(bytes) = data.dyn_ref::<Uint8Array>() {
                engine.receive(bytes.to_vec());
            } else if let Some(loaded) = data.as_f64() {
                engine.hear(Ok(FromEngine::Loading { loaded: loaded as u64 }));
            }
        });
        let weak = engine.clone();
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            if let Some(engine) = weak.upgrade().map(EngineHandle) {
                let report = CrashReport::from_event(&event, engine.is_ready());
                engine.give_up_soon(report);
            }
        });
        let weak = engine.clone();
        let on_crash = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(engine) = weak.upgrade().map(EngineHandle) {
                engine.give_up_soon(CrashReport::from_thread(&event.data()));
            }
        });
        let weak = engine.clone();
        let on_turn = Closure::<dyn FnMut(MessageEvent)>::new(move |_: MessageEvent| {
            if let Some(engine) = weak.upgrade().map(EngineHandle) {
                engine.read_unread();
            }
        });
        turns.port1().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        crashes.set_onmessage(Some(on_crash.as_ref().unchecked_ref()));
        Connection {
            worker,
            crashes,
            need,
            ready: false,
            unread: Vec::new(),
            turns,
            _on_turn: on_turn,
            _on_message: on_message,
            _on_error: on_error,
            _on_crash: on_crash,
            start_timeout: start_timeout(engine),
        }
    }
}

/// Gives up an engine that is not ready in time.
fn start_timeout(engine: &Weak<Inner>) -> Timeout {
    let weak = engine.clone();
    Timeout::new(START_TIMEOUT_MS, move || {
        let engine = weak.upgrade().map(EngineHandle);
        let Some(engine) = engine.filter(|engine| !engine.is_ready()) else { return };
        engine.give_up(
            Failure::new(FailureKind::EngineStart, "The engine has not answered for a minute.")
                .because("reload the page to try again"),
        );
    })
}

fn post(worker: &Worker, message: &[u8]) -> Result<(), Failure> {
    let bytes = Uint8Array::from(message);
    worker.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer())).map_err(|error| {
        Failure::new(FailureKind::EngineLost, "The engine does not accept messages.")
            .because(error_text(&error))
    })
}
