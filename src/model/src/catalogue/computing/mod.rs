//! Work that computes.

mod data;
pub(super) mod lessons;
mod pictures;

pub(super) use data::{DATA_CRUNCHING, TRAIN, WORD_COUNT};
pub(super) use pictures::{IMAGE_FILTER, MANDELBROT};

use crate::approach::Approach;
use crate::experiment::{Experiment, Group, Start, number, process_pool, repeats, switch_interval, workers};
use crate::workload::Workload;

/// Why work of one step is not mixed.
pub(super) const ONE_STAGE: &str =
    "Mixtures such as async+threads are left out: there is nothing to fetch while something else computes.";

pub(super) const SUM_OF_SQUARES: Experiment = Experiment {
    id: "sum-of-squares",
    group: Group::Computing,
    title: "Sum of squares",
    watch: "Every task adds the squares of all numbers below n, and nothing in it waits. \
            Watch whether more lanes help, and how close they come to the number of cores.",
    parameters: &[
        number("tasks", "Tasks", "", "How many sums there are to share out.", (1, 5_000, Start::At(4))),
        number("n", "n", "", "How many squares a task adds.", (1, 4_000_000_000, Start::At(300_000_000))),
        workers(Start::Cores),
        repeats(3),
        switch_interval(),
        process_pool(),
    ],
    approaches: &Approach::WHOLE,
    left_out: ONE_STAGE,
    rust: &["kernel/squares.rs", "sums.rs", "schedule.rs", "gil.rs"],
    sweep: None,
    work: |setup, _| Workload::SumOfSquares { tasks: setup.small("tasks"), n: setup.number("n") },
};
