//! What goes wrong.

use super::computing::ONE_STAGE;
use crate::experiment::{
    Choice, Experiment, Group, Measure, Start, Sweep, choice, fixed_repeats, last_step, number, parameters,
    repeats, switch_interval, workers,
};
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, figures_of, listed, representative};
use lanes_analysis::units;
use lanes_model::limits::{MAX_PROCESSES, MAX_WORKERS};
use lanes_model::plan::ProcessPool;
use lanes_model::ranking::{Certainty, rank};
use lanes_model::run::Run;
use lanes_model::stats::Figures;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;
use lanes_model::workload::{Counter, Counting, Crossing, Failing, Misfortune, Way, Workload};

const HERE: Strategy = Strategy::Here;

parameters! {
    /// Values of *What crosses to a process*.
    pub(super) struct Pickling {
        most: u64 = number(
            "most",
            "Up to",
            "KiB",
            "The largest size that is sent. A copy takes three times that, which a phone may not have.",
            (1, 64 << 10, Start::At(16 << 10)),
        ),
        // What crossing takes is not the wall time that a ranking goes by.
        _ = fixed_repeats(3),
    }
}

pub(super) const PICKLING: Experiment = Experiment {
    id: "pickling",
    group: Group::Gotchas,
    title: "What crosses to a process",
    watch: "Bytes go to a process, which sums them up: as a copy, handed over, or in memory that both share. Watch \
            from which size on that takes less time than the summing, and what cannot go there at all.",
    parameters: Pickling::PARAMETERS,
    strategies: &[HERE, Strategy::Copied, Strategy::Transferred, Strategy::Shared],
    left_out: "Threads and event loops are left out: what is in their memory need not cross.",
    rust: &["crossing.rs"],
    sweep: Some(Sweep {
        label: "Size",
        unit: "bytes",
        points: sizes,
        apply: |case, _| case.workers = 1,
        log: true,
        measure: Measure {
            label: "Crossing alone; “here” is the summing alone",
            unit: "ms",
            of: |run| Some(crossing(run)).filter(|ms| *ms > 0.0),
            log: true,
            relative: false,
        },
        reference: None,
        shown: last_step,
    }),
    work: |_, at| {
        let way = match at.strategy {
            Strategy::Copied => Way::Copied,
            Strategy::Transferred => Way::Transferred,
            Strategy::Shared => Way::Shared,
            _ => Way::Here,
        };
        Workload::Crossing(Crossing { bytes: at.x as u32, way })
    },
};

/// Sizes in bytes: powers of four from a KiB on, and the largest.
fn sizes(setup: &Setup) -> Vec<u64> {
    let most = Pickling::of(setup).most << 10;
    let mut sizes: Vec<u64> = (5..).map(|power| 1 << (2 * power)).take_while(|size| *size < most).collect();
    sizes.push(most);
    sizes
}

/// What a run took but for the summing: from the call that sends the bytes to the answer. Where they stay, it
/// is the summing, to compare with. In milliseconds.
fn crossing(run: &Run) -> f64 {
    let summing = run.total(Phase::Compute).0;
    if run.turn.strategy == HERE { summing } else { run.wall.0 - summing }
}

pub(super) fn what_crossing_costs(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let sizes = setup.points();
    let last = sizes.len() - 1;
    let at = |strategy, point: usize| figures_of(runs, strategy, point as u16, |run| Some(crossing(run)));
    let summing = at(HERE, last)?.median;
    // From where on, at every larger size too, crossing takes less than the work that it is done for.
    let pays = |strategy| {
        let is_less = |point: &usize| {
            at(strategy, *point).zip(at(HERE, *point)).is_some_and(|(cost, work)| cost.is_below(&work))
        };
        (0..sizes.len()).rev().take_while(is_less).last().map(|point| sizes[point])
    };
    let ways = [
        (Strategy::Copied, "copying them"),
        (Strategy::Transferred, "handing them over"),
        (Strategy::Shared, "sharing their memory"),
    ];
    let told = ways.into_iter().filter_map(|(strategy, name)| {
        let cost = units::duration(Millis(at(strategy, last)?.median));
        Some(match pays(strategy) {
            Some(size) => format!("{name} took {cost} (less than the work from {} on)", units::memory(size)),
            None => format!("{name} took {cost} (at no size reliably less than the work)"),
        })
    });
    let told: Vec<String> = told.collect();
    let (size, summing) = (units::memory(sizes[last]), units::duration(Millis(summing)));
    (!told.is_empty()).then(|| format!("To sum up {size} took {summing}; {}.", told.join(", ")))
}

const ANEW: Strategy = Strategy::ProcessesAnew;
const POOL: Strategy = Strategy::Processes;

parameters! {
    /// Values of *Too many workers*.
    pub(super) struct TooManyWorkers {
        most: u64 = number(
            "most",
            "Processes up to",
            "",
            "Each has an engine and a memory of its own: raise this with care.",
            (1, MAX_PROCESSES, Start::PerCore(8)),
        ),
        workers: u64 = number(
            "workers", "Pool size", "", "The most processes of the pool.", (1, MAX_WORKERS, Start::Cores),
        ),
        tasks: u32 = number(
            "tasks", "Tasks", "", "How many there are to share out.", (1, 5_000, Start::At(128)),
        ),
        n: u64 = number(
            "n", "n", "", "How many squares a task adds.", (1, 4_000_000_000, Start::At(5_000_000)),
        ),
        // A round starts dozens of processes, which takes seconds.
        _ = repeats(3),
    }
}

pub(super) const TOO_MANY_WORKERS: Experiment = Experiment {
    id: "too-many-workers",
    group: Group::Gotchas,
    title: "Too many workers",
    watch: "The same work is shared out to one process, two, four and so on, each started for it, and to a pool \
            that has no more than there are cores. Watch the starting outgrow the work; a limit guards your \
            machine, and you can raise it.",
    parameters: TooManyWorkers::PARAMETERS,
    strategies: &[ANEW, POOL],
    left_out: "Threads are left out: an engine starts its own once and keeps them, as the pool its processes.",
    rust: &["kernel/squares.rs", "sums.rs"],
    sweep: Some(Sweep {
        label: "Processes",
        unit: "",
        points: doubling,
        apply: |case, processes| {
            let processes = processes as u32;
            if case.strategy == ANEW {
                (case.workers, case.processes) = (processes, ProcessPool::Fresh);
            } else {
                // The pool grows no further than it is allowed to, and is not measured again then.
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
        Workload::SumOfSquares { tasks, n }
    },
};

/// Powers of two, and the most.
fn doubling(setup: &Setup) -> Vec<u64> {
    let most = TooManyWorkers::of(setup).most;
    let mut steps: Vec<u64> = (0..).map(|power| 1 << power).take_while(|step| *step < most).collect();
    steps.push(most);
    steps
}

pub(super) fn what_starting_costs(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let steps = setup.points();
    let wall = |strategy, point| figures_of(runs, strategy, point, |run| Some(run.wall.0));
    let starting = |run: &Run| run.total(Phase::Spawn).0 / run.lanes.len().max(1) as f64;
    let anew = (0..).zip(&steps).filter_map(|(point, step)| Some((point, *step, wall(ANEW, point)?)));
    let anew: Vec<(u16, u64, Figures)> = anew.collect();
    let (point, most, longest) = *anew.last()?;
    let mut told = format!(
        "{most} processes started anew took {}; one was there after {} on average.",
        units::duration(Millis(longest.median)),
        units::duration(Millis(figures_of(runs, ANEW, point, |run| Some(starting(run)))?.median))
    );
    told += &best_number(&anew.iter().map(|(_, step, wall)| (*step, *wall)).collect::<Vec<_>>());
    let pool = (0..steps.len() as u16).rev().find_map(|point| Some((point, wall(POOL, point)?)));
    if let Some((point, wall)) = pool {
        let size = steps[usize::from(point)].min(TooManyWorkers::of(setup).workers);
        told += &format!(
            " A pool of {size} that was there already took {}.",
            units::duration(Millis(wall.median))
        );
    }
    Some(told)
}

/// The number of processes that was fastest, or those that share the lead; nothing where that is the last one, or
/// where each was measured once.
fn best_number(steps: &[(u64, Figures)]) -> String {
    let walls: Vec<Figures> = steps.iter().map(|(_, wall)| *wall).collect();
    let Some(ranking) = rank(&walls) else { return String::new() };
    let mut leaders: Vec<u64> =
        ranking.order[..ranking.leaders].iter().map(|index| steps[*index].0).collect();
    leaders.sort_unstable();
    let names: Vec<String> = leaders.iter().map(|number| units::grouped(*number)).collect();
    let names = listed(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let best = walls[ranking.order[0]].median;
    match ranking.certainty {
        Certainty::Winner if leaders.last() == steps.last().map(|(step, _)| step) => String::new(),
        Certainty::Winner => format!(" The best number was {names}, with {}.", units::duration(Millis(best))),
        Certainty::Equal => {
            format!(" {names} processes were equally fast, with {}.", units::duration(Millis(best)))
        }
        Certainty::Undecided => format!(" Runs vary too much to tell which of {names} is the best number."),
    }
}

const GIL_PLAIN: Strategy = Strategy::GilPlain;
const GIL_CALL: Strategy = Strategy::GilCall;
const UNPROTECTED: Strategy = Strategy::Unprotected;

parameters! {
    /// Values of *Lost updates*.
    pub(super) struct LostUpdates {
        n: u64 = number(
            "n",
            "Increments",
            "",
            "How often each thread adds one.",
            (1, 100_000_000, Start::At(3_000_000)),
        ),
        workers: u32 = number(
            "workers", "Threads", "", "That many add to the counter.", (1, MAX_WORKERS, Start::At(4)),
        ),
        // What is lost is the question, and shows at once.
        _ = repeats(3),
        _ = switch_interval(),
    }
}

pub(super) const LOST_UPDATES: Experiment = Experiment {
    id: "lost-updates",
    group: Group::Gotchas,
    title: "Lost updates",
    watch: "Every thread adds one to the same counter, again and again. Watch which rows lose increments, and what \
            each safe way costs.",
    parameters: LostUpdates::PARAMETERS,
    strategies: &[
        Strategy::Sequential,
        GIL_PLAIN,
        GIL_CALL,
        UNPROTECTED,
        Strategy::Mutex,
        Strategy::Atomic,
        Strategy::Subtotals,
    ],
    left_out: "An event loop runs one piece of code at a time, and processes share no counter: neither can lose an \
               update this way.",
    rust: &["counting.rs", "schedule.rs"],
    sweep: None,
    work: |setup, at| {
        let LostUpdates { n, workers } = LostUpdates::of(setup);
        let counter = match at.strategy {
            Strategy::Mutex => Counter::Mutex,
            Strategy::Atomic => Counter::Atomic,
            Strategy::Subtotals => Counter::Subtotals,
            GIL_PLAIN => Counter::GilPlain,
            GIL_CALL => Counter::GilCall,
            _ => Counter::Unprotected,
        };
        Workload::Counting(Counting { tasks: workers, increments: n, counter })
    },
};

/// How much was lost where, and what it cost to lose nothing.
pub(super) fn what_was_lost(setup: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    if LostUpdates::of(setup).workers == 1 {
        return Some("One thread alone loses nothing: take two workers or more.".to_owned());
    }
    let count = |strategy| representative(runs.iter().copied(), strategy, 0).and_then(Run::count);
    let told = |strategy, expression: &str, otherwise: &str| {
        count(strategy).map(|count| match count.lost() {
            0 => format!("{expression} lost nothing {otherwise}"),
            lost => format!(
                "{expression} lost {} of {} increments.",
                units::grouped(lost),
                units::grouped(count.expected)
            ),
        })
    };
    let plain = told(
        GIL_PLAIN,
        "With a GIL, counter += 1",
        "here: CPython 3.10 and later switch threads only at calls and loop edges. No version guarantees that.",
    );
    let call = told(GIL_CALL, "With a GIL, counter = add_one(counter)", "this time, but it can.");
    let free = told(UNPROTECTED, "Without a GIL, counter += 1", "this time, by luck.");
    let (mutex, subtotals) = (Strategy::Mutex, Strategy::Subtotals);
    let cost = comparison.times(subtotals, mutex).filter(|times| *times > 1.0).map(|times| {
        format!(
            "A mutex for each increment took {} times as long as subtotals, combined once at the end.",
            units::significant(times)
        )
    });
    let sentences: Vec<String> = [plain, call, free, cost].into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

parameters! {
    /// Values of *A task that fails*.
    pub(super) struct FailingTask {
        how: usize = choice(
            "how",
            "How it fails",
            "Errors are returned; other failures end the worker.",
            // In the order of Misfortune::ALL.
            &[
                Choice { key: "error", label: "returns an error" },
                Choice { key: "panic", label: "raises an exception that nobody catches" },
                Choice { key: "stack", label: "overflows its stack" },
                Choice { key: "memory", label: "exhausts memory" },
            ],
        ),
        tasks: u32 = number("tasks", "Tasks", "", "How many there are.", (1, 256, Start::At(6))),
        n: u64 = number(
            "n",
            "n",
            "",
            "How many squares each of the others adds.",
            (1, 4_000_000_000, Start::At(300_000_000)),
        ),
        _ = workers(Start::Cores),
        // Nothing is ranked: a strategy that fails has no time to compare.
        _ = fixed_repeats(1),
    }
}

pub(super) const FAILING_TASK: Experiment = Experiment {
    id: "failing-task",
    group: Group::Gotchas,
    title: "A task that fails",
    watch: "All tasks add squares, but the one in the middle fails, in the way you choose. \
            Watch what becomes of the other tasks, and of the run.",
    parameters: FailingTask::PARAMETERS,
    strategies: &Strategy::BASIC,
    left_out: ONE_STAGE,
    rust: &["kernel/misfortune.rs", "failing.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        let FailingTask { how, tasks, n } = FailingTask::of(setup);
        Workload::Failing(Failing { tasks, n, misfortune: Misfortune::ALL[how] })
    },
};

/// What became of an error that was returned. Any other failure ends the run, and then nothing is told.
pub(super) fn what_became_of_the_error(_: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let run = runs.iter().find(|run| run.tasks_ok() > 0 && run.failures().next().is_some())?;
    let others = match run.tasks_ok() {
        1 => "The other task gave its answer".to_owned(),
        count => format!("The other {count} tasks gave their answers"),
    };
    Some(format!(
        "{others}. In Python, a pool keeps the exception in the future of its task. You see it only when you ask for \
         the result."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_analysis::compare::compare;
    use lanes_model::failure::{Failure, FailureKind};
    use lanes_model::product::{Count, Product};
    use lanes_model::testing::{repeated, run};
    use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage};

    /// Runs whose counter said that.
    fn counted(strategy: Strategy, wall: f64, spread: f64, counted: u64) -> Vec<Run> {
        let mut run = run(Strategy::Threads, wall, &[1]);
        run.turn.strategy = strategy;
        let product = Product::Count(Count { expected: 8_000, counted });
        run.reports[0].outcome.as_mut().unwrap().product = Some(product);
        repeated(&run, spread)
    }

    #[test]
    fn what_was_lost_is_told_of_each_that_may_lose() {
        let all = |mutex, spread| {
            [
                counted(GIL_PLAIN, 1.0, spread, 8_000),
                counted(GIL_CALL, 1.0, spread, 3_000),
                counted(UNPROTECTED, 1.0, spread, 5_689),
                counted(Strategy::Mutex, mutex, spread, 8_000),
                counted(Strategy::Subtotals, 1.0, spread, 8_000),
            ]
            .concat()
        };
        let runs = all(30.0, 0.1);
        let setup = Setup::new(&LOST_UPDATES, 2);
        let told = |setup: &Setup, runs: &[Run]| {
            what_was_lost(setup, &compare(runs, 0), &runs.iter().collect::<Vec<_>>())
        };
        assert_eq!(
            told(&setup, &runs).unwrap(),
            "With a GIL, counter += 1 lost nothing here: CPython 3.10 and later switch threads only at calls and \
             loop edges. No version guarantees that. With a GIL, counter = add_one(counter) lost 5,000 of 8,000 \
             increments. Without a GIL, counter += 1 lost 2,311 of 8,000 increments. A mutex for each increment \
             took 30.0 times as long as subtotals, combined once at the end."
        );
        let lucky = [counted(GIL_CALL, 1.0, 0.1, 8_000), counted(UNPROTECTED, 1.0, 0.1, 8_000)].concat();
        assert_eq!(
            told(&setup, &lucky).unwrap(),
            "With a GIL, counter = add_one(counter) lost nothing this time, but it can. Without a GIL, \
             counter += 1 lost nothing this time, by luck."
        );
        // Times that overlap say nothing about cost.
        assert!(told(&setup, &all(1.5, 0.9)).unwrap().ends_with("2,311 of 8,000 increments."));
        assert_eq!(told(&setup, &[]), None);
        let mut alone = setup;
        alone.set("workers", 1);
        assert!(told(&alone, &runs).unwrap().starts_with("One thread alone loses nothing"));
    }

    /// The rows that may lose are those of code without protection, and no others.
    #[test]
    fn every_row_of_lost_updates_counts_in_its_own_way() {
        let counters: Vec<_> = Setup::new(&LOST_UPDATES, 2)
            .plan(true, 0)
            .cases
            .iter()
            .map(|case| {
                let Workload::Counting(counting) = case.work.workload() else { panic!("{case:?}") };
                (case.strategy.key(), counting.counter, case.strategy.has_gil())
            })
            .collect();
        assert_eq!(
            counters,
            [
                ("sequential", Counter::Unprotected, false),
                ("gil-plain", Counter::GilPlain, true),
                ("gil-call", Counter::GilCall, true),
                ("unprotected", Counter::Unprotected, false),
                ("mutex", Counter::Mutex, false),
                ("atomic", Counter::Atomic, false),
                ("subtotals", Counter::Subtotals, false),
            ]
        );
    }

    #[test]
    fn what_became_of_an_error_is_told_where_the_others_answered() {
        let told = |runs: &[Run]| {
            let runs: Vec<&Run> = runs.iter().collect();
            what_became_of_the_error(&Setup::new(&FAILING_TASK, 2), &compare([], 0), &runs)
        };
        let mut failed = run(Strategy::Threads, 1.0, &[1, 2, 3]);
        assert_eq!(told(&[failed.clone()]), None);
        failed.reports[1].outcome = Err(Failure::new(FailureKind::Task, "It failed."));
        let lesson = told(&[failed]).unwrap();
        assert!(
            lesson.starts_with("The other 2 tasks gave their answers. In Python, a pool keeps"),
            "{lesson}"
        );
    }

    #[test]
    fn sizes_and_processes_go_in_steps_up_to_the_most() {
        let mut pickling = Setup::new(&PICKLING, 2);
        pickling.set("most", 20);
        assert_eq!(pickling.points(), [1_024, 4_096, 16_384, 20_480]);
        pickling.set("most", u64::MAX);
        assert_eq!((pickling.points().len(), pickling.points().last()), (9, Some(&(64 << 20))));
        assert_eq!(Setup::new(&TOO_MANY_WORKERS, 2).points(), [1, 2, 4, 8, 16]);
        assert_eq!(Setup::new(&TOO_MANY_WORKERS, 64).points().last(), Some(&MAX_PROCESSES));
    }

    #[test]
    fn the_pool_has_no_more_processes_than_it_is_told_to() {
        let plan = Setup::new(&TOO_MANY_WORKERS, 2).plan(true, 0);
        let workers = |strategy| {
            let own = plan.cases.iter().filter(|case| case.strategy == strategy);
            own.map(|case| (case.workers, case.processes)).collect::<Vec<_>>()
        };
        assert_eq!(workers(POOL), [(1, ProcessPool::Reuse), (2, ProcessPool::Reuse)]);
        assert_eq!(workers(ANEW).last(), Some(&(16, ProcessPool::Fresh)));
        assert_eq!(plan.pool_lanes(), 1);
    }

    /// A run of that length, one span of which took so long.
    fn at(strategy: Strategy, point: u16, wall: f64, phase: Phase, ms: f64) -> Run {
        let mut run = run(Strategy::Processes, wall, &[1]);
        (run.turn.strategy, run.turn.point) = (strategy, point);
        let span = Span { task: None, phase, start: Millis::ZERO, end: Millis(ms) };
        run.lanes = vec![LaneTrace { kind: LaneKind::Process, stage: Stage::Whole, spans: vec![span] }];
        run
    }

    #[test]
    fn crossing_is_what_the_summing_does_not_take() {
        let mut setup = Setup::new(&PICKLING, 2);
        setup.set("most", 4);
        let (copied, transferred) = (Strategy::Copied, Strategy::Transferred);
        let runs = [
            at(HERE, 0, 0.02, Phase::Compute, 0.01),
            at(HERE, 1, 2.5, Phase::Compute, 2.0),
            at(copied, 0, 0.1, Phase::Compute, 0.01),
            at(copied, 1, 5.0, Phase::Compute, 2.0),
            at(transferred, 0, 0.1, Phase::Compute, 0.01),
            at(transferred, 1, 2.25, Phase::Compute, 2.0),
        ];
        let all: Vec<Run> = runs.iter().flat_map(|run| repeated(run, 0.02)).collect();
        let all: Vec<&Run> = all.iter().collect();
        assert_eq!(
            what_crossing_costs(&setup, &compare([], 0), &all).unwrap(),
            "To sum up 4 KiB took 2.00 ms; copying them took 3.00 ms (at no size reliably less than the work), \
             handing them over took 0.25 ms (less than the work from 4 KiB on)."
        );
        assert_eq!(what_crossing_costs(&setup, &compare([], 0), &all[..10]), None);
        // Measured once each, it may be chance.
        let once: Vec<&Run> = runs.iter().collect();
        let told = what_crossing_costs(&setup, &compare([], 0), &once).unwrap();
        assert!(told.ends_with("handing them over took 0.25 ms (at no size reliably less than the work)."));
    }

    #[test]
    fn starting_is_told_apart_from_the_work() {
        let mut setup = Setup::new(&TOO_MANY_WORKERS, 2);
        setup.set("most", 4);
        let told = |one, two, spread| {
            let runs = [
                at(ANEW, 0, one, Phase::Spawn, 40.0),
                at(ANEW, 1, two, Phase::Spawn, 60.0),
                at(ANEW, 2, 250.0, Phase::Spawn, 110.0),
                at(POOL, 1, 130.0, Phase::Compute, 120.0),
            ];
            let runs: Vec<Run> = runs.iter().flat_map(|run| repeated(run, spread)).collect();
            what_starting_costs(&setup, &compare([], 0), &runs.iter().collect::<Vec<_>>()).unwrap()
        };
        assert_eq!(
            told(300.0, 200.0, 0.02),
            "4 processes started anew took 250 ms; one was there after 110 ms on average. The best number \
             was 2, with 200 ms. A pool of 2 that was there already took 130 ms."
        );
        // Medians that chance put in that order have no best number.
        assert!(
            told(200.0, 210.0, 0.8)
                .contains("Runs vary too much to tell which of 1, 2 and 4 is the best number.")
        );
        assert!(
            told(200.0, 202.0, 0.02)
                .contains("average. 1 and 2 processes were equally fast, with 200 ms. A pool")
        );
        assert!(told(400.0, 300.0, 0.02).contains("average. A pool"));
        assert_eq!(what_starting_costs(&setup, &compare([], 0), &[]), None);
    }
}
