//! A panic in a task is that task's failure: the engine is built so that panics unwind.

use lanes_model::{Checksum, FailureKind, TaskId, Timestamp};
use lanes_workloads::schedule::{TaskQueue, run_lane};
use lanes_workloads::{BlockingTasks, Clock, Lane, StopFlag, TaskError};
use wasm_bindgen_test::wasm_bindgen_test;

struct NoTime;

impl Clock for NoTime {
    fn now(&self) -> Timestamp {
        Timestamp(0.0)
    }
}

struct SecondPanics;

impl BlockingTasks<NoTime> for SecondPanics {
    fn count(&self) -> u32 {
        2
    }

    fn run(&self, task: TaskId, _: &Lane<NoTime>) -> Result<Checksum, TaskError> {
        assert!(task.0 == 0, "task {} has had enough", task.0);
        Ok(Checksum(7))
    }
}

#[wasm_bindgen_test]
fn a_panic_becomes_a_failure_that_names_its_task() {
    let lane = Lane::new(NoTime, Timestamp(0.0), StopFlag::default(), 2);
    let failure = run_lane(&SecondPanics, &TaskQueue::new(2), &lane, || {}).unwrap_err();
    assert_eq!((failure.kind, failure.task), (FailureKind::Panic, Some(TaskId(1))));
    assert_eq!(failure.causes, ["task 1 has had enough"]);
    assert_eq!(lane.news().reports.len(), 1);
}
