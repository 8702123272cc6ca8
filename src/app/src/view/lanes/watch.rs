//! Observers of what requires a redraw while the runs stay the same: the width of the canvases, and the page's colours.

use gloo_events::EventListener;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, MutationObserver, MutationObserverInit, ResizeObserver};

/// Media queries that colours depend on.
const COLOURS: [&str; 2] = ["(prefers-color-scheme: dark)", "(forced-colors: active)"];

/// Observers that are active until this is dropped.
pub(super) struct Watch {
    size: ResizeObserver,
    theme: MutationObserver,
    _listeners: Vec<EventListener>,
    _closures: [Closure<dyn Fn()>; 2],
}

impl Watch {
    /// Calls `changed` when the width of an element, the page's theme or the screen's resolution changes.
    ///
    /// # Errors
    /// Returns the browser's error if it lacks one of the observers.
    pub(super) fn new(element: &HtmlElement, changed: Rc<dyn Fn()>) -> Result<Watch, JsValue> {
        let window = web_sys::window().ok_or("There is no window.")?;
        let root =
            window.document().and_then(|document| document.document_element()).ok_or("There is no root.")?;
        let call = {
            let changed = changed.clone();
            Closure::<dyn Fn()>::new(move || changed())
        };
        // The height changes with each group of lanes.
        let width = Cell::new(element.client_width());
        let resized = {
            let (changed, element) = (changed.clone(), element.clone());
            Closure::<dyn Fn()>::new(move || {
                if width.replace(element.client_width()) != element.client_width() {
                    changed();
                }
            })
        };
        let size = ResizeObserver::new(resized.as_ref().unchecked_ref())?;
        size.observe(element);
        let theme = MutationObserver::new(call.as_ref().unchecked_ref())?;
        let attributes = MutationObserverInit::new();
        attributes.set_attributes(true);
        theme.observe_with_options(&root, &attributes)?;
        let mut listeners = Vec::new();
        for query in COLOURS {
            if let Some(query) = window.match_media(query)? {
                let changed = changed.clone();
                listeners.push(EventListener::new(&query, "change", move |_| changed()));
            }
        }
        // Moving the page to a screen of another resolution resizes it, too.
        listeners.push(EventListener::new(&window, "resize", move |_| changed()));
        Ok(Watch { size, theme, _listeners: listeners, _closures: [call, resized] })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.size.disconnect();
        self.theme.disconnect();
    }
}
