//! Lesson of *Break-even*.

use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use crate::sweep::{Chart, Mark, Point, Series, above_from};
use lanes_analysis::compare::{Comparison, representative};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Names the task size from which threads and processes are faster, if the intervals are separated.
fn describe(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
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
                format!("{name} pay off from {} squares per task{work}.", units::grouped(point.x))
            }
            None => {
                format!("{name}: no reliable gain up to {} squares per task.", units::grouped(largest.x))
            }
        }
    };
    let sentences: Vec<String> = rivals.map(sentence).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Marks the size from which each strategy is faster than the loop.
pub(crate) fn marks(_: &Setup, chart: &Chart) -> Vec<Mark> {
    let Some(sequential) = chart.line(Strategy::Sequential) else { return Vec::new() };
    let mark = |series: &Series| {
        let Point { x, value, .. } = above_from(series, sequential)?;
        let text = format!("{} pay off from {}", series.strategy.key(), units::grouped(x));
        Some(Mark { x: x as f64, point: Some((series.look, value.median)), text })
    };
    chart.series.iter().filter_map(mark).collect()
}

/// Returns how long one task of `sequential` computes at a point.
fn task_time(runs: &[&Run], point: u16) -> Option<Millis> {
    let run = representative(runs.iter().copied(), Strategy::Sequential, point)?;
    let tasks = run.tasks_ok();
    (tasks > 0).then(|| Millis(run.total(Phase::Compute).0 / tasks as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::break_even::EXPERIMENT;

    use crate::experiments::shared::testing::loops::{lesson, measured};
    use crate::experiments::shared::testing::marks;

    #[test]
    fn the_lesson_names_the_size_that_pays_off_and_its_work() {
        let mut runs = Vec::new();
        for (point, sequential, threads) in [(0, 1.0, 2.0), (1, 3.0, 3.0), (2, 10.0, 6.0), (3, 30.0, 16.0)] {
            runs.extend(measured(Strategy::Sequential, point, [sequential; 3]));
            runs.extend(measured(Strategy::Threads, point, [threads; 3]));
            runs.extend(measured(Strategy::Processes, point, [sequential * 2.0; 3]));
        }
        assert_eq!(
            lesson(&EXPERIMENT, 2, &runs).unwrap(),
            "Threads pay off from 10,000 squares per task (5.00 ms of work). \
             Processes: no reliable gain up to 30,000 squares per task."
        );
        assert_eq!(lesson(&EXPERIMENT, 2, &[]), None);
        // The marks say the same.
        assert_eq!(marks("break-even", &runs), [(10_000.0, true, "threads pay off from 10,000".to_owned())]);
        assert_eq!(marks("break-even", &[]), []);
    }
}
