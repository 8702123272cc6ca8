//! The page of Lanes. It shows one [`state::State`], tells the engine what to run, and never blocks.

pub mod code_tools;
pub mod engine;
mod environment;
pub mod guide;
mod host;
mod js_error;
mod kept;
mod page;
pub mod state;
mod view;

use code_tools::CodeTools;
use js_sys::{Function, Promise, Reflect};
use state::Machine;
use wasm_bindgen::prelude::*;

/// Starts the page in the element with the id `app`.
///
/// `spawn_engine(lanes, crash_channel)` makes an engine worker; `preparation` resolves, when there is a service worker
/// or it is known why not, to an object whose `reason` says so. `code_tools` is what the code section needs;
/// `when_seen()` gives a promise that resolves when the page has come into view.
///
/// # Errors
/// Where the document has no such element.
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
