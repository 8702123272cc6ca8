//! Chart of a sweep's measurements: a line for each strategy, and the axes to draw it on.

use crate::experiment::{Measure, Sweep};
use crate::setup::Setup;
use lanes_analysis::axis::Axis;
use lanes_analysis::compare::SpeedUp;
use lanes_analysis::look::look;
use lanes_model::plan::Round;
use lanes_model::ranking::relation;
use lanes_model::run::{Ended, Run};
use lanes_model::stats::{Figures, figures};
use lanes_model::strategy::Strategy;
use std::collections::BTreeSet;

/// A chart of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Axis of the varied value.
    pub x: Axis,
    /// Axis of the measured value.
    pub y: Axis,
    /// One line for each strategy, through the points measured so far.
    pub series: Vec<Series>,
    /// Reference line, as `(x, y)` values. Empty if there is none.
    pub reference: Vec<(f64, f64)>,
}

/// One strategy's line.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Strategy that was run.
    pub strategy: Strategy,
    /// Index of the strategy's look.
    pub look: usize,
    /// Measured points, from left to right.
    pub points: Vec<Point>,
    /// True if the single point, at the first step, represents all steps. Only the loop that other lines are compared
    /// with is constant, because the steps do not change it.
    pub constant: bool,
}

/// A law's curve, fitted to the measurements of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Index of the line's look.
    pub look: usize,
    /// Points of the curve, as `(x, y)` values.
    pub curve: Vec<(f64, f64)>,
}

/// A place in the chart that the lesson speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Varied value.
    pub x: f64,
    /// Point of a line, as its look and its measured value; None for all that was measured at `x`.
    pub point: Option<(usize, f64)>,
    /// Meaning of the place, in a few words.
    pub text: String,
}

/// Measurements at one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Index of the step.
    pub index: u16,
    /// Varied value.
    pub x: u64,
    /// Measured value, over the runs that count.
    pub value: Figures,
    /// Number of tasks that failed in these runs.
    pub failures: usize,
    /// True while only the warm-up has run.
    pub provisional: bool,
}

impl Chart {
    /// Makes the chart of a sweep's runs. Omits points that are not yet measured, but its x axis spans all steps.
    pub fn new(setup: &Setup, sweep: &Sweep, strategies: &[Strategy], runs: &[&Run]) -> Chart {
        let steps = setup.points();
        let line = |strategy: &Strategy| {
            let points = (0..).zip(&steps);
            let points = points.filter_map(|(index, x)| point(sweep, runs, *strategy, (index, *x)));
            let points: Vec<Point> = points.collect();
            let is_baseline = sweep.measure.relative && *strategy == Strategy::Sequential;
            let constant = is_baseline && matches!(points.as_slice(), [only] if only.index == 0);
            Series { strategy: *strategy, look: look(*strategy), points, constant }
        };
        let series: Vec<Series> = strategies.iter().map(line).collect();
        let at = |x: &u64| {
            let value = sweep.reference.as_ref().and_then(|reference| (reference.at)(setup.values(), *x));
            value.map(|value| (*x as f64, value))
        };
        let reference: Vec<(f64, f64)> = steps.iter().filter_map(at).collect();
        let points = series.iter().flat_map(|series| &series.points);
        let values = points.flat_map(|point| [point.value.low, point.value.high]);
        let xs: Vec<f64> = steps.iter().map(|x| *x as f64).collect();
        Chart {
            x: Axis::steps(&xs, sweep.log),
            y: Axis::around(values.chain(reference.iter().map(|(_, y)| *y)), sweep.measure.log),
            series,
            reference,
        }
    }
}

/// Makes the point of a strategy at a step from its measured runs or, while there are none, from the warm-up.
fn point(sweep: &Sweep, runs: &[&Run], strategy: Strategy, (index, x): (u16, u64)) -> Option<Point> {
    let own = |run: &&&Run| run.turn.strategy == strategy && run.turn.point == index;
    let measured: Vec<&Run> = runs.iter().filter(own).filter(|run| run.counts()).copied().collect();
    let provisional = measured.is_empty();
    let complete = |run: &&&Run| run.ended == Ended::Completed && run.turn.round == Round::WarmUp;
    let used: Vec<&Run> =
        if provisional { runs.iter().filter(own).filter(complete).copied().collect() } else { measured };
    let mut samples: Vec<f64> = used.iter().filter_map(|run| (sweep.measure.of)(run)).collect();
    if sweep.measure.relative {
        let base = baseline(sweep, runs, index)?;
        samples = samples.into_iter().filter(|sample| *sample > 0.0).map(|sample| base / sample).collect();
    }
    let failures = used.iter().map(|run| run.failures().count()).sum();
    figures(&samples).map(|value| Point { index, x, value, failures, provisional })
}

/// Returns the median of `sequential` at a step, or at the nearest earlier step that has runs. Uses the warm-up while
/// there are no measured runs.
fn baseline(sweep: &Sweep, runs: &[&Run], index: u16) -> Option<f64> {
    let sequential = runs.iter().filter(|run| run.turn.strategy == Strategy::Sequential);
    let complete: Vec<&&Run> = sequential.filter(|run| run.ended == Ended::Completed).collect();
    let points: BTreeSet<u16> = complete.iter().map(|run| run.turn.point).collect();
    let nearest = points.range(..=index).next_back()?;
    let at_it = || complete.iter().filter(|run| run.turn.point == *nearest);
    let of = |runs: Vec<&&&Run>| {
        let samples: Vec<f64> = runs.into_iter().filter_map(|run| (sweep.measure.of)(run)).collect();
        figures(&samples).map(|figures| figures.median)
    };
    of(at_it().filter(|run| run.counts()).collect()).or_else(|| of(at_it().collect()))
}

impl Chart {
    /// Formats the measured value of a point. A speed-up is a number only if its interval is separated from the
    /// baseline's.
    pub fn text(&self, measure: &Measure, series: &Series, point: &Point) -> String {
        let base = || self.line(Strategy::Sequential)?.points.iter().rfind(|base| base.index <= point.index);
        let base = if measure.relative && series.strategy != Strategy::Sequential { base() } else { None };
        match base.map(|base| SpeedUp::of(relation(&point.value, &base.value), point.value.median)) {
            None | Some(SpeedUp::Baseline | SpeedUp::Times(_)) => measure.text(point.value.median),
            Some(SpeedUp::OnlyOnce) => "once".to_owned(),
            Some(undecided) => undecided.cell(),
        }
    }

    /// Marks all that was measured at a value, if it is on the axis.
    pub fn mark(&self, x: u64, text: &str) -> Option<Mark> {
        let x = x as f64;
        (self.x.low..=self.x.high).contains(&x).then(|| Mark { x, point: None, text: text.to_owned() })
    }

    /// Finds the line of a strategy.
    pub fn line(&self, strategy: Strategy) -> Option<&Series> {
        self.series.iter().find(|series| series.strategy == strategy)
    }
}

/// Returns the first point from which a strategy's interval is above another's at every later step. A step that was
/// measured only once does not count as above.
pub fn above_from(series: &Series, other: &Series) -> Option<Point> {
    let is_above = |point: &&Point| {
        let rival = other.points.iter().find(|rival| rival.index == point.index);
        let is_measured = |point: &Point| !point.provisional;
        rival.is_some_and(|rival| {
            is_measured(point) && is_measured(rival) && rival.value.is_below(&point.value)
        })
    };
    series.points.iter().rev().take_while(is_above).last().copied()
}

/// Moves places apart until they are at least `gap` from each other, within `low` and `high`, and keeps their order.
///
/// Used for the names at the ends of lines.
pub fn spread(places: &[f64], gap: f64, (low, high): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
    let mut moved = places.to_vec();
    // Push down from the top, then up from the bottom, to bring back the places that the first pass moved out of range.
    let mut least = low;
    for index in &order {
        moved[*index] = moved[*index].max(least);
        least = moved[*index] + gap;
    }
    let mut most = high;
    for index in order.iter().rev() {
        moved[*index] = moved[*index].min(most);
        most = moved[*index] - gap;
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::find;
    use lanes_model::failure::{Failure, FailureKind};
    use lanes_model::strategy::Strategy;
    use lanes_model::testing::run;
    use lanes_model::trace::TaskId;

    const THREADS: Strategy = Strategy::Threads;

    fn runs(strategy: Strategy, point: u16, walls: &[f64]) -> Vec<Run> {
        let at = |(round, wall): (usize, &f64)| {
            let mut run = run(strategy, *wall, &[1]);
            run.turn.point = point;
            run.turn.round =
                round.checked_sub(1).map_or(Round::WarmUp, |round| Round::Measured(round as u32));
            run
        };
        walls.iter().enumerate().map(at).collect()
    }

    fn chart(runs: &[Run]) -> Chart {
        let setup = Setup::new(find("scaling").unwrap(), 2);
        let sweep = setup.experiment().sweep.as_ref().unwrap();
        let runs: Vec<&Run> = runs.iter().collect();
        Chart::new(&setup, sweep, &[Strategy::Sequential, THREADS], &runs)
    }

    #[test]
    fn every_strategy_has_a_line_through_its_medians() {
        let chart = chart(
            &[
                runs(Strategy::Sequential, 0, &[150.0, 99.0, 100.0, 101.0]),
                runs(Strategy::Threads, 0, &[150.0, 100.0, 110.0, 100.0]),
                runs(Strategy::Threads, 1, &[150.0, 50.0, 50.0, 40.0]),
            ]
            .concat(),
        );
        let threads = &chart.series[1];
        let medians: Vec<_> = threads.points.iter().map(|point| (point.x, point.value.median)).collect();
        assert_eq!(medians, [(1, 1.0), (2, 2.0)]);
        assert_eq!((threads.points[1].value.low, threads.points[1].value.high), (2.0, 2.5));
        assert_eq!((chart.series[0].points.len(), chart.series[0].constant), (1, true));
        assert!(!threads.constant);
        assert_eq!(chart.reference, [(1.0, 1.0), (2.0, 2.0), (3.0, 2.0), (4.0, 2.0)]);
        assert_eq!((chart.x.low, chart.x.high), (1.0, 4.0));
        assert_eq!((chart.y.low, chart.y.high), (0.0, 2.5));
    }

    #[test]
    fn a_speed_up_is_shown_only_if_intervals_are_separated() {
        let all = [
            runs(Strategy::Sequential, 0, &[150.0, 99.0, 100.0, 100.0, 100.0, 101.0]),
            runs(Strategy::Threads, 0, &[150.0, 99.0, 100.0, 100.0, 100.0, 102.0]),
            runs(Strategy::Threads, 1, &[150.0, 49.0, 50.0, 50.0, 50.0, 51.0]),
            runs(Strategy::Threads, 2, &[150.0, 30.0, 50.0, 50.0, 90.0, 120.0]),
            runs(Strategy::Threads, 3, &[150.0, 50.0]),
        ]
        .concat();
        let chart = chart(&all);
        let texts = |series: &Series| -> Vec<String> {
            series.points.iter().map(|point| chart.text(&Measure::SPEED_UP, series, point)).collect()
        };
        assert_eq!(texts(&chart.series[0]), ["1.00×"]);
        assert_eq!(texts(&chart.series[1]), ["≈ 1", "2.00×", "unclear", "once"]);
        let wall = Measure { relative: false, ..Measure::WALL };
        assert_eq!(chart.text(&wall, &chart.series[1], &chart.series[1].points[0]), "1.00 ms");
    }

    #[test]
    fn a_warm_up_is_shown_until_a_run_is_measured() {
        let warm_up = [runs(Strategy::Sequential, 0, &[100.0]), runs(Strategy::Threads, 1, &[50.0])].concat();
        let points = &chart(&warm_up).series[1].points;
        assert_eq!((points.len(), points[0].provisional, points[0].value.median), (1, true, 2.0));
        assert_eq!(chart(&[]).series[1].points, []);
    }

    #[test]
    fn without_a_baseline_there_is_no_speed_up() {
        assert_eq!(chart(&runs(Strategy::Threads, 0, &[100.0, 100.0])).series[1].points, []);
    }

    #[test]
    fn failed_tasks_are_counted() {
        let mut all =
            [runs(Strategy::Sequential, 0, &[9.0, 9.0]), runs(Strategy::Threads, 0, &[9.0, 9.0, 9.0])]
                .concat();
        for run in &mut all[3..] {
            run.reports[0].outcome = Err(Failure::new(FailureKind::Task, "No.").in_task(TaskId(0)));
        }
        assert_eq!(chart(&all).series[1].points[0].failures, 2);
    }

    #[test]
    fn a_single_win_by_chance_is_not_break_even() {
        let series = |strategy, values: &[(f64, f64)]| Series {
            strategy,
            look: 0,
            constant: false,
            points: (0..)
                .zip(values)
                .map(|(index, (low, high))| Point {
                    index,
                    x: 10u64.pow(u32::from(index)),
                    value: figures(&[*low, *low, (*low + *high) / 2.0, *high, *high]).unwrap(),
                    failures: 0,
                    provisional: false,
                })
                .collect(),
        };
        let base = series(Strategy::Sequential, &[(0.9, 1.1); 5]);
        let threads = series(THREADS, &[(1.2, 1.3), (0.5, 0.6), (1.0, 1.4), (1.2, 1.4), (1.8, 1.9)]);
        assert_eq!(above_from(&threads, &base).map(|point| point.x), Some(1_000));
        assert_eq!(above_from(&base, &threads), None);
        let mut once = threads.clone();
        once.points[4].value = figures(&[1.9]).unwrap();
        assert_eq!(above_from(&once, &base), None);
    }

    #[test]
    fn names_are_moved_apart_within_the_range() {
        assert_eq!(spread(&[10.0, 50.0], 16.0, (0.0, 100.0)), [10.0, 50.0]);
        assert_eq!(spread(&[50.0, 48.0, 50.0], 10.0, (0.0, 100.0)), [58.0, 48.0, 68.0]);
        assert_eq!(spread(&[99.0, 100.0], 10.0, (0.0, 100.0)), [90.0, 100.0]);
        assert_eq!(spread(&[], 10.0, (0.0, 100.0)), Vec::<f64>::new());
    }
}
