//! *Scaling*.

mod lesson;

use crate::experiment::Values;
use crate::experiment::{
    Choice, Experiment, Group, Measure, Python, Reference, Start, Sweep, choice, number, parameters,
    process_pool, repeats, runtime, start_method, switch_interval,
};
use crate::experiments::shared::texts::{A_TWO_HUNDREDTH, NEVER_WAITS};
use lanes_model::limits::MAX_WORKERS;
use lanes_model::strategy::Strategy;
use lanes_model::workload::{SumOfSquares, Workload};
pub(super) use lesson::{LAW, LESSON, fits};

/// Maximum number of steps.
const MAX_STEPS: u64 = 16;

parameters! {
    /// Values of *Scaling*.
    pub(crate) struct Scaling {
        _ = runtime(),
        most: u64 = number(
            "most",
            "Lanes up to",
            "",
            "Highest number of lanes.",
            (1, MAX_WORKERS, Start::PerCore(2)),
        ),
        work: usize = choice(
            "work",
            "Work",
            "Work to split. All but the sum of squares use the default sizes of their own experiments.",
            // In the order of SCALED.
            &[
                Choice { key: "sum-of-squares", label: "sum of squares" },
                Choice { key: "image-filter", label: "image filter" },
                Choice { key: "mandelbrot", label: "Mandelbrot set" },
                Choice { key: "data-crunching", label: "data crunching" },
                Choice { key: "train", label: "training a model" },
                Choice { key: "word-count", label: "word count" },
            ],
        )
        .rust_only(),
        tasks: u32 = number("tasks", "Tasks", "", "Number of tasks.", (1, 1_000, Start::At(120)))
            .only_with("work", 0),
        n: u64 = number("n", "n", "", "Squares that each task adds.", (1, 4_000_000_000, Start::At(8_000_000)))
            .only_with("work", 0),
        // A round is a dozen runs, so rounds until all steps are settled would take minutes.
        _ = repeats(3),
        _ = switch_interval(),
        _ = process_pool(),
        _ = start_method(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "scaling",
    group: Group::Decide,
    title: "Scaling",
    watch: "The same work is split among one lane, two, three, and so on, up to twice the number of cores. \
            Watch how long each line follows the ideal, and where more lanes stop helping.",
    parameters: Scaling::PARAMETERS,
    strategies: &[Strategy::Sequential, Strategy::ThreadsGil, Strategy::Threads, Strategy::Processes],
    left_out: NEVER_WAITS,
    rust: &["workload/sum_of_squares.rs", "schedule.rs"],
    python: Some(Python { tasks: &["sum_of_squares"], remark: A_TWO_HUNDREDTH, ..Python::PLAIN }),
    sweep: Some(Sweep {
        label: "Lanes",
        singular: "lane",
        unit: "",
        points: lane_steps,
        apply: |case, lanes| {
            // A loop always has one lane, so it is measured once.
            if case.strategy != Strategy::Sequential {
                case.workers = u32::try_from(lanes).unwrap_or(u32::MAX);
            }
        },
        measure: Measure::SPEED_UP,
        log: false,
        reference: Some(Reference {
            label: "ideal",
            at: |setup, lanes| Some(lanes.min(u64::from(setup.cores())) as f64),
        }),
        // The lesson describes lanes that have a core each.
        shown: |values, steps| {
            let cores = u64::from(values.cores());
            steps.iter().rposition(|lanes| *lanes <= cores).unwrap_or(0)
        },
    }),
    work: |setup, at| match Scaling::of(setup) {
        Scaling { work, tasks, n, .. } if work == 0 || setup.runtime().is_python() => {
            Workload::SumOfSquares(SumOfSquares { tasks, n })
        }
        Scaling { work, .. } => {
            let experiment = SCALED[work];
            (experiment.work)(&Values::new(experiment.parameters, setup.cores()), at)
        }
    },
};

/// Experiments whose work can be scaled.
const SCALED: [&Experiment; 6] = [
    &crate::experiments::sum_of_squares::EXPERIMENT,
    &crate::experiments::image_filter::EXPERIMENT,
    &crate::experiments::mandelbrot::EXPERIMENT,
    &crate::experiments::data_crunching::EXPERIMENT,
    &crate::experiments::train::EXPERIMENT,
    &crate::experiments::word_count::EXPERIMENT,
];

/// Returns all numbers of lanes or, if there are too many, evenly spaced ones and the number of cores.
fn lane_steps(values: &Values) -> Vec<u64> {
    let (most, cores) = (Scaling::of(values).most, u64::from(values.cores()));
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
    use crate::experiment::At;
    use crate::experiment::Domain;
    use crate::setup::Setup;

    #[test]
    fn lanes_go_in_at_most_sixteen_steps_past_the_number_of_cores() {
        let steps = |cores| lane_steps(&Values::new(EXPERIMENT.parameters, cores));
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
    fn scaled_work_equals_that_of_its_experiment() {
        let Domain::Choice(options) = &EXPERIMENT.parameters[2].domain else { panic!("no choice") };
        assert_eq!(options.len(), SCALED.len());
        for (value, (option, experiment)) in (0..).zip(options.iter().zip(SCALED)) {
            assert_eq!(option.key, experiment.id);
            let mut setup = Setup::new(&EXPERIMENT, 2);
            setup.set("work", value);
            let at = At { strategy: Strategy::Sequential, x: 1 };
            let own = (experiment.work)(&Values::new(experiment.parameters, 2), at);
            let scaled = (EXPERIMENT.work)(setup.values(), at);
            assert_eq!(std::mem::discriminant(&scaled), std::mem::discriminant(&own));
            assert!(value == 0 || scaled == own);
        }
    }

    #[test]
    fn a_loop_is_measured_once() {
        let plan = Setup::new(&EXPERIMENT, 2).plan(true, 0);
        let of = |strategy| plan.cases.iter().filter(|case| case.strategy == strategy).count();
        assert_eq!(of(Strategy::Sequential), 1);
        assert_eq!(of(Strategy::Threads), 4);
        assert_eq!(plan.pool_lanes(), 4);
    }
}
