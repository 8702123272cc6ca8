//! The page of Lanes: shows one [`state::State`], tells the engine what to run, and never blocks.

mod commands;
mod effects;
mod engine;
mod environment;
mod host;
mod js;
mod page;
mod state;
mod view;

use environment::Machine;
use js::CodeTools;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

/// Starts the page in the element with the id `app`.
///
/// `spawn_engine(runtime, lanes, crash_channel)` makes an engine worker. `preparation` resolves once a service worker runs, or
/// to an object whose `reason` says why none does. `code_tools` are the functions of `www/code/tools.js`. `when_seen()`
/// returns a promise that resolves when the page has come into view.
///
/// # Errors
/// If the document has no element with the id `app`.
#[wasm_bindgen]
pub fn start(
    spawn_engine: Function,
    preparation: Promise,
    code_tools: CodeTools,
    when_seen: Function,
) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or("There is no window.")?;
    let document = window.document().ok_or("There is no document.")?;
    let root = document.get_element_by_id("app").ok_or("There is no element with the id app.")?;
    let isolated = Reflect::get(&window, &"crossOriginIsolated".into())?.is_truthy();
    let cores = (window.navigator().hardware_concurrency() as u32).max(1);
    let machine = Machine { cores, isolated, no_service_worker: None };
    root.set_inner_html("");
    let props = page::Props { machine, spawn_engine, preparation: preparation.into(), code_tools, when_seen };
    yew::Renderer::<page::Page>::with_root_and_props(root, props).render();
    Ok(())
}
