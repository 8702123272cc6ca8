//! *Your task*: Python code that the reader writes.

use crate::experiment::{
    AUTO, Experiment, Group, Python, Start, number, parameters, python_runtime, repeats, start_method,
    switch_interval, workers,
};
use crate::experiments::shared::Lesson;
use lanes_model::Phase;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{OwnCode, Workload};

parameters! {
    /// Values of *Your task*.
    pub(crate) struct PythonTask {
        _ = python_runtime(),
        _ = workers(Start::Cores),
        latency: u32 = number(
            "latency", "Latency", "ms", "How long example.com takes to answer a request of your code.",
            (0, 5_000, Start::At(100)),
        ).advanced(),
        _ = repeats(AUTO),
        _ = switch_interval(),
        _ = start_method(),
    }
}

pub(super) const LESSON: Option<Lesson> = None;

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "python-task",
    group: Group::Own,
    title: "Your task",
    watch: "Write a function task and a list of items. CPython calls the function for each item, under every strategy. \
            Watch which strategy suits your code.",
    parameters: PythonTask::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: "Write async def task_async(item) to compare async, too.",
    rust: &[],
    python: Some(Python {
        tasks: &["task", "task_async"],
        // A lock of the reader's is more likely than a library that computes without the GIL.
        released: Phase::MutexWait,
        remark: "In lanes, a wait for a lock or queue looks the same as a library that computes without the GIL.",
        ..Python::PLAIN
    }),
    sweep: None,
    work: |setup, _| Workload::OwnCode(OwnCode { latency_ms: PythonTask::of(setup).latency }),
};
