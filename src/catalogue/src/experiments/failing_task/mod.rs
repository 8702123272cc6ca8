//! *A task that fails*.

mod lesson;

use crate::experiment::{
    Choice, Experiment, Group, Python, Start, choice, fixed_repeats, number, parameters, runtime,
    start_method, workers,
};
use crate::experiments::shared::texts::NEVER_WAITS;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{Failing, Fault, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *A task that fails*.
    pub(crate) struct FailingTask {
        _ = runtime(),
        how: usize = choice(
            "how",
            "How it fails",
            "Errors are returned; other failures end the worker.",
            // In the order of Fault::ALL.
            &[
                Choice { key: "error", label: "returns an error" },
                Choice { key: "panic", label: "raises an uncaught exception" },
                Choice { key: "stack", label: "overflows its stack" },
                Choice { key: "memory", label: "exhausts memory" },
            ],
        ),
        tasks: u32 = number("tasks", "Tasks", "", "Number of tasks.", (1, 256, Start::At(6))),
        n: u64 = number(
            "n",
            "n",
            "",
            "Squares that each of the other tasks adds.",
            (1, 4_000_000_000, Start::At(300_000_000)),
        ),
        _ = workers(Start::Cores),
        // Strategies are not ranked, because a failed strategy has no time to compare.
        _ = fixed_repeats(1),
        _ = start_method(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "failing-task",
    group: Group::Gotchas,
    title: "A task that fails",
    watch: "All tasks add squares, but the middle one fails in the way you choose. \
            Watch what happens to the other tasks and to the run.",
    parameters: FailingTask::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: NEVER_WAITS,
    rust: &["workload/failing.rs", "schedule.rs"],
    python: Some(Python {
        tasks: &["task"],
        remark: "The script does 1/200 of this work (SHARE in the script). In CPython, a full stack and a lack of \
                 memory are exceptions, too.",
        ..Python::PLAIN
    }),
    sweep: None,
    work: |setup, _| {
        let FailingTask { how, tasks, n } = FailingTask::of(setup);
        Workload::Failing(Failing { tasks, n, fault: Fault::ALL[how] })
    },
};
