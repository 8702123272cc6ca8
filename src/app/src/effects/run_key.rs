//! The keyboard shortcut that runs the experiment.

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

/// Runs the experiment on Ctrl+Enter (or Command+Enter), wherever the focus is.
#[hook]
pub(crate) fn use_run_key() {
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let key = event.unchecked_ref::<KeyboardEvent>();
                // On a link, the key opens the link in a new tab.
                let is_for_link =
                    focused().is_some_and(|element| element.matches("a[href]").unwrap_or(false));
                let is_run_key = key.key() == "Enter" && (key.ctrl_key() || key.meta_key());
                if is_run_key && !key.repeat() && !is_for_link {
                    key.prevent_default();
                    commit_input();
                    // After the typed text has become part of the state.
                    Timeout::new(0, press_run).forget();
                }
            })
        });
        move || drop(listener)
    });
}

/// Has the focused control report its change, as it does when it loses the focus.
fn commit_input() {
    if let Some(element) = focused().as_ref().and_then(|element| element.dyn_ref::<HtmlElement>()) {
        // Neither call fails on the focused element.
        let _ = element.blur();
        let _ = element.focus();
    }
}

fn focused() -> Option<Element> {
    document()?.active_element()
}

/// Presses the Run button, if there is one and it is enabled.
fn press_run() {
    let button = document().and_then(|document| document.query_selector("button.run").ok().flatten());
    if let Some(button) = button.as_ref().and_then(|button| button.dyn_ref::<HtmlElement>()) {
        button.click();
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
