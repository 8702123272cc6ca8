//! Lesson of *Train a model*.

use super::Train;
use crate::experiments::shared::Lesson;
use crate::experiments::shared::lanes::measured;
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, SpeedUp};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Compares the speed-up with the bound that whole rounds of equally long tasks set.
fn describe(setup: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let (row, run) =
        [Strategy::Threads, Strategy::Processes].into_iter().find_map(|it| measured(comparison, runs, it))?;
    let (tasks, lanes) = (u64::from(Train::of(setup).folds), run.lanes.len() as u64);
    let rounds = tasks.div_ceil(lanes);
    let bound = units::ratio(tasks as f64 / rounds as f64);
    let plan = format!(
        "{tasks} equally long tasks on {lanes} lanes take {rounds} {}: at most {bound} the speed of one lane",
        if rounds == 1 { "round" } else { "rounds" }
    );
    let name = row.strategy.key();
    Some(match comparison.speed_up(row) {
        Some(SpeedUp::Times(times)) => format!("{plan}. Measured with {name}: {}.", units::ratio(times)),
        Some(SpeedUp::Same) => {
            format!("{plan}. Measured: {name} were about as fast as one task after the other.")
        }
        Some(SpeedUp::Unclear) => format!("{plan}. Runs vary too much to tell the speed-up of {name}."),
        Some(SpeedUp::Baseline | SpeedUp::OnlyOnce) | None => format!("{plan}."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiments::shared::testing::computing::{five_each, lesson, run};

    #[test]
    fn rounds_of_tasks_limit_the_speed_up() {
        let lesson = |sequential, spread| {
            let runs =
                [run(Strategy::Sequential, sequential, &[1.0]), run(Strategy::Threads, 1.0, &[1.0, 0.8])];
            lesson("train", &five_each(&runs, spread)).unwrap()
        };
        assert_eq!(
            lesson(1.6, 0.02),
            "5 equally long tasks on 2 lanes take 3 rounds: at most 1.67× the speed of one lane. Measured with \
             threads: 1.60×."
        );
        assert!(
            lesson(1.0, 0.02).ends_with("Measured: threads were about as fast as one task after the other.")
        );
        assert!(
            lesson(1.6, 0.9)
                .ends_with("the speed of one lane. Runs vary too much to tell the speed-up of threads.")
        );
    }
}
