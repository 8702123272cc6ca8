//! Lesson of *Lost updates*.

use super::{GIL_CALL, GIL_PLAIN, LostUpdates, UNPROTECTED};
use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, representative};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Describes how many updates each strategy lost, and what it cost to lose none.
fn describe(setup: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    if LostUpdates::of(setup).workers == 1 {
        return Some("A single thread loses nothing. Use two threads or more.".to_owned());
    }
    let count = |strategy| representative(runs.iter().copied(), strategy, 0).and_then(Run::count);
    let losses = |strategy, expression: &str, otherwise: &str| {
        count(strategy).map(|count| match count.lost() {
            0 => format!("{expression} lost nothing {otherwise}"),
            lost => format!(
                "{expression} lost {} of {} increments.",
                units::grouped(lost),
                units::grouped(count.expected)
            ),
        })
    };
    let plain = losses(
        GIL_PLAIN,
        "With a GIL, counter += 1",
        "here: CPython 3.10 and later switch threads only at calls and at the end of a loop iteration. No version \
         guarantees that.",
    );
    let call = losses(GIL_CALL, "With a GIL, counter = add_one(counter)", "this time, but it can lose some.");
    let free = losses(UNPROTECTED, "Without a GIL, counter += 1", "this time, by luck.");
    let tickets = count(Strategy::Atomic).filter(|count| count.lost() > 0).map(|count| {
        format!("Even itertools.count lost {}: it is one step only with a GIL.", units::grouped(count.lost()))
    });
    let (mutex, subtotals) = (Strategy::Mutex, Strategy::Subtotals);
    let cost = comparison.times(subtotals, mutex).filter(|times| *times > 1.0).map(|times| {
        format!(
            "A mutex for each increment took {} times as long as subtotals, combined once at the end.",
            units::significant(times)
        )
    });
    let sentences: Vec<String> = [plain, call, free, tickets, cost].into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::lost_updates::EXPERIMENT;
    use lanes_analysis::compare::compare;

    use lanes_model::product::{Count, Product};
    use lanes_model::testing::{repeated, run};

    /// Makes runs that ended with `counted` as the counter.
    fn counted(strategy: Strategy, wall: f64, spread: f64, counted: u64) -> Vec<Run> {
        let mut run = run(Strategy::Threads, wall, &[1]);
        run.turn.strategy = strategy;
        let product = Product::Count(Count { expected: 8_000, counted });
        run.reports[0].outcome.as_mut().unwrap().product = Some(product);
        repeated(&run, spread)
    }

    #[test]
    fn the_lesson_gives_the_losses_of_each_unsafe_strategy() {
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
        let setup = Setup::new(&EXPERIMENT, 2);
        let lesson = |setup: &Setup, runs: &[Run]| {
            describe(setup, &compare(runs, 0), &runs.iter().collect::<Vec<_>>())
        };
        assert_eq!(
            lesson(&setup, &runs).unwrap(),
            "With a GIL, counter += 1 lost nothing here: CPython 3.10 and later switch threads only at calls and \
             at the end of a loop iteration. No version guarantees that. With a GIL, counter = add_one(counter) \
             lost 5,000 of 8,000 increments. Without a GIL, counter += 1 lost 2,311 of 8,000 increments. A mutex \
             for each increment took 30.0 times as long as subtotals, combined once at the end."
        );
        let lucky = [counted(GIL_CALL, 1.0, 0.1, 8_000), counted(UNPROTECTED, 1.0, 0.1, 8_000)].concat();
        assert_eq!(
            lesson(&setup, &lucky).unwrap(),
            "With a GIL, counter = add_one(counter) lost nothing this time, but it can lose some. Without a GIL, \
             counter += 1 lost nothing this time, by luck."
        );
        let tickets = counted(Strategy::Atomic, 1.0, 0.1, 7_000);
        assert_eq!(
            lesson(&setup, &tickets).unwrap(),
            "Even itertools.count lost 1,000: it is one step only with a GIL."
        );
        // Intervals that overlap say nothing about cost.
        assert!(lesson(&setup, &all(1.5, 0.9)).unwrap().ends_with("2,311 of 8,000 increments."));
        assert_eq!(lesson(&setup, &[]), None);
        let mut alone = setup;
        alone.set("workers", 1);
        assert!(lesson(&alone, &runs).unwrap().starts_with("A single thread loses nothing"));
    }
}
