//! *Lost updates*.

mod lesson;

use crate::experiment::{
    Experiment, Group, Python, Start, number, parameters, repeats, runtime, switch_interval,
};
use lanes_model::limits::MAX_WORKERS;
use lanes_model::strategy::Strategy;
use lanes_model::trace::Phase;
use lanes_model::workload::{Counter, Counting, Workload};
pub(super) use lesson::LESSON;

const GIL_PLAIN: Strategy = Strategy::GilPlain;

const GIL_CALL: Strategy = Strategy::GilCall;

const UNPROTECTED: Strategy = Strategy::Unprotected;

parameters! {
    /// Values of *Lost updates*.
    pub(crate) struct LostUpdates {
        _ = runtime(),
        n: u64 = number(
            "n",
            "Increments",
            "",
            "How many times each thread adds 1.",
            (1, 100_000_000, Start::At(3_000_000)),
        ),
        workers: u32 = number(
            "workers", "Threads", "", "Number of threads that add to the counter.", (1, MAX_WORKERS, Start::At(4)),
        ),
        // The question is how many updates are lost, which few runs show.
        _ = repeats(3),
        _ = switch_interval(),
    }
}

pub(super) const EXPERIMENT: Experiment = Experiment {
    id: "lost-updates",
    group: Group::Gotchas,
    title: "Lost updates",
    watch: "Every thread adds 1 to the same counter, over and over. Watch which strategies lose increments, and what \
            the safe ones cost.",
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
    left_out: "Async and processes are hidden: they cannot lose updates this way. An event loop runs one piece of code \
               at a time, and processes share no counter.",
    rust: &["workload/counting.rs", "schedule.rs"],
    python: Some(Python {
        tasks: &["plain", "call", "mutex", "atomic", "subtotals"],
        remark: "The script makes a fifth of the increments (SHARE in the script).",
        released: Phase::MutexWait,
        ..Python::PLAIN
    }),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::Setup;

    /// Only rows of unprotected code can lose updates.
    #[test]
    fn every_strategy_counts_with_its_own_counter() {
        let counters: Vec<_> = Setup::new(&EXPERIMENT, 2)
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
}
