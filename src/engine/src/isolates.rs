//! The conductor's side of its isolates.

use crate::crossing::Cargo;
use crate::port::{self, Received};
use crate::run_log::LaneEvent;
use crate::shared_cell::SharedCell;
use crate::timer::sleep;
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::{FutureExt, Stream, StreamExt, select_biased};
use js_sys::{Function, Reflect};
use lanes_model::message::{FromIsolate, ToIsolate};
use lanes_model::workload::File;
use lanes_model::{Failure, FailureKind, Millis, TaskId, Workload};
use lanes_workloads::LaneNews;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

/// How long an isolate may take to be there: many at once on a slow machine take seconds.
pub(crate) const START_TIMEOUT_MS: u32 = 10_000;

/// A worker with an engine and a memory of its own. Dropping it ends the worker. Its messages are a
/// stream.
pub(crate) struct Isolate {
    worker: Worker,
    shared: SharedCell,
    incoming: UnboundedReceiver<Received<FromIsolate>>,
    // Called by the worker as long as it lives, so they are kept as long.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Isolate {
    /// Makes a worker with `spawn`. Its first message will be that it is ready.
    pub(crate) fn spawn(spawn: &Function) -> Result<Isolate, Failure> {
        let shared = SharedCell::new();
        let worker = spawn.call1(&JsValue::NULL, &shared.to_js());
        let worker: Worker = worker.map_err(|error| not_started(port::thrown(&error)))?.unchecked_into();
        let (sender, incoming) = mpsc::unbounded();
        let on_message = port::on_message(sender.clone());
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::own_assert_unwind_safe(move |event: ErrorEvent| {
            event.prevent_default();
            // Where nobody receives any more, nobody wants to know.
            let _ = sender.unbounded_send(Received::failure(died(&event)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Isolate { worker, shared, incoming, _on_message: on_message, _on_error: on_error })
    }

    /// Makes a worker with `spawn` and waits until it is there.
    pub(crate) async fn start(spawn: &Function) -> Result<Isolate, Failure> {
        let mut isolate = Isolate::spawn(spawn)?;
        isolate.ready().await.map_err(not_started)?;
        Ok(isolate)
    }

    /// Has it get what it needs for that work.
    pub(crate) async fn prepare(&mut self, workload: &Workload, files: &[File]) -> Result<(), Failure> {
        self.post(&ToIsolate::Prepare { workload: workload.clone(), files: files.to_vec() })?;
        self.ready().await
    }

    /// Waits until it says that it is ready.
    async fn ready(&mut self) -> Result<(), Failure> {
        let mut timeout = pin!(sleep(START_TIMEOUT_MS).fuse());
        select_biased! {
            said = self.next() => match said.map(|said| said.message) {
                Some(Ok(FromIsolate::Ready)) => Ok(()),
                Some(Ok(FromIsolate::Failed { failure }) | Err(failure)) => Err(failure),
                Some(Ok(_)) => Err(Failure::new(FailureKind::Protocol, "It spoke out of turn.")),
                None => Err(fell_silent()),
            },
            () = timeout => {
                let message = format!("A worker did not answer within {START_TIMEOUT_MS} ms.");
                Err(Failure::new(FailureKind::EngineStart, message))
            },
        }
    }

    /// Sends it a message.
    pub(crate) fn post(&self, message: &ToIsolate) -> Result<(), Failure> {
        port::post_to_worker(&self.worker, message)
    }

    /// Sends it a message, and something beside it.
    pub(crate) fn post_with_cargo(&self, message: &ToIsolate, cargo: &Cargo) -> Result<(), Failure> {
        port::post_with_cargo(&self.worker, message, cargo)
    }

    /// Asks it to stop what it does.
    pub(crate) fn stop(&self) {
        self.shared.set_stop(true);
        // One that cannot be told is given up soon after, like one that does not answer.
        let _ = self.post(&ToIsolate::Stop);
    }

    /// Takes an earlier Stop back, before it is given something else to do.
    pub(crate) fn make_ready(&self) {
        self.shared.set_stop(false);
    }

    /// The task it computes, or crashed in, where that can be told.
    pub(crate) fn task_under_way(&self) -> Option<TaskId> {
        self.shared.task_under_way()
    }

    /// What happens next on the one lane of a run it makes; `now` dates what it cannot date itself.
    pub(crate) async fn next_event(&mut self, now: impl Fn() -> Millis) -> LaneEvent {
        loop {
            let message = self.next().await.map(|received| received.message);
            return match message.unwrap_or_else(|| Err(fell_silent())) {
                Ok(FromIsolate::LaneReport { spans, reports }) => {
                    LaneEvent::News { lane: 0, news: LaneNews { spans, reports } }
                }
                Ok(FromIsolate::LaneFinished { ended, at }) => LaneEvent::Ended { at, outcome: Ok(ended) },
                Ok(FromIsolate::Failed { failure }) | Err(failure) => {
                    LaneEvent::Ended { at: now(), outcome: Err(failure) }
                }
                // Neither is said during a run.
                Ok(FromIsolate::Ready | FromIsolate::TaskFinished { .. }) => continue,
            };
        }
    }
}

impl Stream for Isolate {
    type Item = Received<FromIsolate>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_next_unpin(context)
    }
}

impl futures::stream::FusedStream for Isolate {
    fn is_terminated(&self) -> bool {
        self.incoming.is_terminated()
    }
}

impl Drop for Isolate {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// What an error event of an isolate's worker tells. One for a script that could not be had is a plain event
/// without a message, though its type says otherwise.
fn died(event: &ErrorEvent) -> Failure {
    let message = Reflect::get(event, &"message".into()).ok().and_then(|message| message.as_string());
    let cause = message.unwrap_or_else(|| "its script could not be loaded".to_owned());
    Failure::new(FailureKind::EngineLost, "A worker died.").because(cause)
}

/// What is said of an isolate whose messages have ended, which none does by itself.
pub(crate) fn fell_silent() -> Failure {
    Failure::new(FailureKind::EngineLost, "A worker fell silent.")
}

fn not_started(cause: Failure) -> Failure {
    Failure::new(FailureKind::EngineStart, "A worker did not start.").because(cause.to_string())
}
