//! Two numbers that an isolate shares with the engine, where the page may share memory: a stop flag, since a message
//! is not heard before the computing is done, and the task under way, since an isolate that crashed sends nothing.

use js_sys::{Atomics, Int32Array, SharedArrayBuffer};
use lanes_model::TaskId;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// Index of the stop flag: 0, or 1 to stop.
const STOP: u32 = 0;
/// Index of the number of the task under way, 0 for none.
const TASK: u32 = 1;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = crossOriginIsolated)]
    static CROSS_ORIGIN_ISOLATED: JsValue;
}

/// Numbers shared with one isolate, on the engine's side. Empty where no memory can be shared.
#[derive(Clone, Debug)]
pub(crate) struct SharedCell(Option<Int32Array>);

impl SharedCell {
    /// Allocates the numbers.
    pub(crate) fn new() -> SharedCell {
        let shareable = CROSS_ORIGIN_ISOLATED.with(JsValue::is_truthy);
        SharedCell(shareable.then(|| Int32Array::new(&SharedArrayBuffer::new(8))))
    }

    /// Returns the value to give the isolate.
    pub(crate) fn to_js(&self) -> JsValue {
        self.0.as_ref().map_or(JsValue::UNDEFINED, JsValue::from)
    }

    /// Sets or clears the stop flag.
    pub(crate) fn set_stop(&self, stop: bool) {
        store(self.0.as_ref(), STOP, i32::from(stop));
    }

    /// Returns the task that the isolate computes or crashed in.
    pub(crate) fn task_under_way(&self) -> Option<TaskId> {
        let number = u32::try_from(load(self.0.as_ref(), TASK)).ok()?;
        number.checked_sub(1).map(TaskId)
    }
}

thread_local! {
    /// Numbers that this isolate was given.
    static OWN: RefCell<Option<Int32Array>> = const { RefCell::new(None) };
}

/// Keeps the numbers that this isolate was given.
pub(crate) fn keep_own(cell: JsValue) {
    OWN.set(cell.dyn_into().ok());
}

/// Returns true if the engine set the stop flag.
pub(crate) fn stop_is_set() -> bool {
    OWN.with_borrow(|cell| load(cell.as_ref(), STOP) == 1)
}

/// Publishes the task under way.
pub(crate) fn publish_task(task: Option<TaskId>) {
    let number = task.and_then(|task| i32::try_from(task.number()).ok()).unwrap_or(0);
    OWN.with_borrow(|cell| store(cell.as_ref(), TASK, number));
}

fn load(cell: Option<&Int32Array>, index: u32) -> i32 {
    cell.and_then(|view| Atomics::load(view, index).ok()).unwrap_or(0)
}

fn store(cell: Option<&Int32Array>, index: u32, value: i32) {
    if let Some(view) = cell {
        // Fails only on another kind of array.
        let _ = Atomics::store(view, index, value);
    }
}
