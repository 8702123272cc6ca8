//! The conductor's handle of an isolate.

use crate::isolate::shared_cell::SharedCell;
use crate::messages::{self, AttachedValue, Received};
use crate::time::{WorkerClock, sleep};
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::{FutureExt, Stream, StreamExt, select_biased};
use js_sys::{Function, Reflect};
use lanes_model::message::{FromIsolate, TaskOrder, ToIsolate};
use lanes_model::workload::File;
use lanes_model::{Failure, FailureKind, TaskId, Timestamp, Workload};
use lanes_workloads::{LaneEvent, Process};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

/// Time limit for an isolate to start, whose module is loaded before: many at once on a slow machine take seconds.
pub(crate) const START_TIMEOUT_MS: u32 = 30_000;

/// Worker with an engine and a memory of its own, as a stream of its messages. Dropping it ends the worker.
pub(crate) struct Isolate {
    worker: Worker,
    shared: SharedCell,
    incoming: UnboundedReceiver<Received<FromIsolate>>,
    // The worker calls these as long as it lives, so they must live as long.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Isolate {
    /// Creates a worker by calling `spawn`. Its first message is `Ready`.
    pub(crate) fn spawn(spawn: &Function) -> Result<Isolate, Failure> {
        let shared = SharedCell::new();
        let worker = spawn.call1(&JsValue::NULL, &shared.to_js());
        let worker: Worker = worker.map_err(|error| not_started(messages::thrown(&error)))?.unchecked_into();
        let (sender, incoming) = mpsc::unbounded();
        let on_message = messages::message_listener(sender.clone());
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::own_assert_unwind_safe(move |event: ErrorEvent| {
            event.prevent_default();
            // Without a receiver nothing depends on the failure any more.
            let _ = sender.unbounded_send(Received::failure(died(&event)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Isolate { worker, shared, incoming, _on_message: on_message, _on_error: on_error })
    }

    /// Creates a worker by calling `spawn`, and waits until it is ready.
    pub(crate) async fn start(spawn: &Function) -> Result<Isolate, Failure> {
        let mut isolate = Isolate::spawn(spawn)?;
        isolate.ready().await.map_err(not_started)?;
        Ok(isolate)
    }

    /// Has the isolate prepare what a workload needs, and waits until it is ready.
    pub(crate) async fn prepare(&mut self, workload: &Workload, files: &[File]) -> Result<(), Failure> {
        self.post(&ToIsolate::Prepare { workload: workload.clone(), files: files.to_vec() })?;
        self.ready().await
    }

    async fn ready(&mut self) -> Result<(), Failure> {
        let mut timeout = pin!(sleep(START_TIMEOUT_MS).fuse());
        select_biased! {
            received = self.next() => match received.map(|received| received.message) {
                Some(Ok(FromIsolate::Ready)) => Ok(()),
                Some(Ok(FromIsolate::Failed { failure }) | Err(failure)) => Err(failure),
                Some(Ok(_)) => {
                    Err(Failure::new(FailureKind::Protocol, "A worker reported before it was ready."))
                }
                None => Err(fell_silent()),
            },
            () = timeout => {
                let message = format!("A worker did not answer within {START_TIMEOUT_MS} ms.");
                Err(Failure::new(FailureKind::EngineStart, message))
            },
        }
    }

    /// Posts a message to the isolate.
    pub(crate) fn post(&self, message: &ToIsolate) -> Result<(), Failure> {
        messages::post_to_worker(&self.worker, message)
    }

    /// Asks the isolate to stop what it does.
    pub(crate) fn stop(&self) {
        self.shared.set_stop(true);
        // An isolate that takes no message is given up soon after, like one that does not answer.
        let _ = self.post(&ToIsolate::Stop);
    }

    /// Takes back an earlier Stop, before the isolate is given new work.
    pub(crate) fn clear_stop(&self) {
        self.shared.set_stop(false);
    }

    /// Returns the task that the isolate computes or crashed in, if memory can be shared.
    pub(crate) fn task_under_way(&self) -> Option<TaskId> {
        self.shared.task_under_way()
    }

    /// Returns the next event on the one lane of a run that the isolate makes, which began at `epoch`. The future may
    /// be dropped and asked for again.
    pub(crate) async fn next_event(&mut self, epoch: Timestamp) -> LaneEvent {
        loop {
            let message = self.next().await.map(|received| received.message);
            let message = message.unwrap_or_else(|| Err(fell_silent()));
            if let Some(event) = LaneEvent::from_isolate(message, || WorkerClock.since(epoch)) {
                return event;
            }
        }
    }
}

impl Process for Isolate {
    type Attachment = AttachedValue;

    fn send(&self, order: TaskOrder, attachment: Option<AttachedValue>) -> Result<(), Failure> {
        let message = ToIsolate::RunTask { order };
        match attachment {
            Some(attached) => messages::post_with_attachment(&self.worker, &message, &attached),
            None => self.post(&message),
        }
    }

    /// Sets the stop flag alone: a process reads no message before its task has ended.
    fn stop(&self) {
        self.shared.set_stop(true);
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

/// Converts an error event of an isolate's worker. The event of a script that could not be loaded is a plain one
/// without a message, whatever its type says.
fn died(event: &ErrorEvent) -> Failure {
    let message = Reflect::get(event, &"message".into()).ok().and_then(|message| message.as_string());
    let cause = message.unwrap_or_else(|| "its script could not be loaded".to_owned());
    Failure::new(FailureKind::EngineLost, "A worker died.").because(cause)
}

/// Creates the failure of an isolate whose messages ended, which does not happen while its worker lives.
pub(crate) fn fell_silent() -> Failure {
    Failure::new(FailureKind::EngineLost, "A worker fell silent.")
}

fn not_started(cause: Failure) -> Failure {
    Failure::new(FailureKind::EngineStart, "A worker did not start.").because(cause.to_string())
}
