//! What goes wrong.

use super::computing::ONE_STAGE;
use crate::approach::{Approach, Variant};
use crate::compare::{Comparison, representative};
use crate::experiment::{
    Choice, Experiment, Group, MAX_WORKERS, Start, choice, number, repeats, switch_interval, workers,
};
use crate::product::Count;
use crate::run::Run;
use crate::setup::Setup;
use crate::strategy::Strategy;
use crate::units;
use crate::workload::{Counter, Counting, Failing, Misfortune, Workload};

const UNPROTECTED: Approach = Approach::Variant(Variant::Unprotected);

pub(super) const LOST_UPDATES: Experiment = Experiment {
    id: "lost-updates",
    group: Group::Gotchas,
    title: "Lost updates",
    watch: "Every thread adds one to the same counter, again and again. Watch how much of it is lost where load and \
            store are two steps, and what each way to lose nothing costs.",
    parameters: &[
        number(
            "n",
            "Increments",
            "",
            "How often each thread adds one.",
            (1, 100_000_000, Start::At(1_000_000)),
        ),
        number("workers", "Threads", "", "That many add to the counter.", (1, MAX_WORKERS, Start::At(4))),
        repeats(3),
        switch_interval(),
    ],
    approaches: &[
        Approach::SEQUENTIAL,
        UNPROTECTED,
        Approach::Whole(Strategy::ThreadsGil),
        Approach::Variant(Variant::Mutex),
        Approach::Variant(Variant::Atomic),
        Approach::Variant(Variant::Subtotals),
    ],
    left_out: "An event loop runs one piece of code at a time, and processes share no counter: neither can lose an \
               update this way.",
    rust: &["counting.rs", "schedule.rs"],
    sweep: None,
    lesson: Some(what_was_lost),
    work: |setup, at| {
        let counter = match at.approach {
            Approach::Variant(Variant::Mutex) => Counter::Mutex,
            Approach::Variant(Variant::Atomic) => Counter::Atomic,
            Approach::Variant(Variant::Subtotals) => Counter::Subtotals,
            Approach::Whole(Strategy::ThreadsGil) => Counter::UnprotectedCall,
            _ => Counter::Unprotected,
        };
        Workload::Counting(Counting { tasks: setup.small("workers"), increments: setup.number("n"), counter })
    },
};

/// How much was lost, and what it cost to lose nothing.
fn what_was_lost(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let count = |approach| representative(runs.iter().copied(), approach, 0).and_then(Count::of);
    let told = |approach, who: &str| {
        count(approach).map(|Count { expected, counted }| match expected.saturating_sub(counted) {
            0 => format!("{who} nothing was lost this time, which is luck."),
            lost => format!(
                "{who} {} of {} increments were lost.",
                units::grouped(lost),
                units::grouped(expected)
            ),
        })
    };
    let unprotected = told(UNPROTECTED, "Unprotected,");
    let under_the_lock = told(Approach::Whole(Strategy::ThreadsGil), "Under a GIL,");
    let wall = |variant| comparison.row(Approach::Variant(variant)).map(|row| row.wall.median);
    let cost = wall(Variant::Mutex).zip(wall(Variant::Subtotals)).map(|(mutex, subtotals)| {
        format!(
            "A mutex for each increment took {} times as long as subtotals, which meet once, in the end.",
            units::grouped((mutex / subtotals.max(f64::MIN_POSITIVE)).round() as u64)
        )
    });
    let sentences: Vec<String> = [unprotected, under_the_lock, cost].into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

pub(super) const FAILING_TASK: Experiment = Experiment {
    id: "failing-task",
    group: Group::Gotchas,
    title: "A task that fails",
    watch: "All tasks add squares, but the one in the middle fails, in the way you choose. \
            Watch what becomes of the other tasks, and of the run.",
    parameters: &[
        choice(
            "how",
            "How it fails",
            "An error is an answer; the others end the thread or process they happen in.",
            // In the order of Misfortune::ALL.
            &[
                Choice { key: "error", label: "returns an error" },
                Choice { key: "panic", label: "panics" },
                Choice { key: "stack", label: "overflows its stack" },
                Choice { key: "memory", label: "exhausts memory" },
            ],
        ),
        number("tasks", "Tasks", "", "How many there are.", (1, 256, Start::At(6))),
        number(
            "n",
            "n",
            "",
            "How many squares each of the others adds.",
            (1, 4_000_000_000, Start::At(50_000_000)),
        ),
        workers(Start::Cores),
        repeats(1),
    ],
    approaches: &Approach::WHOLE,
    left_out: ONE_STAGE,
    rust: &["kernel/misfortune.rs", "failing.rs", "schedule.rs"],
    sweep: None,
    lesson: None,
    work: |setup, _| {
        Workload::Failing(Failing {
            tasks: setup.small("tasks"),
            n: setup.number("n"),
            misfortune: Misfortune::ALL[setup.number("how") as usize],
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::compare;
    use crate::product::Product;
    use crate::run::tests::run;

    #[test]
    fn what_was_lost_is_told_of_each_that_may_lose() {
        let counted = |approach, wall, counted| {
            let mut run = run(Strategy::Threads, wall, &[1]);
            run.turn.approach = approach;
            let product = Product::Count(Count { expected: 8_000, counted });
            run.reports[0].outcome.as_mut().unwrap().product = Some(product);
            run
        };
        let runs = [
            counted(UNPROTECTED, 1.0, 5_689),
            counted(Approach::Whole(Strategy::ThreadsGil), 1.0, 8_000),
            counted(Approach::Variant(Variant::Mutex), 30.0, 8_000),
            counted(Approach::Variant(Variant::Subtotals), 1.0, 8_000),
        ];
        let all: Vec<&Run> = runs.iter().collect();
        let setup = Setup::new(&LOST_UPDATES, 2);
        assert_eq!(
            what_was_lost(&setup, &compare(&runs, 0), &all).unwrap(),
            "Unprotected, 2,311 of 8,000 increments were lost. Under a GIL, nothing was lost this time, which is \
             luck. A mutex for each increment took 30 times as long as subtotals, which meet once, in the end."
        );
        assert_eq!(what_was_lost(&setup, &compare(&[], 0), &[]), None);
    }
}
