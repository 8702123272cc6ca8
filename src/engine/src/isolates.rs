//! The conductor's side of its isolates.

use crate::port;
use crate::run_log::LaneEvent;
use crate::timer::sleep;
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::{FutureExt, StreamExt, select_biased};
use js_sys::Function;
use lanes_model::message::{FromIsolate, ToIsolate};
use lanes_model::{Failure, FailureKind, Millis};
use lanes_workloads::LaneNews;
use std::pin::pin;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

/// How long an isolate may take to be there.
const START_TIMEOUT_MS: u32 = 10_000;

/// A worker with an engine and a memory of its own. Dropping it ends the worker.
pub(crate) struct Isolate {
    worker: Worker,
    incoming: UnboundedReceiver<FromIsolate>,
    // Called by the worker as long as it lives, so they are kept as long.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Isolate {
    /// Makes a worker with `spawn` and waits until it is there.
    pub(crate) async fn start(spawn: &Function) -> Result<Isolate, Failure> {
        let not_started =
            |cause: String| Failure::new(FailureKind::EngineStart, "A worker did not start.").because(cause);
        let worker = spawn.call0(&JsValue::NULL).map_err(|error| not_started(format!("{error:?}")))?;
        let mut isolate = Isolate::listening_to(worker.unchecked_into());
        let mut timeout = pin!(sleep(START_TIMEOUT_MS).fuse());
        select_biased! {
            message = isolate.incoming.next() => match message {
                Some(FromIsolate::Ready) => Ok(isolate),
                Some(FromIsolate::Failed { failure }) => Err(not_started(failure.to_string())),
                _ => Err(not_started("it said something else than that it is ready".to_owned())),
            },
            () = timeout => Err(not_started(format!("no answer within {START_TIMEOUT_MS} ms"))),
        }
    }

    fn listening_to(worker: Worker) -> Isolate {
        let (sender, incoming) = mpsc::unbounded();
        let errors = sender.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::own_assert_unwind_safe(move |event| {
            let message = port::unpacked(&event).unwrap_or_else(|failure| FromIsolate::Failed { failure });
            let _ = sender.unbounded_send(message);
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::own_assert_unwind_safe(move |event: ErrorEvent| {
            event.prevent_default();
            let failure = Failure::new(FailureKind::EngineLost, "A worker died.").because(event.message());
            let _ = errors.unbounded_send(FromIsolate::Failed { failure });
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Isolate { worker, incoming, _on_message: on_message, _on_error: on_error }
    }

    /// Sends it a message.
    pub(crate) fn post(&self, message: &ToIsolate) -> Result<(), Failure> {
        port::post_to_worker(&self.worker, message)
    }

    /// What happens next on its lane; `now` dates what the isolate could not.
    pub(crate) async fn next_event(&mut self, now: impl Fn() -> Millis) -> LaneEvent {
        loop {
            return match self.incoming.next().await {
                Some(FromIsolate::Ready) => continue,
                Some(FromIsolate::Report { lane, reports }) => {
                    LaneEvent::News { lane: 0, news: LaneNews { spans: lane.spans, reports } }
                }
                Some(FromIsolate::Finished { ended, at }) => LaneEvent::Ended { at, outcome: Ok(ended) },
                Some(FromIsolate::Failed { failure }) => {
                    LaneEvent::Ended { at: now(), outcome: Err(failure) }
                }
                None => LaneEvent::Ended {
                    at: now(),
                    outcome: Err(Failure::new(FailureKind::EngineLost, "A worker fell silent.")),
                },
            };
        }
    }
}

impl Drop for Isolate {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
