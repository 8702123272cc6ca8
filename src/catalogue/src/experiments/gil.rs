//! What a global interpreter lock does.

use super::computing::ONE_STAGE;
use super::network::{ERRORS, JITTER, NETWORK, SEED, TIMEOUT, URLS, bytes, latency, source};
use crate::experiment::{
    AUTO, Experiment, Group, Measure, Reference, SWITCH_INTERVAL, Start, Sweep, fixed_repeats, number,
    parameters, process_pool, repeats, switch_interval, workers,
};
use crate::setup::Setup;
use lanes_analysis::breakdown::most_at_once;
use lanes_analysis::compare::{Comparison, SpeedUp, figures_of, representative};
use lanes_analysis::units;
use lanes_model::product::Service;
use lanes_model::ranking::{Relation, relation};
use lanes_model::run::Run;
use lanes_model::stats::Figures;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;
use lanes_model::workload::{Convoy, Hashing, Library, Processing, Requests, Simulation, Workload};

const THREADS: Strategy = Strategy::Threads;
const THREADS_GIL: Strategy = Strategy::ThreadsGil;
const RELEASING: Strategy = Strategy::Releasing;

/// What is compared to show what the lock does: the strategies that have to do with it, and processes, which
/// have one each.
const AROUND_THE_LOCK: &[Strategy] = &[Strategy::Sequential, THREADS_GIL, THREADS, Strategy::Processes];

parameters! {
    /// Values of *The GIL and computing*.
    pub(super) struct GilCpu {
        tasks: u32 = number(
            "tasks", "Tasks", "", "How many sums there are to share out.", (1, 5_000, Start::At(4)),
        ),
        n: u64 = number(
            "n", "n", "", "How many squares a task adds.", (1, 4_000_000_000, Start::At(300_000_000)),
        ),
        _ = workers(Start::Cores),
        _ = switch_interval().in_view(),
        _ = repeats(AUTO),
        _ = process_pool(),
    }
}

pub(super) const GIL_CPU: Experiment = Experiment {
    id: "gil-cpu",
    group: Group::Gil,
    title: "The GIL and computing",
    watch: "Threads that only compute take turns at the lock: one computes, the others wait until it lets go. \
            Watch them take as long as one thread alone, while threads without a GIL, and processes with one \
            each, compute at once.",
    parameters: GilCpu::PARAMETERS,
    strategies: AROUND_THE_LOCK,
    left_out: ONE_STAGE,
    rust: &["gil.rs", "kernel/squares.rs", "lane.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        let GilCpu { tasks, n } = GilCpu::of(setup);
        Workload::SumOfSquares { tasks, n }
    },
};

parameters! {
    /// Values of *Libraries that release the GIL*.
    pub(super) struct ReleasesGil {
        tasks: u32 = number("tasks", "Tasks", "", "How many buffers are hashed.", (1, 1_000, Start::At(8))),
        size: u32 = number(
            "size", "Size", "bytes", "How large each buffer is.", (2_048, 16_000_000, Start::At(1_000_000)),
        ),
        passes: u32 = number(
            "passes", "Passes", "", "How often SHA-256 goes over each buffer.", (1, 10_000, Start::At(12)),
        ),
        _ = workers(Start::Cores),
        _ = switch_interval().in_view(),
        _ = repeats(AUTO),
        _ = process_pool(),
    }
}

pub(super) const RELEASES_GIL: Experiment = Experiment {
    id: "releases-gil",
    group: Group::Gil,
    title: "Libraries that release the GIL",
    watch: "Every task hashes a buffer with SHA-256. Pure Python holds the GIL while it computes; hashlib, zlib, Pillow \
            and NumPy release it. Watch threads under the GIL run in parallel where the library releases it.",
    parameters: ReleasesGil::PARAMETERS,
    strategies: &[Strategy::Sequential, THREADS_GIL, RELEASING, THREADS, Strategy::Processes],
    left_out: "Async is left out: an event loop computes one task at a time.",
    rust: &["lane.rs", "hashing.rs", "kernel/digest.rs", "gil.rs"],
    sweep: None,
    work: |setup, at| {
        let ReleasesGil { tasks, size, passes } = ReleasesGil::of(setup);
        let library = if at.strategy == RELEASING { Library::Releases } else { Library::Holds };
        Workload::Hashing(Hashing { tasks, bytes: size, passes, library })
    },
};

parameters! {
    /// Values of *The GIL and waiting*.
    pub(super) struct GilIo {
        requests: u32 = number(
            "requests", "Requests", "", "How many records are asked for.", (1, 5_000, Start::At(10)),
        ),
        latency: u32 = latency(100),
        network: usize = NETWORK,
        urls: String = URLS,
        _ = workers(Start::At(10)),
        _ = repeats(AUTO),
        bytes: u32 = bytes(1_000).advanced(),
        jitter: u32 = JITTER,
        errors: u32 = ERRORS,
        seed: u32 = SEED,
        timeout: u32 = TIMEOUT,
        _ = switch_interval(),
        _ = process_pool(),
    }
}

pub(super) const GIL_IO: Experiment = Experiment {
    id: "gil-io",
    group: Group::Gil,
    title: "The GIL and waiting",
    watch: "The same lock, but threads that wait for a network: CPython releases the GIL around I/O that may \
            block. Watch the waits lie side by side, as if there were no lock.",
    parameters: GilIo::PARAMETERS,
    strategies: AROUND_THE_LOCK,
    left_out: "Async is left out, since on an event loop there is nobody to share a lock with: \
               “Ten requests” has it.",
    rust: &["lane.rs", "gil.rs", "requests.rs", "schedule.rs"],
    sweep: None,
    work: |setup, _| {
        let values = GilIo::of(setup);
        let simulation = Simulation::steady(values.latency, values.bytes).varied(
            values.jitter,
            values.errors,
            values.seed,
        );
        Workload::Requests(Requests {
            count: values.requests,
            source: source(values.network, &values.urls, simulation),
            timeout_ms: values.timeout,
            processing: Processing::Checksum,
        })
    },
};

/// The switch intervals that are tried, in microseconds. CPython's own is 5 ms.
const SWITCH_INTERVALS: [u64; 7] = [50, 200, 1_000, CPYTHONS, 20_000, 50_000, 100_000];
const CPYTHONS: u64 = SWITCH_INTERVAL.default;

parameters! {
    /// Values of *The convoy effect*.
    pub(super) struct GilConvoy {
        cpu: u32 = number(
            "cpu", "Threads that compute", "", "Beside the one that answers.", (0, 4, Start::At(1)),
        ),
        duration: u32 = number(
            "duration",
            "Duration",
            "ms",
            "How long each window is. It goes on until ten requests are answered, at most ten times as long.",
            (20, 2_000, Start::At(250)),
        ),
        shortest: u64 = number(
            "shortest",
            "Shortest interval",
            "µs",
            "Shorter switch intervals are left out.",
            (50, 100_000, Start::At(1_000)),
        ),
        longest: u64 = number(
            "longest",
            "Longest interval",
            "µs",
            "Longer switch intervals are left out.",
            (50, 100_000, Start::At(50_000)),
        ),
        // Windows, taken in turn with those of the other steps. They are a fixed number: what is measured is how much is
        // answered in a time, so times settle nothing.
        _ = fixed_repeats(5),
        pause: u32 = number(
            "pause",
            "Pause",
            "µs",
            "How long the client waits between an answer and its next request, as a network would have it wait.",
            (0, 10_000, Start::At(50)),
        )
        .advanced(),
    }
}

pub(super) const GIL_CONVOY: Experiment = Experiment {
    id: "gil-convoy",
    group: Group::Gil,
    title: "The convoy effect",
    watch: "One thread answers requests and needs the GIL for a moment each time. Other threads compute, and release it \
            only when the switch interval is over. Watch the requests wait behind the computing: the longer the \
            interval, the fewer requests per second.",
    parameters: GilConvoy::PARAMETERS,
    strategies: &[THREADS_GIL, THREADS],
    left_out: "A convoy takes a lock and a thread that keeps it, so the other strategies have none.",
    rust: &["convoy.rs", "pipe.rs", "gil.rs", "lane.rs"],
    sweep: Some(Sweep {
        label: "Switch interval",
        unit: "µs",
        points: switch_intervals,
        apply: |case, interval| {
            case.switch_interval_us = interval as u32;
            // All at once: they wait for one another.
            case.workers = case.work.tasks();
        },
        log: true,
        measure: Measure {
            label: "Requests answered",
            unit: "a second",
            of: |run| run.service().as_ref().map(Service::per_second),
            log: true,
            relative: false,
        },
        reference: Some(Reference {
            label: "1 per interval",
            at: |setup, interval| (GilConvoy::of(setup).cpu > 0).then(|| per_second(interval)),
        }),
        shown: cpythons_step,
    }),
    work: |setup, _| {
        let values = GilConvoy::of(setup);
        Workload::Convoy(Convoy {
            computing: values.cpu,
            duration_ms: values.duration,
            pause_us: values.pause,
        })
    },
};

/// The switch intervals between the limits that a reader set; the shortest, where none lies between them.
fn switch_intervals(setup: &Setup) -> Vec<u64> {
    let GilConvoy { shortest, longest, .. } = GilConvoy::of(setup);
    let between = SWITCH_INTERVALS.into_iter().filter(|it| (shortest..=longest).contains(it));
    let between: Vec<u64> = between.collect();
    if between.is_empty() { vec![shortest] } else { between }
}

/// The place of CPython's own interval or, where that is not measured, of the longest.
fn cpythons_step(setup: &Setup) -> usize {
    let intervals = setup.points();
    let cpythons = intervals.iter().position(|interval| *interval == CPYTHONS);
    cpythons.unwrap_or(intervals.len().saturating_sub(1))
}

/// How often a time in microseconds fits a second.
fn per_second(micros: u64) -> f64 {
    1e6 / micros as f64
}

/// How many times rarer answers must be for a convoy to be worth the name.
const CONVOY: f64 = 2.0;

/// Answers in a window from which one in a hundred is one of them at least.
const HUNDRED: f64 = 100.0;

/// What is said of CPython's own interval, or, where that was not measured, of the longest.
pub(super) fn behind_the_computing(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let point = cpythons_step(setup);
    let of_windows = |strategy, of: fn(&Service) -> f64| {
        figures_of(runs, strategy, point as u16, |run| run.service().as_ref().map(of))
    };
    let under = of_windows(THREADS_GIL, Service::per_second)?;
    let rate = |figures: &Figures| figures.text(|rate| units::grouped(rate.round() as u64));
    let computing = match GilConvoy::of(setup).cpu {
        0 => {
            return Some(format!(
                "No thread computes, so no thread keeps the lock: {} requests a second were answered.",
                rate(&under)
            ));
        }
        1 => "one thread that computes".to_owned(),
        more => format!("{more} threads that compute"),
    };
    let interval = units::duration(Millis(setup.points()[point] as f64 / 1000.0));
    let latency = |figures: Figures| figures.text(|ms| units::duration(Millis(ms)));
    let slowest = if of_windows(THREADS_GIL, |service| service.answered as f64)?.median < HUNDRED {
        "the slowest of a window"
    } else {
        "one in a hundred more than"
    };
    let answers = format!(
        "Next to {computing}, with a switch interval of {interval}, {} requests a second were answered. Half of them \
         took more than {}, {slowest} {}.",
        rate(&under),
        latency(of_windows(THREADS_GIL, |service| service.median.0)?),
        latency(of_windows(THREADS_GIL, |service| service.p99.0)?),
    );
    let without = of_windows(THREADS, Service::per_second).map_or_else(String::new, |without| {
        let what = match relation(&under, &without) {
            Relation::Less if without.median > under.median * CONVOY => "that is the convoy",
            Relation::Less | Relation::Equal | Relation::More => "no convoy to speak of",
            Relation::Undecided => "windows vary too much to tell a convoy",
            Relation::OnlyOnce => "one window each does not tell how far that can be trusted",
        };
        format!(" Without the lock there were {}: {what}.", rate(&without))
    });
    Some(answers + &without)
}

/// From which speed-up on threads are said to have helped.
const WORTH_IT: f64 = 1.2;

pub(super) fn computing_under_the_lock(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let under = comparison.row(THREADS_GIL)?;
    let speed_up = comparison.speed_up(under)?;
    if under.lanes < 2 {
        return Some("One thread has nobody to share the lock with: take two workers or more.".to_owned());
    }
    let (threads, waited) = (under.lanes, units::percent(lock_share(runs)?));
    let result = match (speed_up.at_least(WORTH_IT), speed_up.as_fast_as()) {
        (Some(times), _) => format!(
            "Under the GIL {threads} threads were {} as fast as one, which the lock should not allow: something \
             disturbed the measurement. They",
            units::ratio(times)
        ),
        (None, Some(as_fast_as)) => {
            format!("Under the GIL {threads} threads won nothing: they were {as_fast_as} one, and")
        }
        (None, None) => format!("{} {threads} threads under the GIL won anything. They", undecided(speed_up)),
    };
    let without = comparison.row(THREADS).and_then(|row| comparison.speed_up(row)?.as_fast_as());
    let without = without.map_or_else(String::new, |as_fast_as| {
        format!(" Without it the same threads were {as_fast_as} one.")
    });
    Some(format!("{result} spent {waited} of their time waiting for the lock.{without}"))
}

pub(super) fn waiting_without_the_lock(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let under = comparison.row(THREADS_GIL)?;
    let speed_up = comparison.speed_up(under)?;
    if under.lanes < 2 {
        return Some("One thread waits for one answer at a time: take two workers or more.".to_owned());
    }
    let (threads, waited) = (under.lanes, units::percent(lock_share(runs)?));
    let without = comparison.row(THREADS).and_then(|row| comparison.speed_up(row)?.as_fast_as());
    let without =
        without.map_or_else(String::new, |as_fast_as| format!("; without it they were {as_fast_as} one"));
    let result = match (speed_up.at_least(WORTH_IT), speed_up.as_fast_as()) {
        (Some(times), _) => format!(
            "{threads} threads helped in spite of the GIL: they were {} as fast as one{without}.",
            units::ratio(times)
        ),
        (None, Some(as_fast_as)) => {
            format!("{threads} threads did not help here: they were {as_fast_as} one{without}.")
        }
        (None, None) => format!("{} {threads} threads helped.", undecided(speed_up)),
    };
    Some(format!(
        "{result} Waiting lets go of the lock, and {waited} of their time went into waiting for it."
    ))
}

/// The start of a sentence about what the runs do not tell.
fn undecided(speed_up: SpeedUp) -> &'static str {
    match speed_up {
        SpeedUp::OnlyOnce => "One measurement each does not tell whether",
        _ => "Runs vary too much to tell whether",
    }
}

/// What releasing the lock around the computing does, beside holding it.
pub(super) fn releasing_the_lock(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let releasing = comparison.row(RELEASING)?;
    if releasing.lanes < 2 {
        return Some("One thread has nobody to share the lock with: take two workers or more.".to_owned());
    }
    let compared = |strategy, doing: &str| {
        let row = comparison.row(strategy)?;
        let speed_up = comparison.speed_up(row)?;
        Some(match speed_up.as_fast_as() {
            Some(as_fast_as) => {
                format!("{doing} the GIL, {} threads were {as_fast_as} one after the other.", row.lanes)
            }
            None => format!("{} {} the GIL helped.", undecided(speed_up), doing.to_lowercase()),
        })
    };
    let waited = |strategy| Some(units::percent(lock_share_of(runs, strategy)?));
    let shares = waited(THREADS_GIL).zip(waited(RELEASING)).map(|(holding, releasing)| {
        format!(
            "Threads that held the GIL waited {holding} of their time for it; those that released it, {releasing}."
        )
    });
    let sentences = [compared(RELEASING, "Releasing"), compared(THREADS_GIL, "Holding"), shares];
    let sentences: Vec<String> = sentences.into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// What became of threads under the lock where a library may release it while it computes.
pub(super) fn holding_or_releasing(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let under = setup.strategies().iter().copied().filter(|strategy| strategy.has_gil());
    let drawn = |strategy| representative(runs.iter().copied(), strategy, 0);
    let run = under.filter_map(drawn).find(|run| run.lanes.len() > 1)?;
    let name = run.turn.strategy.key();
    Some(match (setup.holds_gil(run.turn.strategy), most_at_once(run, Phase::Compute)) {
        (true, _) => {
            format!("Pure Python holds the GIL while it computes, so {name} computed one task at a time.")
        }
        (false, most @ 2..) => {
            format!(
                "The library releases the GIL while it computes: {name} computed up to {most} tasks at once."
            )
        }
        (false, _) => {
            format!(
                "The library releases the GIL while it computes, but {name} computed one task at a time here."
            )
        }
    })
}

/// Waiting for the lock, as a share of the time all lanes of threads under it had.
fn lock_share(runs: &[&Run]) -> Option<f64> {
    lock_share_of(runs, THREADS_GIL)
}

/// Waiting for the lock, as a share of the time all lanes of a strategy had.
fn lock_share_of(runs: &[&Run], strategy: Strategy) -> Option<f64> {
    let run = representative(runs.iter().copied(), strategy, 0)?;
    let had = run.wall.0 * run.lanes.len() as f64;
    (had > 0.0).then(|| run.total(Phase::LockWait).0 / had)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::find;
    use lanes_analysis::compare::compare;
    use lanes_model::plan::Round;
    use lanes_model::product::Product;
    use lanes_model::testing::{repeated, run};
    use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage, TaskId};

    /// What an experiment says where threads under the lock took that long, and waited half of it for the lock. Runs
    /// vary by a share of their time; where that is nothing, there is one of each.
    fn lesson(id: &str, under_the_lock: f64, spread: f64) -> Option<String> {
        let experiment = find(id).unwrap();
        let mut under = run(Strategy::ThreadsGil, under_the_lock, &[1]);
        let end = Millis(under_the_lock / 2.0);
        let span = Span { task: Some(TaskId(0)), phase: Phase::LockWait, start: Millis::ZERO, end };
        under.lanes = vec![LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] }; 2];
        let runs = [run(Strategy::Sequential, 100.0, &[1]), under, run(Strategy::Threads, 50.0, &[1])];
        let rounds = if spread > 0.0 { 5 } else { 1 };
        let runs: Vec<Run> =
            runs.iter().flat_map(|run| repeated(run, spread).into_iter().take(rounds)).collect();
        let runs: Vec<&Run> = runs.iter().collect();
        experiment.lesson().unwrap()(&Setup::new(experiment, 2), &compare(runs.iter().copied(), 0), &runs)
    }

    #[test]
    fn computing_threads_are_said_to_win_nothing_where_they_did_not() {
        assert_eq!(
            lesson("gil-cpu", 100.0, 0.02).unwrap(),
            "Under the GIL 2 threads won nothing: they were about as fast as one, and spent 50 % of their time \
             waiting for the lock. Without it the same threads were 2.00× as fast as one."
        );
        assert!(lesson("gil-cpu", 110.0, 0.02).unwrap().contains("they were 0.91× as fast as one"));
        assert!(
            lesson("gil-cpu", 50.0, 0.02)
                .unwrap()
                .contains("2.00× as fast as one, which the lock should not")
        );
        assert_eq!(
            lesson("gil-cpu", 60.0, 0.9).unwrap(),
            "Runs vary too much to tell whether 2 threads under the GIL won anything. They spent 50 % of their time \
             waiting for the lock."
        );
    }

    #[test]
    fn waiting_threads_are_said_to_help_where_they_did() {
        let lesson = |wall, spread| lesson("gil-io", wall, spread).unwrap();
        assert!(
            lesson(50.0, 0.02).starts_with("2 threads helped in spite of the GIL: they were 2.00× as fast")
        );
        assert!(
            lesson(100.0, 0.02).starts_with("2 threads did not help here: they were about as fast as one;")
        );
        assert!(
            lesson(60.0, 0.9).starts_with("Runs vary too much to tell whether 2 threads helped. Waiting")
        );
    }

    #[test]
    fn one_measurement_each_does_not_tell_whether_threads_helped() {
        let lesson = |id| lesson(id, 50.0, 0.0).unwrap();
        assert!(lesson("gil-io").starts_with("One measurement each does not tell whether 2 threads helped."));
        assert!(
            lesson("gil-cpu")
                .starts_with("One measurement each does not tell whether 2 threads under the GIL")
        );
    }

    /// What *Libraries that release the GIL* says where threads that hold it, and threads that release it, took that
    /// long; one after the other it is 100 ms. Runs vary by a share of their time.
    fn releasing_lesson(holding: f64, releasing: f64, spread: f64) -> String {
        let lane = |waited| {
            let span = Span {
                task: Some(TaskId(0)),
                phase: Phase::LockWait,
                start: Millis::ZERO,
                end: Millis(waited),
            };
            LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] }
        };
        let measured = |strategy, wall: f64, waited: f64| {
            let mut run = run(Strategy::ThreadsGil, wall, &[1]);
            run.turn.strategy = strategy;
            run.lanes = vec![lane(wall * waited); 2];
            repeated(&run, spread)
        };
        let runs = [
            measured(Strategy::Sequential, 100.0, 0.0),
            measured(THREADS_GIL, holding, 0.5),
            measured(RELEASING, releasing, 0.0),
        ]
        .concat();
        let runs: Vec<&Run> = runs.iter().collect();
        let setup = Setup::new(&RELEASES_GIL, 2);
        releasing_the_lock(&setup, &compare(runs.iter().copied(), 0), &runs).unwrap()
    }

    #[test]
    fn releasing_is_said_to_help_only_where_the_intervals_are_apart() {
        assert_eq!(
            releasing_lesson(100.0, 50.0, 0.02),
            "Releasing the GIL, 2 threads were 2.00× as fast as one after the other. Holding the GIL, 2 threads were \
             about as fast as one after the other. Threads that held the GIL waited 50 % of their time for it; those \
             that released it, 0 %."
        );
        assert!(releasing_lesson(100.0, 60.0, 0.9).starts_with(
            "Runs vary too much to tell whether releasing the GIL helped. Runs vary too much to tell whether holding"
        ));
        assert!(
            releasing_lesson(50.0, 100.0, 0.02).contains("Holding the GIL, 2 threads were 2.00× as fast")
        );
    }

    #[test]
    fn threads_under_the_lock_are_said_to_compute_at_once_where_the_library_releases_it() {
        let lesson = |id: &str, library: u64, spans: [(f64, f64); 2]| {
            let mut setup = Setup::new(find(id).unwrap(), 2);
            setup.set("library", library);
            let lane = |(start, end)| {
                let (start, end) = (Millis(start), Millis(end));
                let span = Span { task: Some(TaskId(0)), phase: Phase::Compute, start, end };
                LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] }
            };
            let mut run = run(Strategy::ThreadsGil, 10.0, &[1]);
            run.lanes = spans.into_iter().map(lane).collect();
            setup.experiment().lesson().unwrap()(&setup, &compare(&[run.clone()], 0), &[&run])
        };
        let (together, apart) = ([(0.0, 6.0), (4.0, 10.0)], [(0.0, 5.0), (5.0, 10.0)]);
        for id in ["image-filter", "download-process"] {
            assert_eq!(
                lesson(id, 0, together).unwrap(),
                "The library releases the GIL while it computes: threads-gil computed up to 2 tasks at once."
            );
            assert!(
                lesson(id, 0, apart).unwrap().ends_with("but threads-gil computed one task at a time here.")
            );
            assert_eq!(
                lesson(id, 1, apart).unwrap(),
                "Pure Python holds the GIL while it computes, so threads-gil computed one task at a time."
            );
        }
    }

    #[test]
    fn all_but_one_of_the_strategies_hold_the_lock() {
        let cases = Setup::new(&RELEASES_GIL, 2).plan(true, 0).cases;
        let releasing = cases.iter().filter(|case| case.work.library() == Library::Releases);
        assert_eq!(releasing.map(|case| case.strategy.key()).collect::<Vec<_>>(), ["releasing"]);
        assert!(cases.iter().all(|case| case.work.tasks() == 8));
    }

    fn setup(changes: &[(&str, u64)]) -> Setup {
        let mut setup = Setup::new(find("gil-convoy").unwrap(), 2);
        for (key, value) in changes {
            setup.set(key, *value);
        }
        setup
    }

    #[test]
    fn the_intervals_are_those_between_the_limits() {
        assert_eq!(setup(&[]).points(), [1_000, 5_000, 20_000, 50_000]);
        assert_eq!(setup(&[("shortest", 50), ("longest", 100_000)]).points(), SWITCH_INTERVALS);
        assert_eq!(setup(&[("shortest", 1_000), ("longest", 20_000)]).points(), [1_000, 5_000, 20_000]);
        assert_eq!(setup(&[("shortest", 90_000), ("longest", 60)]).points(), [90_000]);
    }

    #[test]
    fn what_is_shown_first_is_the_interval_that_the_lesson_speaks_of() {
        let shown = |changes| {
            let setup = setup(changes);
            setup.points()[usize::from(setup.shown_point())]
        };
        assert_eq!(shown(&[]), CPYTHONS);
        assert_eq!(shown(&[("shortest", 50), ("longest", 100_000)]), CPYTHONS);
        assert_eq!(shown(&[("longest", 1_000)]), 1_000);
    }

    #[test]
    fn a_step_has_windows_enough_for_an_interval() {
        assert!(setup(&[]).number("repeats") >= Some(5));
    }

    #[test]
    fn every_task_of_a_convoy_has_a_thread_of_its_own() {
        for case in setup(&[("cpu", 3)]).plan(true, 0).cases {
            assert_eq!((case.work.tasks(), case.workers, case.pool_lanes()), (5, 5, 5));
        }
    }

    /// What is said where the server answered so many requests in each window of a second at CPython's interval.
    fn convoy_lesson(under: &[u64], without: &[u64]) -> String {
        let setup = setup(&[]);
        let served = |strategy, (round, answered): (usize, &u64)| {
            let mut run = run(strategy, 1000.0, &[0]);
            (run.turn.point, run.turn.round) = (1, Round::Measured(round as u32));
            let (median, p99) = (Millis(5.0 + round as f64), Millis(9.0));
            let service = Service { answered: *answered, over: Millis(1000.0), median, p99 };
            run.reports[0].outcome.as_mut().unwrap().product = Some(Product::Service(service));
            run
        };
        let windows = |strategy, answered: &[u64]| {
            answered.iter().enumerate().map(|window| served(strategy, window)).collect::<Vec<_>>()
        };
        let runs = [windows(Strategy::ThreadsGil, under), windows(Strategy::Threads, without)].concat();
        behind_the_computing(&setup, &compare(&runs, 1), &runs.iter().collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_convoy_is_told_where_there_was_one() {
        assert_eq!(
            convoy_lesson(&[195, 180, 201], &[20_000, 19_000, 22_000]),
            "Next to one thread that computes, with a switch interval of 5.00 ms, 195 (180 to 201) requests a second \
             were answered. Half of them took more than 6.00 ms (5.00 ms to 7.00 ms), one in a hundred more than \
             9.00 ms (9.00 ms to 9.00 ms). Without the lock there were 20,000 (19,000 to 22,000): that is the convoy."
        );
        let close = convoy_lesson(&[15_000; 5], &[20_000; 5]);
        assert!(close.ends_with("no convoy to speak of."), "{close}");
        let alike = convoy_lesson(&[20_000, 20_100, 19_900, 20_050, 19_950], &[20_000; 5]);
        assert!(alike.ends_with("no convoy to speak of."), "{alike}");
        assert!(convoy_lesson(&[19, 20], &[200, 210]).contains("the slowest of a window 9.00 ms"));
    }

    #[test]
    fn no_convoy_is_told_where_windows_differ_as_much() {
        let without = [20_000, 8_000, 30_000, 25_000, 22_000];
        let apart = convoy_lesson(&[100, 190, 7_000, 150, 120], &without);
        assert!(apart.ends_with("that is the convoy."), "{apart}");
        let unclear = convoy_lesson(&[100, 190, 9_000, 150, 120], &without);
        assert!(unclear.ends_with("windows vary too much to tell a convoy."), "{unclear}");
        let once = convoy_lesson(&[100], &[20_000]);
        assert!(once.ends_with("one window each does not tell how far that can be trusted."), "{once}");
    }
}
