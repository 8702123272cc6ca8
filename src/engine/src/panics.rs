//! A panic in a task is that task's failure: the engine is built so that panics unwind.

use lanes_model::workload::Library;
use lanes_model::{Answer, Checksum, FailureKind, TaskId, Timestamp};
use lanes_workloads::schedule::{TaskQueue, run_lane};
use lanes_workloads::{Checkpoint, Clock, Computation, Computing, Lane, Material, StopFlag, TaskError};
use wasm_bindgen_test::wasm_bindgen_test;

struct NoTime;

impl Clock for NoTime {
    fn now(&self) -> Timestamp {
        Timestamp(0.0)
    }
}

struct SecondPanics;

impl Computation for SecondPanics {
    fn compute(&self, task: TaskId, _: &[u8], _: Checkpoint<'_>) -> Result<Answer, TaskError> {
        assert!(task.0 == 0, "task {} has had enough", task.0);
        Ok(Checksum(7).into())
    }
}

#[wasm_bindgen_test]
fn a_panic_becomes_a_failure_that_names_its_task() {
    let lane = Lane::new(NoTime, Timestamp(0.0), StopFlag::default(), 2);
    let (library, material) = (Library::Holds, Material::default());
    let tasks = Computing { computation: SecondPanics, count: 2, library, material };
    let failure = run_lane(&tasks, &TaskQueue::new(2), 0, &lane, || {}).unwrap_err();
    assert_eq!((failure.kind, failure.task), (FailureKind::Panic, Some(TaskId(1))));
    assert_eq!(failure.causes, ["task 1 has had enough"]);
    assert_eq!(lane.news().reports.len(), 1);
}
