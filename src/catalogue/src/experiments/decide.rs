//! What to take for which work.

use super::computing::{
    DATA_CRUNCHING, IMAGE_FILTER, MANDELBROT, ONE_STAGE, SUM_OF_SQUARES, TRAIN, WORD_COUNT,
};
use crate::experiment::{
    At, Choice, Experiment, Group, Measure, Reference, Start, Sweep, choice, last_step, number, parameters,
    process_pool, repeats, switch_interval, workers,
};
use crate::setup::Setup;
use crate::sweep::{Chart, Fit, Point, Series, above_from};
use lanes_analysis::amdahl::{self, serial_share};
use lanes_analysis::compare::{Comparison, SpeedUp, listed, representative};
use lanes_analysis::units;
use lanes_model::limits::MAX_WORKERS;
use lanes_model::ranking::{interval, relation};
use lanes_model::run::Run;
use lanes_model::stats::Figures;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;
use lanes_model::workload::Workload;

/// The most steps that lanes are varied in.
const MAX_STEPS: u64 = 16;

parameters! {
    /// Values of *Scaling*.
    pub(super) struct Scaling {
        most: u64 = number(
            "most",
            "Lanes up to",
            "",
            "Where the steps end; they begin at one.",
            (1, MAX_WORKERS, Start::PerCore(2)),
        ),
        work: usize = choice(
            "work",
            "Work",
            "What is shared out; other work than squares has the sizes of its own experiment.",
            // In the order of SCALED.
            &[
                Choice { key: "sum-of-squares", label: "sum of squares" },
                Choice { key: "image-filter", label: "image filter" },
                Choice { key: "mandelbrot", label: "Mandelbrot set" },
                Choice { key: "data-crunching", label: "data crunching" },
                Choice { key: "train", label: "training a model" },
                Choice { key: "word-count", label: "word count" },
            ],
        ),
        tasks: u32 = number("tasks", "Tasks", "", "How many there are to share out.", (1, 1_000, Start::At(120)))
            .only_with("work", 0),
        n: u64 = number("n", "n", "", "How many squares a task adds.", (1, 4_000_000_000, Start::At(8_000_000)))
            .only_with("work", 0),
        // A round is a dozen runs: rounds until all steps are settled would take minutes.
        _ = repeats(3),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const SCALING: Experiment = Experiment {
    id: "scaling",
    group: Group::Decide,
    title: "Scaling",
    watch: "The same work is shared out to one lane, two, three, and so on to twice as many as there are cores. \
            Watch how long each line follows the ideal, and where more lanes stop helping.",
    parameters: Scaling::PARAMETERS,
    strategies: &[Strategy::Sequential, Strategy::ThreadsGil, Strategy::Threads, Strategy::Processes],
    left_out: ONE_STAGE,
    rust: &["kernel/squares.rs", "sums.rs", "schedule.rs"],
    sweep: Some(Sweep {
        label: "Lanes",
        unit: "",
        points: lane_steps,
        apply: |case, lanes| {
            // A loop has one lane, however many there could be, and is measured once.
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
        // The lesson is about lanes that have a core each.
        shown: |setup| {
            let cores = u64::from(setup.cores());
            setup.points().iter().rposition(|lanes| *lanes <= cores).unwrap_or(0)
        },
    }),
    work: |setup, at| match Scaling::of(setup) {
        Scaling { work: 0, tasks, n, .. } => Workload::SumOfSquares { tasks, n },
        Scaling { work, .. } => {
            let experiment = SCALED[work];
            (experiment.work)(&Setup::new(experiment, setup.cores()), at)
        }
    },
};

/// The work that can be scaled.
const SCALED: [&Experiment; 6] =
    [&SUM_OF_SQUARES, &IMAGE_FILTER, &MANDELBROT, &DATA_CRUNCHING, &TRAIN, &WORD_COUNT];

/// All numbers of lanes; where these are too many, about equally many steps, the number of cores among them.
fn lane_steps(setup: &Setup) -> Vec<u64> {
    let (most, cores) = (Scaling::of(setup).most, u64::from(setup.cores()));
    let every = most.div_ceil(MAX_STEPS - 2).max(1);
    let mut steps: Vec<u64> = (1..=most / every).map(|step| step * every).collect();
    steps.extend([1, most, cores.min(most)]);
    steps.sort_unstable();
    steps.dedup();
    steps
}

/// The widest range of serial shares, given the intervals of what was measured, that is worth telling.
const WIDEST_SHARE: f64 = 0.3;

/// What each strategy's speed-ups up to the number of cores say by Amdahl's law.
pub(super) fn scaling_lesson(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let chart = Chart::new(setup, setup.experiment().sweep.as_ref()?, setup.strategies(), runs);
    let base = loop_alone(&chart)?;
    let (mut sentences, mut uncertain) = (Vec::new(), Vec::new());
    for series in &chart.series {
        let Some((reached, share)) = serial_fit(series, &base, setup.cores()) else { continue };
        match share.and_then(|share| scaling_sentence(series.strategy, &base, reached, &share)) {
            Some(sentence) => sentences.push(sentence),
            None => uncertain.push(series.strategy.key()),
        }
    }
    if !uncertain.is_empty() {
        sentences.push(format!(
            "Runs of {} vary too much to tell how they scale: close other programs, or add repeats.",
            listed(&uncertain)
        ));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The name of the law whose curves [`scaling_fits`] gives.
pub(super) const LAW: &str = "Amdahl’s law";

/// How many pieces a curve of Amdahl's law is drawn in.
const PIECES: u32 = 24;

/// The curves of Amdahl's law with the serial shares that [`scaling_lesson`] tells.
pub(super) fn scaling_fits(setup: &Setup, chart: &Chart) -> Vec<Fit> {
    let Some(base) = loop_alone(chart) else { return Vec::new() };
    let fit = |series: &Series| {
        let (reached, share) = serial_fit(series, &base, setup.cores())?;
        let (share, most) = (share?.fitted, reached.x as f64);
        let lanes = (0..=PIECES).map(|piece| 1.0 + (most - 1.0) * f64::from(piece) / f64::from(PIECES));
        let curve = lanes.map(|lanes| (lanes, amdahl::speedup(share, lanes))).collect();
        Some(Fit { look: series.look, curve })
    };
    chart.series.iter().filter_map(fit).collect()
}

/// The interval of the loop that the others are compared with, where it says how far it can be trusted.
fn loop_alone(chart: &Chart) -> Option<Figures> {
    let points = &chart.line(Strategy::Sequential)?.points;
    points.first().filter(|point| is_repeated(point)).map(|point| point.value)
}

/// A serial share, between nothing and all of the work.
struct SerialShare {
    /// The share that fits the medians.
    fitted: f64,
    /// The least that fits the intervals.
    least: f64,
}

/// A strategy's point with the most lanes that have a core each, and its serial share, where the intervals allow to
/// tell it.
fn serial_fit<'a>(
    series: &'a Series,
    base: &Figures,
    cores: u32,
) -> Option<(&'a Point, Option<SerialShare>)> {
    let on_cores = series.points.iter().filter(|point| is_repeated(point) && point.x <= u64::from(cores));
    let on_cores: Vec<&Point> = on_cores.collect();
    let fit = |speedup: &dyn Fn(&Figures) -> f64| {
        serial_share(on_cores.iter().map(|point| (point.x as f64, speedup(&point.value))))
    };
    let fitted = fit(&|value| value.median)?;
    // Both the loop and what is compared with it may have been as slow, or as fast, as their intervals say.
    let (slowest, fastest) = interval(base);
    let least = fit(&|value| interval(value).1 / slowest);
    let most = fit(&|value| interval(value).0 / fastest);
    let range = least.zip(most).filter(|(least, most)| most - least <= WIDEST_SHARE);
    let share = range.map(|(least, _)| SerialShare { fitted, least });
    Some((on_cores.last()?, share))
}

/// Whether a point's interval says how far it can be trusted.
fn is_repeated(point: &Point) -> bool {
    !point.provisional && point.value.count > 1
}

/// How a strategy scales; nothing where its runs vary too much to compare them with the loop.
fn scaling_sentence(
    strategy: Strategy,
    base: &Figures,
    reached: &Point,
    share: &SerialShare,
) -> Option<String> {
    let name = units::capitalised(strategy.key());
    let times = SpeedUp::of(relation(&reached.value, base), reached.value.median);
    let reached = match times {
        SpeedUp::Times(times) => format!("{name} reach {} on {} lanes", units::ratio(times), reached.x),
        SpeedUp::Same => format!("{name} are about as fast as the loop on {} lanes", reached.x),
        SpeedUp::Baseline | SpeedUp::Unclear | SpeedUp::OnlyOnce => return None,
    };
    let SerialShare { fitted: share, least } = *share;
    // Less than a hundredth is not to be told from nothing by measurements of this kind.
    Some(if share < 0.01 {
        format!("{reached}, and no serial share is to be seen.")
    } else if least < 0.01 {
        format!("{reached}, and runs vary too much to tell a serial share from none.")
    } else if share > 0.9 {
        format!("{reached}: nearly all of it is serial, and lanes do not help.")
    } else {
        let limit = amdahl::speedup(share, f64::INFINITY);
        let limit = if limit < 10.0 { format!("{limit:.1}") } else { format!("{limit:.0}") };
        let share = units::percent(share);
        format!("{reached}, which fits a serial share of {share}: at most {limit}× on any number of cores.")
    })
}

parameters! {
    /// Values of *Break-even*.
    pub(super) struct BreakEven {
        tasks: u32 = number(
            "tasks", "Tasks", "", "How many there are to share out.", (1, 1_000, Start::At(4)),
        ),
        least: u64 = number(
            "least",
            "n from",
            "",
            "How many squares the smallest task adds.",
            (1, 100_000_000, Start::At(1_000)),
        ),
        most: u64 = number(
            "most",
            "n to",
            "",
            "How many squares the largest adds.",
            (1, 1_000_000_000, Start::At(100_000_000)),
        ),
        _ = workers(Start::Cores),
        // Where lines cross, strategies are equally fast, so that no number of rounds settles every step.
        _ = repeats(5),
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const BREAK_EVEN: Experiment = Experiment {
    id: "break-even",
    group: Group::Decide,
    title: "Break-even",
    watch: "A few tasks grow from next to nothing to a tenth of a second, and each size is run in every way. \
            Watch where threads, and where processes, cross the line of the loop: below that, sharing out costs more \
            than it gains.",
    parameters: BreakEven::PARAMETERS,
    strategies: &[Strategy::Sequential, Strategy::Threads, Strategy::Processes],
    left_out: "async and threads-gil are left out: work that only computes never breaks even with them.",
    rust: &["kernel/squares.rs", "sums.rs", "schedule.rs"],
    sweep: Some(Sweep {
        label: "Squares a task",
        unit: "",
        points: task_sizes,
        // The work has it.
        apply: |_, _| {},
        measure: Measure { log: true, ..Measure::SPEED_UP },
        log: true,
        reference: None,
        shown: last_step,
    }),
    work: |setup, At { x, .. }| Workload::SumOfSquares { tasks: BreakEven::of(setup).tasks, n: x },
};

/// Sizes that are each about three times the one before: 1,000, 3,000, 10,000 and so on.
fn task_sizes(setup: &Setup) -> Vec<u64> {
    let BreakEven { least, most, .. } = BreakEven::of(setup);
    let most = most.max(least);
    let round = (0..=9).flat_map(|power| [1, 3].map(|factor| factor * 10u64.pow(power)));
    let mut sizes: Vec<u64> = round.filter(|size| (least..=most).contains(size)).collect();
    sizes.extend([least, most]);
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

/// From which size on threads and processes are faster, the intervals respected.
pub(super) fn break_even_lesson(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let chart = Chart::new(setup, setup.experiment().sweep.as_ref()?, setup.strategies(), runs);
    let sequential = chart.line(Strategy::Sequential)?;
    let largest = sequential.points.last().filter(|point| point.value.count > 1)?;
    let rivals = chart.series.iter().filter(|series| series.strategy != Strategy::Sequential);
    let rivals = rivals.filter(|series| series.points.last().is_some_and(|point| point.value.count > 1));
    let sentence = |series: &Series| {
        let name = units::capitalised(series.strategy.key());
        match above_from(series, sequential) {
            Some(point) => {
                let work = task_time(runs, point.index)
                    .map_or_else(String::new, |time| format!(" ({} of work)", units::duration(time)));
                format!("{name} pay from {} squares a task on{work}.", units::grouped(point.x))
            }
            None => {
                format!("{name}: no reliable gain up to {} squares a task.", units::grouped(largest.x))
            }
        }
    };
    let sentences: Vec<String> = rivals.map(sentence).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// How long one task computes by itself at a point.
fn task_time(runs: &[&Run], point: u16) -> Option<Millis> {
    let run = representative(runs.iter().copied(), Strategy::Sequential, point)?;
    let tasks = run.tasks_ok();
    (tasks > 0).then(|| Millis(run.total(Phase::Compute).0 / tasks as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Domain;
    use lanes_analysis::compare::compare;
    use lanes_model::plan::Round;
    use lanes_model::testing::run;
    use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage};

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
    fn work_that_is_scaled_is_that_of_its_experiment() {
        let Domain::Choice(options) = &SCALING.parameters[1].domain else { panic!("no choice") };
        assert_eq!(options.len(), SCALED.len());
        for (value, (option, experiment)) in (0..).zip(options.iter().zip(SCALED)) {
            assert_eq!(option.key, experiment.id);
            let mut setup = Setup::new(&SCALING, 2);
            setup.set("work", value);
            let at = At { strategy: Strategy::Sequential, x: 1 };
            let own = (experiment.work)(&Setup::new(experiment, 2), at);
            let scaled = (SCALING.work)(&setup, at);
            assert_eq!(std::mem::discriminant(&scaled), std::mem::discriminant(&own));
            assert!(value == 0 || scaled == own);
        }
    }

    fn measured(strategy: Strategy, point: u16, walls: [f64; 3]) -> impl Iterator<Item = Run> {
        (0..).zip(walls).map(move |(round, wall)| {
            let mut run = run(strategy, wall, &[1, 2]);
            (run.turn.point, run.turn.round) = (point, Round::Measured(round));
            let span = Span { task: None, phase: Phase::Compute, start: Millis(0.0), end: Millis(wall) };
            run.lanes = vec![LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] }];
            run
        })
    }

    fn lesson(experiment: &'static Experiment, cores: u32, runs: &[Run]) -> Option<String> {
        let runs: Vec<&Run> = runs.iter().collect();
        let comparison = compare(runs.iter().copied(), 0);
        experiment.lesson()?(&Setup::new(experiment, cores), &comparison, &runs)
    }

    #[test]
    fn the_serial_share_is_fitted_up_to_the_number_of_cores() {
        let mut runs: Vec<Run> = measured(Strategy::Sequential, 0, [100.0; 3]).collect();
        // A tenth serial: 55 ms on two lanes; four lanes on two cores say nothing.
        for (point, wall) in [(0, 100.0), (1, 55.0), (2, 90.0), (3, 90.0)] {
            runs.extend(measured(Strategy::Threads, point, [wall; 3]));
            runs.extend(measured(Strategy::Processes, point, [if point == 1 { 50.0 } else { 100.0 }; 3]));
            runs.extend(measured(Strategy::ThreadsGil, point, [100.0, 101.0, 101.5]));
        }
        assert_eq!(
            lesson(&SCALING, 2, &runs).unwrap(),
            "Threads-gil are about as fast as the loop on 2 lanes: nearly all of it is serial, and lanes do not help. \
             Threads reach 1.82× on 2 lanes, which fits a serial share of 10 %: at most 10.0× on any number of cores. \
             Processes reach 2.00× on 2 lanes, and no serial share is to be seen."
        );
        assert_eq!(lesson(&SCALING, 1, &runs), None);
        assert_eq!(lesson(&SCALING, 2, &[]), None);

        let setup = Setup::new(&SCALING, 2);
        let all: Vec<&Run> = runs.iter().collect();
        let chart = Chart::new(&setup, SCALING.sweep.as_ref().unwrap(), setup.strategies(), &all);
        let (law, fits) = SCALING.fits(&setup, &chart).unwrap();
        assert_eq!((law, fits.len()), (LAW, 3));
        let threads =
            fits.iter().find(|fit| fit.look == chart.line(Strategy::Threads).unwrap().look).unwrap();
        let ends = [threads.curve[0], threads.curve[PIECES as usize]];
        assert_eq!(ends.map(|(lanes, _)| lanes), [1.0, 2.0]);
        assert!((ends[0].1 - 1.0).abs() < 1e-9 && (ends[1].1 - 100.0 / 55.0).abs() < 1e-9, "{ends:?}");
    }

    #[test]
    fn runs_that_differ_much_tell_no_serial_share() {
        let mut runs: Vec<Run> = measured(Strategy::Sequential, 0, [100.0, 60.0, 180.0]).collect();
        runs.extend(measured(Strategy::Threads, 1, [55.0; 3]));
        let lesson = lesson(&SCALING, 2, &runs).unwrap();
        assert!(lesson.starts_with("Runs of threads vary too much"), "{lesson}");
    }

    #[test]
    fn a_serial_share_that_may_be_none_limits_nothing() {
        let mut runs: Vec<Run> = measured(Strategy::Sequential, 0, [100.0; 3]).collect();
        runs.extend(measured(Strategy::Threads, 0, [100.0; 3]));
        runs.extend(measured(Strategy::Threads, 1, [53.0, 52.0, 51.0]));
        assert_eq!(
            lesson(&SCALING, 2, &runs).unwrap(),
            "Threads reach 1.92× on 2 lanes, and runs vary too much to tell a serial share from none."
        );
    }

    #[test]
    fn what_was_measured_once_tells_no_serial_share() {
        let once = |strategy, point, wall| measured(strategy, point, [wall; 3]).take(1);
        let mut runs: Vec<Run> = once(Strategy::Sequential, 0, 100.0).collect();
        runs.extend(once(Strategy::Threads, 0, 100.0).chain(once(Strategy::Threads, 1, 50.0)));
        assert_eq!(lesson(&SCALING, 2, &runs), None);
    }

    #[test]
    fn the_size_that_pays_is_told_with_its_work() {
        let mut runs = Vec::new();
        for (point, sequential, threads) in [(0, 1.0, 2.0), (1, 3.0, 3.0), (2, 10.0, 6.0), (3, 30.0, 16.0)] {
            runs.extend(measured(Strategy::Sequential, point, [sequential; 3]));
            runs.extend(measured(Strategy::Threads, point, [threads; 3]));
            runs.extend(measured(Strategy::Processes, point, [sequential * 2.0; 3]));
        }
        assert_eq!(
            lesson(&BREAK_EVEN, 2, &runs).unwrap(),
            "Threads pay from 10,000 squares a task on (5.00 ms of work). \
             Processes: no reliable gain up to 30,000 squares a task."
        );
        assert_eq!(lesson(&BREAK_EVEN, 2, &[]), None);
    }

    #[test]
    fn sizes_rise_and_end_where_they_are_told_to() {
        let mut setup = Setup::new(&BREAK_EVEN, 2);
        assert_eq!(task_sizes(&setup).len(), 11);
        setup.set("least", 2_000);
        setup.set("most", 20_000);
        assert_eq!(task_sizes(&setup), [2_000, 3_000, 10_000, 20_000]);
        setup.set("most", 1);
        assert_eq!(task_sizes(&setup), [2_000]);
    }

    #[test]
    fn a_loop_is_measured_once() {
        let plan = Setup::new(&SCALING, 2).plan(true, 0);
        let of = |strategy| plan.cases.iter().filter(|case| case.strategy == strategy).count();
        assert_eq!(of(Strategy::Sequential), 1);
        assert_eq!(of(Strategy::Threads), 4);
        assert_eq!(plan.pool_lanes(), 4);
    }
}
