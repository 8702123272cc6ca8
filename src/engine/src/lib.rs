//! Engine: runs tasks in the browser. One worker conducts ([`start_engine`]). Its lanes are the threads of a rayon
//! pool, or isolates ([`start_isolate`]), workers with an engine of their own.
//!
//! The crate is built twice: with the feature `threads` (shared memory, atomics, the pool) and without.

mod attachment;
mod conductor;
mod http;
mod isolate;
mod messages;
mod parts;
mod pool;
mod run;
mod stored_files;
mod supplies;
mod time;

use lanes_model::Timestamp;
use wasm_bindgen::prelude::*;

#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;

/// Starts the conductor in the worker that calls this, which answers `ToEngine` messages from now on. The threaded
/// engine's pool must have started.
///
/// `base` is the absolute URL that requests are relative to. `parts` loads what the engine needs. `crash_channel` is the name of the broadcast channel on which threads report a crash. `began_at`
/// is the time when this worker's first line ran, in milliseconds since the Unix epoch.
#[wasm_bindgen]
pub fn start_engine(base: String, parts: parts::EngineParts, crash_channel: String, began_at: f64) {
    let began_at = Timestamp(began_at);
    wasm_bindgen_futures::spawn_local(conductor::start(base, parts, crash_channel, began_at));
}

/// Starts an isolate in the worker that calls this, which answers `ToIsolate` messages from now on.
///
/// `base` is the absolute URL that requests are relative to. `shared` is the argument that `spawn_isolate` was called
/// with. `answer_here(address, signal)` returns a promise of the response to a request that must not leave this worker.
#[wasm_bindgen]
pub fn start_isolate(base: String, shared: JsValue, answer_here: js_sys::Function) {
    isolate::shared_cell::keep_own(shared);
    http::set_timer_network(answer_here);
    isolate::worker::start(base);
}

#[cfg(test)]
mod tests {
    use lanes_model::workload::Library;
    use lanes_model::{Answer, Checksum, FailureKind, TaskId, Timestamp};
    use lanes_workloads::schedule::{TaskQueue, run_lane};
    use lanes_workloads::{Checkpoint, Clock, Computation, Computing, Lane, Material, StopFlag, TaskError};
    use wasm_bindgen_test::wasm_bindgen_test;

    struct StoppedClock;

    impl Clock for StoppedClock {
        fn now(&self) -> Timestamp {
            Timestamp(0.0)
        }
    }

    struct SecondTaskPanics;

    impl Computation for SecondTaskPanics {
        fn compute(&self, task: TaskId, _: &[u8], _: Checkpoint<'_>) -> Result<Answer, TaskError> {
            assert!(task.0 == 0, "task {} has had enough", task.0);
            Ok(Checksum(7).into())
        }
    }

    // Panics unwind only if the wasm build says so, which no native test can show.
    #[wasm_bindgen_test]
    fn a_panic_becomes_a_failure_that_names_its_task() {
        let lane = Lane::new(StoppedClock, Timestamp(0.0), StopFlag::default(), 2);
        let (library, material) = (Library::Holds, Material::default());
        let tasks = Computing { computation: SecondTaskPanics, count: 2, library, material };
        let failure = run_lane(&tasks, &TaskQueue::new(2), 0, &lane, || {}).unwrap_err();
        assert_eq!((failure.kind, failure.task), (FailureKind::Panic, Some(TaskId(1))));
        assert_eq!(failure.causes, ["task 1 has had enough"]);
        assert_eq!(lane.take_report().reports.len(), 1);
    }
}
