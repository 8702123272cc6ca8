//! How an isolate that computes hears of a Stop. It shares no memory with the engine but, where the page
//! may share any, one number: a message would wait until the computing is done.

use js_sys::{Atomics, Int32Array, SharedArrayBuffer};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = crossOriginIsolated)]
    static CROSS_ORIGIN_ISOLATED: JsValue;
}

/// The number: zero, or one to stop.
#[derive(Clone, Debug)]
pub(crate) struct StopCell(Option<Int32Array>);

impl StopCell {
    /// A cell to share with an isolate; one that says nothing where nothing can be shared.
    pub(crate) fn new() -> StopCell {
        let shareable = CROSS_ORIGIN_ISOLATED.with(JsValue::is_truthy);
        StopCell(shareable.then(|| Int32Array::new(&SharedArrayBuffer::new(4))))
    }

    /// What an isolate is given of it.
    pub(crate) fn to_js(&self) -> JsValue {
        self.0.as_ref().map_or(JsValue::UNDEFINED, JsValue::from)
    }

    /// Says stop, or takes it back.
    pub(crate) fn set(&self, stop: bool) {
        if let Some(view) = &self.0 {
            // Fails only on a view of something else.
            let _ = Atomics::store(view, 0, i32::from(stop));
        }
    }
}

thread_local! {
    /// The cell this isolate was given.
    static OWN: RefCell<Option<Int32Array>> = const { RefCell::new(None) };
}

/// Keeps the cell this isolate was given.
pub(crate) fn keep_own(cell: JsValue) {
    OWN.set(cell.dyn_into().ok());
}

/// Whether the engine said stop.
pub(crate) fn own_says_stop() -> bool {
    OWN.with_borrow(|cell| cell.as_ref().is_some_and(|view| Atomics::load(view, 0) == Ok(1)))
}
