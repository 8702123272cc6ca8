//! *Too many workers*.

mod lesson;

use crate::experiment::Values;
use crate::experiment::{
    Experiment, Group, Measure, Python, Start, Sweep, last_step, number, parameters, repeats, runtime,
    start_method,
};
use crate::experiments::shared::texts::A_TWO_HUNDREDTH;
use lanes_model::limits::{MAX_PROCESSES, MAX_PYTHON_PROCESSES, MAX_WORKERS};
use lanes_model::plan::ProcessPool;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{SumOfSquares, Workload};
pub(super) use lesson::LESSON;

const FRESH: Strategy = Strategy::ProcessesAnew;

const POOL: Strategy = Strategy::Processes;

parameters! {
    /// Values of *Too many workers*.
    pub(crate) struct TooManyWorkers {
        _ = runtime(),
        most: u64 = number(
            "most",
            "Processes up to",
            "",
            "Each process has its own engine and memory, so raise this with care.",
            (1, MAX_PROCESSES, Start::PerCore(8)),
        ),
        workers: u64 = number(
            "workers", "Pool size", "", "Maximum pool size.", (1, MAX_WORKERS, Start::Cores),
        ),
        tasks: u32 = number(
            "tasks", "Tasks", "", "Number of tasks.", (1, 5_000, Start::At(128)),
        ),
        n: u64 = number(
            "n", "n", "", "Squares that each task adds.", (1, 4_000_000_000, Start::At(5_000_000)),
        ),
        // A round starts dozens of processes, which takes seconds.
        _ = repeats(3),
        _ = start_method(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "too-many-workers",
    group: Group::Gotchas,
    title: "Too many workers",
    watch: "The same work is split among one new process, two, four and so on. It also runs on a pool with no more \
            processes than cores. Watch the start-up time outgrow the work. A limit protects your machine; you can \
            raise it.",
    parameters: TooManyWorkers::PARAMETERS,
    strategies: &[FRESH, POOL],
    left_out: "Threads are hidden: they start once and are reused, like the pool’s processes.",
    rust: &["workload/sum_of_squares.rs"],
    python: Some(Python { tasks: &["sum_of_squares"], remark: A_TWO_HUNDREDTH, ..Python::PLAIN }),
    sweep: Some(Sweep {
        label: "Processes",
        singular: "process",
        unit: "",
        points: doubling,
        apply: |case, processes| {
            let processes = processes as u32;
            if case.strategy == FRESH {
                (case.workers, case.processes) = (processes, ProcessPool::Fresh);
            } else {
                // Steps above the pool size do not change the case, so they are not measured again.
                case.workers = case.workers.min(processes);
            }
        },
        log: true,
        measure: Measure::WALL,
        reference: None,
        shown: last_step,
    }),
    work: |setup, _| {
        let TooManyWorkers { tasks, n, .. } = TooManyWorkers::of(setup);
        Workload::SumOfSquares(SumOfSquares { tasks, n })
    },
};

/// Returns the powers of two below the largest number of processes, and that number.
fn doubling(values: &Values) -> Vec<u64> {
    let here = if values.runtime().is_python() { MAX_PYTHON_PROCESSES } else { MAX_PROCESSES };
    let most = TooManyWorkers::of(values).most.min(here);
    let mut steps: Vec<u64> = (0..).map(|power| 1 << power).take_while(|step| *step < most).collect();
    steps.push(most);
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::RUNTIME;
    use crate::setup::Setup;

    #[test]
    fn processes_double_up_to_the_largest_number() {
        assert_eq!(Setup::new(&EXPERIMENT, 2).points(), [1, 2, 4, 8, 16]);
        let mut many = Setup::new(&EXPERIMENT, 64);
        assert_eq!(many.points().last(), Some(&MAX_PROCESSES));
        many.set(RUNTIME.key, 1);
        assert_eq!(many.points(), [1, 2, 4, 8, 16]);
    }

    #[test]
    fn the_pool_never_exceeds_its_size() {
        let plan = Setup::new(&EXPERIMENT, 2).plan(true, 0);
        let workers = |strategy| {
            let own = plan.cases.iter().filter(|case| case.strategy == strategy);
            own.map(|case| (case.workers, case.processes)).collect::<Vec<_>>()
        };
        assert_eq!(workers(POOL), [(1, ProcessPool::Reuse), (2, ProcessPool::Reuse)]);
        assert_eq!(workers(FRESH).last(), Some(&(16, ProcessPool::Fresh)));
        assert_eq!(plan.pool_lanes(), 1);
    }
}
