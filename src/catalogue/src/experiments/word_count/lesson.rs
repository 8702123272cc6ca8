//! Lesson of *Word count*.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::lanes::{idle, measured, median};
use crate::setup::Setup;
use lanes_analysis::compare::Comparison;
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::trace::Phase;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Compares a run with its longest task, which no number of lanes can shorten.
fn describe(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let (row, run) =
        [Strategy::Threads, Strategy::Processes].into_iter().find_map(|it| measured(comparison, runs, it))?;
    let spans = run.lanes.iter().flat_map(|lane| &lane.spans);
    let computing = spans.filter(|span| span.phase == Phase::Compute);
    let longest = computing.max_by(|a, b| a.duration().0.total_cmp(&b.duration().0))?;
    Some(format!(
        "The longest text took {}, so no number of lanes can finish sooner. With {}, the run took {}; its {} lanes \
         were idle for {} of their time.",
        units::duration(longest.duration()),
        row.strategy.key(),
        median(row),
        run.lanes.len(),
        units::percent(idle(run))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiments::shared::testing::computing::{lesson, run};

    #[test]
    fn the_lesson_gives_the_longest_task() {
        assert_eq!(
            lesson("word-count", &[run(Strategy::Threads, 1.0, &[0.9, 0.5])]).unwrap(),
            "The longest text took 80.0 ms, so no number of lanes can finish sooner. With threads, the run took 100 ms; \
             its 2 lanes were idle for 30% of their time."
        );
    }
}
