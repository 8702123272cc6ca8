//! Keeps the page's address and title in step with what it shows.

use crate::environment::Frame;
use crate::state::{Action, LocationAction, State};
use gloo_events::EventListener;
use lanes_report::record;
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// Follows the address, and updates it with the controls. Only another experiment is a new entry of the history.
#[hook]
pub(crate) fn use_address(state: &State, dispatch: &Callback<Action>) {
    let id = state.shown_id();
    let title = state.title();
    let shown = use_mut_ref(|| id);
    let document = || web_sys::window().and_then(|window| window.document());
    let site_title = use_memo((), |()| document().map(|document| document.title()).unwrap_or_default());
    let is_framed = state.embed().frame() != Frame::None;
    use_effect_with(state.address(), move |address| {
        let is_other = std::mem::replace(&mut *shown.borrow_mut(), id) != id;
        let history = web_sys::window().and_then(|window| window.history().ok());
        if *address != current_address()
            && let Some(history) = history
        {
            // Going back in an article must leave the article rather than step through what its frames have shown.
            // If an address leads to a record of another experiment, the reader did not choose that experiment.
            let is_step = is_other && !is_framed && !address.contains('#');
            // Browsers refuse very frequent changes of the address. The next change updates it.
            let _ = if is_step {
                history.push_state_with_url(&JsValue::NULL, "", Some(address))
            } else {
                history.replace_state_with_url(&JsValue::NULL, "", Some(address))
            };
        }
        // Set before the step, this would become the title of the previous entry.
        if let Some(document) = document() {
            document.set_title(&[title, " · ", &site_title].concat());
        }
    });
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let window = web_sys::window();
        // Not every browser treats a fragment that was typed by hand as a new entry of the history.
        let listeners = window.map(|window| {
            ["popstate", "hashchange"].map(|event| {
                let dispatch = dispatch.clone();
                EventListener::new(&window, event, move |_| {
                    let (query, fragment) = location();
                    dispatch.emit(Action::Location(LocationAction::Navigated(query + &fragment)))
                })
            })
        });
        move || drop(listeners)
    });
}

/// Returns the query and the fragment of the page's address, with `?` and `#`.
fn location() -> (String, String) {
    let location = web_sys::window().map(|window| window.location());
    let parts = location.map(|location| (location.search(), location.hash()));
    parts.map_or_else(Default::default, |(query, fragment)| {
        (query.unwrap_or_default(), fragment.unwrap_or_default())
    })
}

/// Returns the page's address: its query, and its fragment unless that names a place in the page.
pub(crate) fn current_address() -> String {
    let (query, fragment) = location();
    if record::is_meant(&fragment) { query + &fragment } else { query }
}
