//! The engine: it runs tasks in the browser. One worker conducts ([`start_engine`]); its lanes are the
//! threads of a rayon pool, or isolates ([`start_isolate`]), workers with an engine of their own.
//!
//! Built twice: with the feature `threads` (shared memory, atomics, the pool) and without (neither).

mod clock;
mod conductor;
mod crossing;
mod here;
mod host;
mod http;
mod isolate;
mod isolates;
#[cfg(test)]
mod panics;
mod pipeline;
mod place;
mod pool;
mod port;
mod processes;
mod run_log;
mod shared_cell;
mod stored_files;
mod supplies;
mod tasks;
mod timer;

use lanes_model::Timestamp;
use wasm_bindgen::prelude::*;

#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;

/// Starts conducting in the worker it is called in, which answers `ToEngine` messages from then on.
///
/// `base` is the absolute address that requests are relative to, `spawn_isolate(shared)` makes a worker
/// that calls [`start_isolate`], `crash_channel` names the broadcast channel on which threads tell of their
/// end, and `began_at` is when this worker's first line ran, in milliseconds since
/// the Unix epoch. The threaded engine's pool is to be started before.
#[wasm_bindgen]
pub fn start_engine(base: String, spawn_isolate: js_sys::Function, crash_channel: String, began_at: f64) {
    let began_at = Timestamp(began_at);
    wasm_bindgen_futures::spawn_local(conductor::start(base, spawn_isolate, crash_channel, began_at));
}

/// Starts an isolate in the worker it is called in, which answers `ToIsolate` messages from then on.
/// `base` is the absolute address that requests are relative to; `shared` is what `spawn_isolate` was
/// given; `answer_here(address, signal)` gives the response to a request that is to stay in this worker.
#[wasm_bindgen]
pub fn start_isolate(base: String, shared: JsValue, answer_here: js_sys::Function) {
    shared_cell::keep_own(shared);
    here::answer_with(answer_here);
    isolate::start(base);
}
