//! Crashes: a thread that traps (out of stack, out of memory) is gone, and the module with it. Its worker
//! still has an exception to tell of.

use lanes_model::TaskId;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/report_crash.js")]
extern "C" {
    /// Has this thread tell what ended it, on the channel of that name.
    #[wasm_bindgen(js_name = reportCrash)]
    pub(super) fn report_crash(channel_name: &str);

    #[wasm_bindgen(js_name = noteTask)]
    fn note_task_number(number: u32);
}

/// Keeps the task under way where it is still known after a crash.
pub(super) fn note_task(task: Option<TaskId>) {
    note_task_number(task.map_or(0, TaskId::number));
}
