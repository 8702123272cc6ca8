//! *The GIL and computing*.

mod lesson;

use crate::experiment::{
    AUTO, Experiment, Group, Python, Start, number, parameters, process_pool, repeats, runtime, start_method,
    switch_interval, workers,
};
use crate::experiments::shared::lock::GIL_STRATEGIES;
use crate::experiments::shared::texts::{A_FIFTIETH, NEVER_WAITS};
use lanes_model::workload::{SumOfSquares, Workload};
pub(super) use lesson::LESSON;

parameters! {
    /// Values of *The GIL and computing*.
    pub(crate) struct GilCpu {
        _ = runtime(),
        tasks: u32 = number(
            "tasks", "Tasks", "", "Number of sums to compute.", (1, 5_000, Start::At(4)),
        ),
        n: u64 = number(
            "n", "n", "", "Squares that each task adds.", (1, 4_000_000_000, Start::At(60_000_000)),
        ),
        _ = workers(Start::Cores),
        _ = switch_interval().in_view(),
        _ = repeats(AUTO),
        _ = process_pool(),
        _ = start_method(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "gil-cpu",
    group: Group::Gil,
    title: "The GIL and computing",
    watch: "Threads that only compute take turns: one holds the GIL and computes, the others wait until it is released. \
            Watch them take as long as a single thread, while threads without a GIL, and processes, run in parallel.",
    parameters: GilCpu::PARAMETERS,
    strategies: GIL_STRATEGIES,
    left_out: NEVER_WAITS,
    rust: &["gil.rs", "workload/sum_of_squares.rs", "lane.rs", "schedule.rs"],
    python: Some(Python { tasks: &["sum_of_squares"], remark: A_FIFTIETH, ..Python::PLAIN }),
    sweep: None,
    work: |setup, _| {
        let GilCpu { tasks, n } = GilCpu::of(setup);
        Workload::SumOfSquares(SumOfSquares { tasks, n })
    },
};
