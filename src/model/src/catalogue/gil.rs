//! What a global interpreter lock does.

use super::computing::ONE_STAGE;
use super::network::{ERRORS, JITTER, NETWORK, SEED, TIMEOUT, URLS, bytes, latency, source};
use crate::approach::Approach;
use crate::compare::{Comparison, representative};
use crate::experiment::{Experiment, Group, Start, number, process_pool, repeats, switch_interval, workers};
use crate::run::Run;
use crate::setup::Setup;
use crate::strategy::Strategy;
use crate::trace::Phase;
use crate::units;
use crate::workload::{Processing, Requests, Workload};

const THREADS: Approach = Approach::Whole(Strategy::Threads);
const THREADS_GIL: Approach = Approach::Whole(Strategy::ThreadsGil);

/// What is compared to show what the lock does: the strategies that have to do with it, and processes, which
/// have one each.
const AROUND_THE_LOCK: &[Approach] =
    &[Approach::SEQUENTIAL, THREADS_GIL, THREADS, Approach::Whole(Strategy::Processes)];

pub(super) const GIL_CPU: Experiment = Experiment {
    id: "gil-cpu",
    group: Group::Gil,
    title: "The GIL and computing",
    watch: "Threads that only compute take turns at the lock: one computes, the others wait until it lets go. \
            Watch them take as long as one thread alone, while threads without a GIL, and processes with one \
            each, compute at once.",
    parameters: &[
        number("tasks", "Tasks", "", "How many sums there are to share out.", (1, 5_000, Start::At(4))),
        number("n", "n", "", "How many squares a task adds.", (1, 4_000_000_000, Start::At(300_000_000))),
        workers(Start::Cores),
        number(
            "switch",
            "Switch interval",
            "µs",
            "How long a thread waits for the GIL before it asks for it: sys.setswitchinterval.",
            (50, 100_000, Start::At(5_000)),
        ),
        repeats(3),
        process_pool(),
    ],
    approaches: AROUND_THE_LOCK,
    left_out: ONE_STAGE,
    sweep: None,
    lesson: Some(computing_under_the_lock),
    work: |setup, _| Workload::SumOfSquares { tasks: setup.small("tasks"), n: setup.number("n") },
};

pub(super) const GIL_IO: Experiment = Experiment {
    id: "gil-io",
    group: Group::Gil,
    title: "The GIL and waiting",
    watch: "The same lock, but threads that wait for a network: CPython lets go of the GIL before every call that \
            may block. Watch the waits lie side by side, as if there were no lock.",
    parameters: &[
        number("requests", "Requests", "", "How many records are asked for.", (1, 5_000, Start::At(10))),
        latency(100),
        NETWORK,
        URLS,
        workers(Start::At(10)),
        repeats(3),
        bytes(1_000).advanced(),
        JITTER,
        ERRORS,
        SEED,
        TIMEOUT,
        switch_interval(),
        process_pool(),
    ],
    approaches: AROUND_THE_LOCK,
    left_out: "Async is left out, since on an event loop there is nobody to share a lock with: \
               “Ten requests” has it.",
    sweep: None,
    lesson: Some(waiting_without_the_lock),
    work: |setup, _| {
        Workload::Requests(Requests {
            count: setup.small("requests"),
            source: source(setup),
            timeout_ms: setup.small("timeout"),
            processing: Processing::Checksum,
        })
    },
};

/// From which speed-up on threads are said to have helped.
const WORTH_IT: f64 = 1.2;

fn computing_under_the_lock(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let under = comparison.row(THREADS_GIL)?;
    let speedup = under.speedup?;
    if under.lanes < 2 {
        return Some("One thread has nobody to share the lock with: take two workers or more.".to_owned());
    }
    let (threads, times, waited) = (under.lanes, units::ratio(speedup), units::percent(lock_share(runs)?));
    let result = if speedup < WORTH_IT {
        format!("Under the GIL {threads} threads won nothing: they were {times} as fast as one")
    } else {
        format!(
            "Under the GIL {threads} threads were {times} as fast as one, which the lock should not allow"
        )
    };
    let without = comparison.row(THREADS).and_then(|row| row.speedup);
    let without = without.map_or_else(String::new, |speedup| {
        format!(" Without it the same threads were {} as fast.", units::ratio(speedup))
    });
    Some(format!("{result}, and spent {waited} of their time waiting for the lock.{without}"))
}

fn waiting_without_the_lock(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let under = comparison.row(THREADS_GIL)?;
    let speedup = under.speedup?;
    if under.lanes < 2 {
        return Some("One thread waits for one answer at a time: take two workers or more.".to_owned());
    }
    let (threads, times, waited) = (under.lanes, units::ratio(speedup), units::percent(lock_share(runs)?));
    let without = comparison.row(THREADS).and_then(|row| row.speedup);
    let without = without
        .map_or_else(String::new, |speedup| format!("; without it they were {}", units::ratio(speedup)));
    let result = if speedup < WORTH_IT { "did not help here" } else { "helped in spite of the GIL" };
    Some(format!(
        "{threads} threads {result}: they were {times} as fast as one{without}. Waiting lets go of the lock, \
         and {waited} of their time went into waiting for it.",
    ))
}

/// Waiting for the lock, as a share of the time all lanes had.
fn lock_share(runs: &[&Run]) -> Option<f64> {
    let run = representative(runs.iter().copied(), THREADS_GIL, 0)?;
    let had = run.wall.0 * run.lanes.len() as f64;
    (had > 0.0).then(|| run.total(Phase::LockWait).0 / had)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::find;
    use crate::compare::compare;
    use crate::run::tests::run;
    use crate::time::Millis;
    use crate::trace::{LaneKind, LaneTrace, Span, Stage, TaskId};

    /// What an experiment says where threads under the lock took that long, and waited half of it for the lock.
    fn lesson(id: &str, under_the_lock: f64) -> Option<String> {
        let experiment = find(id).unwrap();
        let mut under = run(Strategy::ThreadsGil, under_the_lock, &[1]);
        let end = Millis(under_the_lock / 2.0);
        let span = Span { task: Some(TaskId(0)), phase: Phase::LockWait, start: Millis::ZERO, end };
        under.lanes = vec![LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] }; 2];
        let runs = [run(Strategy::Sequential, 100.0, &[1]), under, run(Strategy::Threads, 50.0, &[1])];
        let runs: Vec<&Run> = runs.iter().collect();
        experiment.lesson.unwrap()(&Setup::new(experiment, 2), &compare(runs.iter().copied(), 0), &runs)
    }

    #[test]
    fn computing_threads_are_said_to_win_nothing_where_they_did_not() {
        assert_eq!(
            lesson("gil-cpu", 100.0).unwrap(),
            "Under the GIL 2 threads won nothing: they were 1.00× as fast as one, and spent 50 % of their time \
             waiting for the lock. Without it the same threads were 2.00× as fast."
        );
        assert!(lesson("gil-cpu", 50.0).unwrap().contains("which the lock should not allow"));
    }

    #[test]
    fn waiting_threads_are_said_to_help_where_they_did() {
        let lesson = |wall| lesson("gil-io", wall).unwrap();
        assert!(lesson(50.0).starts_with("2 threads helped in spite of the GIL: they were 2.00× as fast"));
        assert!(lesson(100.0).starts_with("2 threads did not help here"));
    }
}
