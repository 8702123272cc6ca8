//! The two numbers that an isolate shares with the engine, where the page may share any memory: whether
//! to stop, which a message could only tell once the computing is done, and the task under way, which it
//! can no longer tell once it has crashed.

use js_sys::{Atomics, Int32Array, SharedArrayBuffer};
use lanes_model::TaskId;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// Zero, or one to stop.
const STOP: u32 = 0;
/// Zero, or the number of the task under way.
const TASK: u32 = 1;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = crossOriginIsolated)]
    static CROSS_ORIGIN_ISOLATED: JsValue;
}

/// The engine's side of the numbers it shares with one isolate.
#[derive(Clone, Debug)]
pub(crate) struct SharedCell(Option<Int32Array>);

impl SharedCell {
    /// Numbers to share with an isolate; none where nothing can be shared.
    pub(crate) fn new() -> SharedCell {
        let shareable = CROSS_ORIGIN_ISOLATED.with(JsValue::is_truthy);
        SharedCell(shareable.then(|| Int32Array::new(&SharedArrayBuffer::new(8))))
    }

    /// What an isolate is given of it.
    pub(crate) fn to_js(&self) -> JsValue {
        self.0.as_ref().map_or(JsValue::UNDEFINED, JsValue::from)
    }

    /// Says stop, or takes it back.
    pub(crate) fn set_stop(&self, stop: bool) {
        store(self.0.as_ref(), STOP, i32::from(stop));
    }

    /// The task the isolate computes, or crashed in, where that can be told.
    pub(crate) fn task_under_way(&self) -> Option<TaskId> {
        let number = u32::try_from(load(self.0.as_ref(), TASK)).ok()?;
        number.checked_sub(1).map(TaskId)
    }
}

thread_local! {
    /// The numbers this isolate was given.
    static OWN: RefCell<Option<Int32Array>> = const { RefCell::new(None) };
}

/// Keeps the numbers this isolate was given.
pub(crate) fn keep_own(cell: JsValue) {
    OWN.set(cell.dyn_into().ok());
}

/// Whether the engine said stop.
pub(crate) fn own_says_stop() -> bool {
    OWN.with_borrow(|cell| load(cell.as_ref(), STOP) == 1)
}

/// Tells the engine which task is under way.
pub(crate) fn tell_task(task: Option<TaskId>) {
    let number = task.and_then(|task| i32::try_from(task.number()).ok()).unwrap_or(0);
    OWN.with_borrow(|cell| store(cell.as_ref(), TASK, number));
}

fn load(cell: Option<&Int32Array>, index: u32) -> i32 {
    cell.and_then(|view| Atomics::load(view, index).ok()).unwrap_or(0)
}

fn store(cell: Option<&Int32Array>, index: u32, value: i32) {
    if let Some(view) = cell {
        // Fails only on a view of something else.
        let _ = Atomics::store(view, index, value);
    }
}
