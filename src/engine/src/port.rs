//! Messages in and out of a worker, as bytes.

use crate::clock::WorkerClock;
use crate::crossing::Cargo;
use futures::channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use js_sys::{Array, Uint8Array};
use lanes_model::{Failure, FailureKind, Timestamp, message};
use lanes_workloads::Clock;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker};

/// Sends a message to whoever made this worker.
pub(crate) fn post_to_owner<M: Serialize>(message: &M) {
    let sent = packed(message).and_then(|(bytes, transfer)| {
        own_scope().post_message_with_transfer(&bytes, &transfer).map_err(|error| thrown(&error))
    });
    if let Err(failure) = sent {
        // The owner cannot be told but by an error event: nothing else reaches it.
        wasm_bindgen::throw_str(&failure.to_string());
    }
}

/// Sends a message to a worker of ours.
pub(crate) fn post_to_worker<M: Serialize>(worker: &Worker, message: &M) -> Result<(), Failure> {
    let (bytes, transfer) = packed(message)?;
    worker.post_message_with_transfer(&bytes, &transfer).map_err(|error| thrown(&error))
}

/// The same, with something beside the message.
pub(crate) fn post_with_cargo<M: Serialize>(
    worker: &Worker,
    message: &M,
    cargo: &Cargo,
) -> Result<(), Failure> {
    let (bytes, transfer) = packed(message)?;
    let both = Array::of2(&bytes, &cargo.value);
    worker
        .post_message_with_transfer(&both, &transfer.concat(&cargo.transfer))
        .map_err(|error| thrown(&error))
}

/// A message, and when it came.
#[derive(Debug)]
pub(crate) struct Received<M> {
    /// The message, or why it could not be read.
    pub(crate) message: Result<M, Failure>,
    /// The moment it came, before it was read.
    pub(crate) at: Timestamp,
    /// What came beside it; undefined where nothing did.
    pub(crate) cargo: JsValue,
}

impl<M> Received<M> {
    /// A failure, in place of a message, now.
    pub(crate) fn failure(failure: Failure) -> Received<M> {
        Received { message: Err(failure), at: WorkerClock.now(), cargo: JsValue::UNDEFINED }
    }
}

/// Every message from whoever made this worker, for as long as it lives.
pub(crate) fn messages_of_owner<M: DeserializeOwned + 'static>() -> UnboundedReceiver<Received<M>> {
    let (sender, messages) = mpsc::unbounded();
    let on_message = on_message(sender);
    own_scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    messages
}

/// A listener that passes messages on, dated.
pub(crate) fn on_message<M: DeserializeOwned + 'static>(
    sender: UnboundedSender<Received<M>>,
) -> Closure<dyn FnMut(MessageEvent)> {
    Closure::own_assert_unwind_safe(move |event: MessageEvent| {
        let at = WorkerClock.now();
        // Where nobody receives any more, nobody wants to know.
        let (message, cargo) = unpacked(&event);
        let _ = sender.unbounded_send(Received { message, at, cargo });
    })
}

/// The message of an event, and what came beside it.
fn unpacked<M: DeserializeOwned>(event: &MessageEvent) -> (Result<M, Failure>, JsValue) {
    let data = event.data();
    let (bytes, cargo) = match data.dyn_ref::<Array>() {
        Some(both) => (both.get(0), both.get(1)),
        None => (data, JsValue::UNDEFINED),
    };
    let message = match bytes.dyn_into::<Uint8Array>() {
        Ok(bytes) => message::decode(&bytes.to_vec()),
        Err(_) => Err(Failure::new(FailureKind::Protocol, "A message was not made of bytes.")),
    };
    (message, cargo)
}

/// What JavaScript threw, as a failure.
pub(crate) fn thrown(error: &JsValue) -> Failure {
    let text = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.to_string()));
    let text = text.or_else(|| error.as_string()).unwrap_or_else(|| format!("{error:?}"));
    Failure::new(FailureKind::Protocol, "The browser refused a call.").because(text)
}

fn packed<M: Serialize>(message: &M) -> Result<(Uint8Array, Array), Failure> {
    let bytes = Uint8Array::from(message::encode(message)?.as_slice());
    let transfer = Array::of1(&bytes.buffer());
    Ok((bytes, transfer))
}

fn own_scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
