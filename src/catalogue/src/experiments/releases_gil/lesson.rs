//! Lesson of *Libraries that release the GIL*.

use super::RELEASING;
use crate::experiments::shared::Lesson;
use crate::experiments::shared::lock::{lock_share_of, undecided};
use crate::setup::Setup;
use lanes_analysis::compare::Comparison;
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Compares threads that release the GIL while they compute with threads that hold it.
fn describe(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let releasing = comparison.row(RELEASING)?;
    if releasing.lanes < 2 {
        return Some("A single thread never waits for the GIL. Use two workers or more.".to_owned());
    }
    let compared = |strategy, doing: &str| {
        let row = comparison.row(strategy)?;
        let speed_up = comparison.speed_up(row)?;
        Some(match speed_up.as_fast_as() {
            Some(as_fast_as) => {
                format!("{doing} the GIL, {} threads were {as_fast_as} one thread.", row.lanes)
            }
            None => format!("{} {} the GIL helped.", undecided(speed_up), doing.to_lowercase()),
        })
    };
    let waited = |strategy| Some(units::percent(lock_share_of(runs, strategy)?));
    let shares = waited(Strategy::ThreadsGil).zip(waited(RELEASING)).map(|(holding, releasing)| {
        format!(
            "Threads that held the GIL spent {holding} of their time waiting for it. Threads that released it spent \
             {releasing}."
        )
    });
    let sentences = [compared(RELEASING, "Releasing"), compared(Strategy::ThreadsGil, "Holding"), shares];
    let sentences: Vec<String> = sentences.into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::releases_gil::EXPERIMENT;
    use lanes_model::time::Millis;
    use lanes_model::trace::Phase;

    use lanes_analysis::compare::compare;

    use lanes_model::testing::{repeated, run};
    use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage, TaskId};

    /// Makes the lesson from the wall times of threads that hold and threads that release the GIL, in milliseconds. A
    /// sequential run takes 100 ms. Times vary by the share `spread`.
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
            measured(Strategy::ThreadsGil, holding, 0.5),
            measured(RELEASING, releasing, 0.0),
        ]
        .concat();
        let runs: Vec<&Run> = runs.iter().collect();
        let setup = Setup::new(&EXPERIMENT, 2);
        describe(&setup, &compare(runs.iter().copied(), 0), &runs).unwrap()
    }

    #[test]
    fn releasing_helps_only_if_intervals_are_separated() {
        assert_eq!(
            releasing_lesson(100.0, 50.0, 0.02),
            "Releasing the GIL, 2 threads were 2.00× as fast as one thread. Holding the GIL, 2 threads were about as \
             fast as one thread. Threads that held the GIL spent 50% of their time waiting for it. Threads that \
             released it spent 0%."
        );
        assert!(releasing_lesson(100.0, 60.0, 0.9).starts_with(
            "Runs vary too much to tell whether releasing the GIL helped. Runs vary too much to tell whether holding"
        ));
        assert!(
            releasing_lesson(50.0, 100.0, 0.02).contains("Holding the GIL, 2 threads were 2.00× as fast")
        );
    }
}
