//! *Your program*: a Python program that the reader writes.

mod lesson;

use crate::experiment::{
    Experiment, Group, Python, Start, number, parameters, python_runtime, start_method, switch_interval,
};
use crate::experiments::shared::Lesson;
use lanes_model::Phase;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{OwnCode, Workload};

parameters! {
    /// Values of *Your program*.
    pub(crate) struct PythonProgram {
        _ = python_runtime(),
        latency: u32 = number(
            "latency", "Latency", "ms", "How long example.com takes to answer a request of your program.",
            (0, 5_000, Start::At(100)),
        ),
        _ = switch_interval(),
        _ = start_method(),
    }
}

pub(super) const LESSON: Option<Lesson> = Some(lesson::lesson);

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "python-program",
    group: Group::Own,
    title: "Your program",
    watch: "Write or paste a Python program. CPython runs it as it is. Watch what its threads, processes and coroutines \
            really do.",
    parameters: PythonProgram::PARAMETERS,
    strategies: &[Strategy::Program],
    left_out: "",
    rust: &[],
    // A lock of the reader's is more likely than a library that computes without the GIL.
    python: Some(Python { released: Phase::MutexWait, ..Python::PLAIN }),
    sweep: None,
    work: |setup, _| Workload::OwnCode(OwnCode { latency_ms: PythonProgram::of(setup).latency }),
};
