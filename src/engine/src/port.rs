//! Messages in and out of a worker, as bytes.

use js_sys::{Array, Uint8Array};
use lanes_model::{Failure, FailureKind, message};
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

/// Calls `receive` with every message from whoever made this worker, for as long as it lives.
pub(crate) fn listen_to_owner<M: DeserializeOwned + 'static>(
    mut receive: impl FnMut(Result<M, Failure>) + 'static,
) {
    let closure =
        Closure::<dyn FnMut(MessageEvent)>::own_assert_unwind_safe(move |event| receive(unpacked(&event)));
    own_scope().set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
}

/// The message of an event.
pub(crate) fn unpacked<M: DeserializeOwned>(event: &MessageEvent) -> Result<M, Failure> {
    match event.data().dyn_into::<Uint8Array>() {
        Ok(bytes) => message::decode(&bytes.to_vec()),
        Err(_) => Err(Failure::new(FailureKind::Protocol, "A message was not made of bytes.")),
    }
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
