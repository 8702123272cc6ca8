//! Messages in and out of a worker, as bytes.

use crate::time::WorkerClock;
use futures::channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use js_sys::{Array, Uint8Array};
use lanes_model::{Failure, FailureKind, Timestamp, message};
use lanes_workloads::Clock;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker};

/// Posts a message to the page or worker that created this worker.
pub(crate) fn post_to_owner<M: Serialize>(message: &M) {
    let posted = packed(message).and_then(|(bytes, transfer)| {
        own_scope().post_message_with_transfer(&bytes, &transfer).map_err(|error| thrown(&error))
    });
    if let Err(failure) = posted {
        // Only an error event still reaches the owner.
        wasm_bindgen::throw_str(&failure.to_string());
    }
}

/// Posts a message to a worker that this one created.
///
/// # Errors
/// If the message cannot be encoded or the browser refuses it.
pub(crate) fn post_to_worker<M: Serialize>(worker: &Worker, message: &M) -> Result<(), Failure> {
    let (bytes, transfer) = packed(message)?;
    worker.post_message_with_transfer(&bytes, &transfer).map_err(|error| thrown(&error))
}

/// JavaScript value that travels with a message.
#[derive(Clone, Debug)]
pub(crate) struct AttachedValue {
    pub(crate) value: JsValue,
    /// Objects in `value` that are transferred; everything else is copied, or shared.
    pub(crate) transfer: Array,
}

/// Posts a message with an attached value to a worker that this one created.
///
/// # Errors
/// If the message cannot be encoded or the browser refuses it.
pub(crate) fn post_with_attachment<M: Serialize>(
    worker: &Worker,
    message: &M,
    attached: &AttachedValue,
) -> Result<(), Failure> {
    let (bytes, transfer) = packed(message)?;
    let both = Array::of2(&bytes, &attached.value);
    worker
        .post_message_with_transfer(&both, &transfer.concat(&attached.transfer))
        .map_err(|error| thrown(&error))
}

/// Message that came to this worker.
#[derive(Debug)]
pub(crate) struct Received<M> {
    /// Message, or the reason why it could not be read.
    pub(crate) message: Result<M, Failure>,
    /// Moment when the message came, before it was read.
    pub(crate) at: Timestamp,
    /// Value attached to the message; undefined if there is none.
    pub(crate) attached: JsValue,
}

impl<M> Received<M> {
    /// Creates a failure that stands for a message, dated now.
    pub(crate) fn failure(failure: Failure) -> Received<M> {
        Received { message: Err(failure), at: WorkerClock.now(), attached: JsValue::UNDEFINED }
    }
}

/// Returns all messages from the page or worker that created this worker. To be called once.
pub(crate) fn messages_of_owner<M: DeserializeOwned + 'static>() -> UnboundedReceiver<Received<M>> {
    let (sender, messages) = mpsc::unbounded();
    let listener = message_listener(sender);
    own_scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    messages
}

/// Creates a listener that dates messages, decodes them and passes them on.
pub(crate) fn message_listener<M: DeserializeOwned + 'static>(
    sender: UnboundedSender<Received<M>>,
) -> Closure<dyn FnMut(MessageEvent)> {
    Closure::own_assert_unwind_safe(move |event: MessageEvent| {
        let at = WorkerClock.now();
        let (message, attached) = unpacked(&event);
        // Without a receiver nothing depends on the message any more.
        let _ = sender.unbounded_send(Received { message, at, attached });
    })
}

/// Splits an event's data into its message and the attached value.
fn unpacked<M: DeserializeOwned>(event: &MessageEvent) -> (Result<M, Failure>, JsValue) {
    let data = event.data();
    let (bytes, attached) = match data.dyn_ref::<Array>() {
        Some(both) => (both.get(0), both.get(1)),
        None => (data, JsValue::UNDEFINED),
    };
    let message = match bytes.dyn_into::<Uint8Array>() {
        Ok(bytes) => message::decode(&bytes.to_vec()),
        Err(_) => Err(Failure::new(FailureKind::Protocol, "A message was not made of bytes.")),
    };
    (message, attached)
}

/// Converts an exception into a failure.
pub(crate) fn thrown(error: &JsValue) -> Failure {
    let text = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.to_string()));
    let text = text.or_else(|| error.as_string()).unwrap_or_else(|| format!("{error:?}"));
    Failure::new(FailureKind::Protocol, "The browser refused a call.").because(text)
}

/// Returns the message of an `Error`, without its type.
pub(crate) fn error_message(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{error:?}"), |error| error.message().into())
}

/// Encodes a message. Returns its bytes and the list of buffers to transfer.
fn packed<M: Serialize>(message: &M) -> Result<(Uint8Array, Array), Failure> {
    let bytes = Uint8Array::from(message::encode(message)?.as_slice());
    let transfer = Array::of1(&bytes.buffer());
    Ok((bytes, transfer))
}

fn own_scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
