//! *Sum of squares*.

use crate::experiment::{
    AUTO, Experiment, Group, Python, Start, number, parameters, process_pool, repeats, runtime, start_method,
    switch_interval, workers,
};
use crate::experiments::shared::Lesson;
use crate::experiments::shared::texts::{A_FIFTIETH, NEVER_WAITS};
use lanes_model::strategy::Strategy;
use lanes_model::workload::{self, Workload};

parameters! {
    /// Values of *Sum of squares*.
    pub(crate) struct SumOfSquares {
        _ = runtime(),
        tasks: u32 = number(
            "tasks", "Tasks", "", "Number of sums to compute.", (1, 5_000, Start::At(4)),
        ),
        n: u64 = number(
            "n", "n", "", "Squares that each task adds.", (1, 4_000_000_000, Start::At(60_000_000)),
        ),
        _ = workers(Start::Cores),
        _ = repeats(AUTO),
        _ = switch_interval(),
        _ = process_pool(),
        _ = start_method(),
    }
}

pub(super) const LESSON: Option<Lesson> = None;

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "sum-of-squares",
    group: Group::Computing,
    title: "Sum of squares",
    watch: "Every task adds the squares of all numbers below n, and never waits. \
            Watch whether more lanes help, and how close the speed-up comes to the number of cores.",
    parameters: SumOfSquares::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: NEVER_WAITS,
    rust: &["workload/sum_of_squares.rs", "schedule.rs", "gil.rs"],
    python: Some(Python { tasks: &["sum_of_squares", "task"], remark: A_FIFTIETH, ..Python::PLAIN }),
    sweep: None,
    work: |setup, _| {
        let SumOfSquares { tasks, n } = SumOfSquares::of(setup);
        Workload::SumOfSquares(workload::SumOfSquares { tasks, n })
    },
};
