//! What to take for which work.

use super::computing::ONE_STAGE;
use crate::approach::Approach;
use crate::experiment::{
    At, Experiment, Group, MAX_WORKERS, Measure, Reference, Start, Sweep, number, process_pool, repeats,
    switch_interval,
};
use crate::setup::Setup;
use crate::strategy::Strategy;
use crate::workload::Workload;

/// The most steps that lanes are varied in.
const MAX_STEPS: u64 = 16;

pub(super) const SCALING: Experiment = Experiment {
    id: "scaling",
    group: Group::Decide,
    title: "Scaling",
    watch: "The same work is shared out to one lane, two, three, and so on to twice as many as there are cores. \
            Watch how long each line follows the ideal, and where more lanes stop helping.",
    parameters: &[
        number(
            "most",
            "Lanes up to",
            "",
            "Where the steps end; they begin at one.",
            (1, MAX_WORKERS, Start::PerCore(2)),
        ),
        number("tasks", "Tasks", "", "How many there are to share out.", (1, 1_000, Start::At(48))),
        number("n", "n", "", "How many squares a task adds.", (1, 4_000_000_000, Start::At(20_000_000))),
        repeats(3),
        switch_interval(),
        process_pool(),
    ],
    approaches: &[
        Approach::SEQUENTIAL,
        Approach::Whole(Strategy::ThreadsGil),
        Approach::Whole(Strategy::Threads),
        Approach::Whole(Strategy::Processes),
    ],
    left_out: ONE_STAGE,
    rust: &["kernel/squares.rs", "sums.rs", "schedule.rs"],
    sweep: Some(Sweep {
        label: "Lanes",
        unit: "",
        points: lane_steps,
        apply: |case, lanes| {
            // A loop has one lane, however many there could be, and is measured once.
            if case.approach != Approach::SEQUENTIAL {
                case.workers = u32::try_from(lanes).unwrap_or(u32::MAX);
            }
        },
        measure: Measure::SPEED_UP,
        log: false,
        reference: Some(Reference {
            label: "ideal",
            at: |setup, lanes| Some(lanes.min(u64::from(setup.cores())) as f64),
        }),
    }),
    lesson: None,
    work: |setup, _: At| Workload::SumOfSquares { tasks: setup.small("tasks"), n: setup.number("n") },
};

/// All numbers of lanes; where these are too many, about equally many steps, the number of cores among them.
fn lane_steps(setup: &Setup) -> Vec<u64> {
    let (most, cores) = (setup.number("most"), u64::from(setup.cores()));
    let every = most.div_ceil(MAX_STEPS - 2).max(1);
    let mut steps: Vec<u64> = (1..=most / every).map(|step| step * every).collect();
    steps.extend([1, most, cores.min(most)]);
    steps.sort_unstable();
    steps.dedup();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_go_in_at_most_sixteen_steps_past_the_number_of_cores() {
        let steps = |cores| lane_steps(&Setup::new(&SCALING, cores));
        assert_eq!(steps(1), [1, 2]);
        assert_eq!(steps(2), [1, 2, 3, 4]);
        for cores in 1..200 {
            let steps = steps(cores);
            assert!(steps.len() <= MAX_STEPS as usize, "{cores} cores: {steps:?}");
            assert!(steps.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(steps[0] == 1 && steps.contains(&u64::from(cores).min(MAX_WORKERS)));
        }
    }

    #[test]
    fn a_loop_is_measured_once() {
        let plan = Setup::new(&SCALING, 2).plan(true, 0);
        let of = |approach| plan.cases.iter().filter(|case| case.approach == approach).count();
        assert_eq!(of(Approach::SEQUENTIAL), 1);
        assert_eq!(of(Approach::Whole(Strategy::Threads)), 4);
        assert_eq!(plan.pool_lanes(), 4);
    }
}
