//! *Break-even*.

mod lesson;

use crate::experiment::Values;
use crate::experiment::{
    At, Experiment, Group, Measure, Python, Start, Sweep, last_step, number, parameters, process_pool,
    repeats, runtime, start_method, switch_interval, workers,
};
use lanes_model::strategy::Strategy;
use lanes_model::workload::{SumOfSquares, Workload};
pub(super) use lesson::{LESSON, marks};

parameters! {
    /// Values of *Break-even*.
    pub(crate) struct BreakEven {
        _ = runtime(),
        tasks: u32 = number(
            "tasks", "Tasks", "", "Number of tasks.", (1, 1_000, Start::At(4)),
        ),
        least: u64 = number(
            "least",
            "n from",
            "",
            "Squares that the smallest task adds.",
            (1, 100_000_000, Start::At(1_000)),
        ),
        most: u64 = number(
            "most",
            "n to",
            "",
            "Squares that the largest task adds.",
            (1, 1_000_000_000, Start::At(100_000_000)),
        ),
        _ = workers(Start::Cores),
        // Strategies are equally fast where their lines cross, so no number of rounds settles every step.
        _ = repeats(5),
        _ = switch_interval(),
        _ = process_pool(),
        _ = start_method(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "break-even",
    group: Group::Decide,
    title: "Break-even",
    watch: "A few tasks grow from almost no work to a tenth of a second, and every strategy runs each size. \
            Watch where threads and processes cross the line of the loop. For smaller tasks, parallel work costs more \
            than it gains.",
    parameters: BreakEven::PARAMETERS,
    strategies: &[Strategy::Sequential, Strategy::Threads, Strategy::Processes],
    left_out: "async and threads-gil are hidden: with them, work that only computes never breaks even.",
    rust: &["workload/sum_of_squares.rs", "schedule.rs"],
    python: Some(Python {
        tasks: &["sum_of_squares"],
        remark: "The largest task is a fiftieth (SHARE in the script).",
        ..Python::PLAIN
    }),
    sweep: Some(Sweep {
        label: "Squares per task",
        singular: "square per task",
        unit: "",
        points: task_sizes,
        // The work contains the step.
        apply: |_, _| {},
        measure: Measure { log: true, ..Measure::SPEED_UP },
        log: true,
        reference: None,
        shown: last_step,
    }),
    work: |setup, At { x, .. }| {
        Workload::SumOfSquares(SumOfSquares { tasks: BreakEven::of(setup).tasks, n: x })
    },
};

/// Share of the largest task that the script reaches.
const SHARE: u64 = 50;

/// Returns the sizes between the limits, each about three times the previous: 1,000, 3,000, 10,000 and so on.
fn task_sizes(values: &Values) -> Vec<u64> {
    let BreakEven { least, most, .. } = BreakEven::of(values);
    // A loop in CPython is some fifty times slower.
    let most = if values.runtime().is_python() { most / SHARE } else { most };
    let most = most.max(least);
    let round = (0..=9).flat_map(|power| [1, 3].map(|factor| factor * 10u64.pow(power)));
    let mut sizes: Vec<u64> = round.filter(|size| (least..=most).contains(size)).collect();
    sizes.extend([least, most]);
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::RUNTIME;
    use crate::setup::Setup;

    #[test]
    fn sizes_rise_between_the_limits() {
        let mut setup = Setup::new(&EXPERIMENT, 2);
        assert_eq!(task_sizes(setup.values()).len(), 11);
        setup.set(RUNTIME.key, 1);
        assert_eq!(task_sizes(setup.values())[5..], [300_000, 1_000_000, 2_000_000]);
        setup.set(RUNTIME.key, 0);
        setup.set("least", 2_000);
        setup.set("most", 20_000);
        assert_eq!(task_sizes(setup.values()), [2_000, 3_000, 10_000, 20_000]);
        setup.set("most", 1);
        assert_eq!(task_sizes(setup.values()), [2_000]);
    }
}
