//! Conducts runs of CPython. The worker that calls [`start_python`] answers the same messages as the engine's; the host
//! (`../js/host.js`), in the same worker, starts interpreters and measures.

mod conductor;
mod convert;
mod protocol;

use conductor::{Conductor, Heard, Worker};
use futures::channel::mpsc::{self, UnboundedSender};
use js_sys::{Array, Error, Function, Uint8Array};
use lanes_model::message::{self, FromEngine};
use lanes_model::{Failure, FailureKind};
use protocol::ToHost;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

#[wasm_bindgen]
extern "C" {
    /// Returns the time since this worker began, in ms.
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;

    #[wasm_bindgen(js_namespace = performance, js_name = timeOrigin, thread_local_v2)]
    static TIME_ORIGIN: f64;
}

/// Starts the conductor in the worker that calls this.
///
/// `base` is the absolute address of the site, `build` and `assets` are the host's. `create_host(post)` makes the host and
/// returns the function that takes messages for it; `post` takes its answers.
///
/// # Errors
/// Fails if the assets are not those of a build, or the host cannot be made.
#[wasm_bindgen]
pub fn start_python(
    base: String,
    build: String,
    assets: JsValue,
    create_host: &Function,
) -> Result<(), JsValue> {
    let assets = serde_wasm_bindgen::from_value(assets)?;
    let (sender, heard) = mpsc::unbounded();
    listen_to_page(sender.clone());
    let from_host = Closure::<dyn FnMut(JsValue)>::new(move |message| {
        let read = serde_wasm_bindgen::from_value(message);
        hear(&sender, Heard::Host(read.map_err(|error| unreadable(&error.to_string()))));
    });
    let to_host = create_host.call1(&JsValue::NULL, from_host.as_ref())?.dyn_into()?;
    // The host calls it as long as the worker exists.
    from_host.forget();
    let conductor = Conductor { worker: OwnWorker { to_host }, base, heard };
    wasm_bindgen_futures::spawn_local(conductor.serve(build, assets));
    Ok(())
}

fn listen_to_page(sender: UnboundedSender<Heard>) {
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = event.data().dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec());
        hear(&sender, Heard::Page(message::decode(&bytes.unwrap_or_default())));
    });
    own_scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

fn hear(sender: &UnboundedSender<Heard>, heard: Heard) {
    // The conductor ends only with its worker.
    let _ = sender.unbounded_send(heard);
}

fn unreadable(cause: &str) -> Failure {
    Failure::new(FailureKind::Protocol, "A message of CPython could not be read.").because(cause)
}

struct OwnWorker {
    to_host: Function,
}

impl Worker for OwnWorker {
    fn tell_page(&self, message: &FromEngine) {
        // Cannot fail, since the message is plain data: see `message::encode`.
        let bytes = Uint8Array::from(message::encode(message).unwrap_or_default().as_slice());
        if let Err(error) = own_scope().post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer())) {
            // Only an error event still reaches the page.
            wasm_bindgen::throw_val(error);
        }
    }

    fn tell_host(&self, message: &ToHost) {
        let sent = serde_wasm_bindgen::to_value(message)
            .map_err(|error| Error::new(&error.to_string()).into())
            .and_then(|message| self.to_host.call1(&JsValue::NULL, &message));
        if let Err(error) = sent {
            wasm_bindgen::throw_val(error);
        }
    }

    fn now(&self) -> f64 {
        now()
    }

    fn time_origin(&self) -> f64 {
        TIME_ORIGIN.with(|origin| *origin)
    }
}

fn own_scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
