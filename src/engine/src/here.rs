//! Requests that never leave this worker: it answers them itself, from a timer, as the service worker would.

use crate::port::thrown;
use js_sys::{Function, Promise};
use lanes_model::{Failure, FailureKind};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Response};

thread_local! {
    /// Gives the response to an address, as a promise.
    static ANSWER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Has this worker answer with that function: `(address, signal) => Promise<Response>`.
pub(crate) fn answer_with(answer: Function) {
    ANSWER.set(Some(answer));
}

/// The response to an address, relative to the page.
///
/// # Errors
/// Where this worker answers nothing, or the address is none it has an answer to.
pub(crate) async fn respond(address: &str, signal: &AbortSignal) -> Result<Response, Failure> {
    let answered = ANSWER.with_borrow(|answer| {
        let answer = answer.as_ref()?;
        Some(answer.call2(&JsValue::NULL, &address.into(), signal))
    });
    let promise = answered.ok_or_else(not_here)?.and_then(JsCast::dyn_into::<Promise>);
    let response = match promise {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    response.and_then(JsCast::dyn_into).map_err(|error| thrown(&error))
}

/// What is said where a timer is asked that is not there.
pub(crate) fn not_here() -> Failure {
    let message = "A timer answers futures on an event loop of their own only. Choose another network.";
    Failure::new(FailureKind::Unsupported, message)
}
