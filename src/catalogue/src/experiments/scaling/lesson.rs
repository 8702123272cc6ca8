//! Lesson of *Scaling*.

use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use crate::sweep::{Chart, Fit, Point, Series};
use lanes_analysis::amdahl::{self, serial_share};
use lanes_analysis::compare::{Comparison, SpeedUp};
use lanes_analysis::units::{self, listed};
use lanes_model::ranking::{interval, relation};
use lanes_model::run::Run;
use lanes_model::stats::Figures;
use lanes_model::strategy::Strategy;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Widest range of serial shares, by the intervals of the measurements, that is precise enough to report.
const WIDEST_SHARE: f64 = 0.3;

/// Describes each strategy's speed-up, up to the number of cores, by Amdahl's law.
fn describe(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let chart = Chart::new(setup, setup.experiment().sweep.as_ref()?, setup.strategies(), runs);
    let base = loop_figures(&chart)?;
    let (mut sentences, mut uncertain) = (Vec::new(), Vec::new());
    for series in &chart.series {
        let Some((reached, share)) = serial_fit(series, &base, setup.cores()) else { continue };
        match share.and_then(|share| describe_scaling(series.strategy, &base, reached, &share)) {
            Some(sentence) => sentences.push(sentence),
            None => uncertain.push(series.strategy.key()),
        }
    }
    if !uncertain.is_empty() {
        sentences.push(format!("Runs of {} vary too much to tell how they scale.", listed(&uncertain)));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Name of the law whose curves [`fits`] returns.
pub(crate) const LAW: &str = "Amdahl’s law";

/// Number of line segments in a curve of Amdahl's law.
const PIECES: u32 = 24;

/// Makes the curves of Amdahl's law with the serial shares that [`describe`] reports.
pub(crate) fn fits(setup: &Setup, chart: &Chart) -> Vec<Fit> {
    let Some(base) = loop_figures(chart) else { return Vec::new() };
    let fit = |series: &Series| {
        let (reached, share) = serial_fit(series, &base, setup.cores())?;
        let (share, most) = (share?.fitted, reached.x as f64);
        let lanes = (0..=PIECES).map(|piece| 1.0 + (most - 1.0) * f64::from(piece) / f64::from(PIECES));
        let curve = lanes.map(|lanes| (lanes, amdahl::speedup(share, lanes))).collect();
        Some(Fit { look: series.look, curve })
    };
    chart.series.iter().filter_map(fit).collect()
}

/// Returns the figures of the loop, which other lines are compared with, if it was measured more than once.
fn loop_figures(chart: &Chart) -> Option<Figures> {
    let points = &chart.line(Strategy::Sequential)?.points;
    points.first().filter(|point| is_repeated(point)).map(|point| point.value)
}

/// A serial share of the work, from 0 to 1.
struct SerialShare {
    /// Share that fits the medians.
    fitted: f64,
    /// Smallest share that fits the intervals.
    least: f64,
}

/// Returns a strategy's point with the most lanes that have a core each, and its serial share if the intervals are
/// narrow enough.
fn serial_fit<'a>(
    series: &'a Series,
    base: &Figures,
    cores: u32,
) -> Option<(&'a Point, Option<SerialShare>)> {
    let on_cores = series.points.iter().filter(|point| is_repeated(point) && point.x <= u64::from(cores));
    let on_cores: Vec<&Point> = on_cores.collect();
    let fit = |speedup: &dyn Fn(&Figures) -> f64| {
        serial_share(on_cores.iter().map(|point| (point.x as f64, speedup(&point.value))))
    };
    let fitted = fit(&|value| value.median)?;
    // Both the loop and the strategy could be as slow, or as fast, as the bounds of their intervals.
    let (slowest, fastest) = interval(base);
    let least = fit(&|value| interval(value).1 / slowest);
    let most = fit(&|value| interval(value).0 / fastest);
    let range = least.zip(most).filter(|(least, most)| most - least <= WIDEST_SHARE);
    let share = range.map(|(least, _)| SerialShare { fitted, least });
    Some((on_cores.last()?, share))
}

/// Returns true if a point was measured more than once, so that its interval is meaningful.
fn is_repeated(point: &Point) -> bool {
    !point.provisional && point.value.count > 1
}

/// Describes how a strategy scales, or returns None if its runs vary too much to compare them with the loop.
fn describe_scaling(
    strategy: Strategy,
    base: &Figures,
    reached: &Point,
    share: &SerialShare,
) -> Option<String> {
    let name = units::capitalised(strategy.key());
    let times = SpeedUp::of(relation(&reached.value, base), reached.value.median);
    let reached = match times {
        SpeedUp::Times(times) => format!("{name} reach {} on {} lanes", units::ratio(times), reached.x),
        SpeedUp::Same => format!("{name} are about as fast as the loop on {} lanes", reached.x),
        SpeedUp::Baseline | SpeedUp::Unclear | SpeedUp::OnlyOnce => return None,
    };
    let SerialShare { fitted: share, least } = *share;
    // Such measurements cannot distinguish a share below 1% from none.
    Some(if share < 0.01 {
        format!("{reached}, with no measurable serial share.")
    } else if least < 0.01 {
        format!("{reached}. Runs vary too much to tell whether there is a serial share.")
    } else if share > 0.9 {
        format!("{reached}: nearly all of the work is serial, so more lanes do not help.")
    } else {
        let limit = amdahl::speedup(share, f64::INFINITY);
        let limit = if limit < 10.0 { format!("{limit:.1}") } else { format!("{limit:.0}") };
        let share = units::percent(share);
        format!("{reached}, which fits a serial share of {share}: at most {limit}× with any number of cores.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::scaling::EXPERIMENT;

    use crate::experiments::shared::testing::loops::{lesson, measured};

    #[test]
    fn the_serial_share_is_fitted_up_to_the_number_of_cores() {
        let mut runs: Vec<Run> = measured(Strategy::Sequential, 0, [100.0; 3]).collect();
        // A serial share of a tenth takes 55 ms on two lanes. Four lanes on two cores do not count.
        for (point, wall) in [(0, 100.0), (1, 55.0), (2, 90.0), (3, 90.0)] {
            runs.extend(measured(Strategy::Threads, point, [wall; 3]));
            runs.extend(measured(Strategy::Processes, point, [if point == 1 { 50.0 } else { 100.0 }; 3]));
            runs.extend(measured(Strategy::ThreadsGil, point, [100.0, 101.0, 101.5]));
        }
        assert_eq!(
            lesson(&EXPERIMENT, 2, &runs).unwrap(),
            "Threads-gil are about as fast as the loop on 2 lanes: nearly all of the work is serial, so more lanes do not help. \
             Threads reach 1.82× on 2 lanes, which fits a serial share of 10%: at most 10.0× with any number of cores. \
             Processes reach 2.00× on 2 lanes, with no measurable serial share."
        );
        assert_eq!(lesson(&EXPERIMENT, 1, &runs), None);
        assert_eq!(lesson(&EXPERIMENT, 2, &[]), None);

        let setup = Setup::new(&EXPERIMENT, 2);
        let all: Vec<&Run> = runs.iter().collect();
        let chart = Chart::new(&setup, EXPERIMENT.sweep.as_ref().unwrap(), setup.strategies(), &all);
        let (law, fits) = EXPERIMENT.fits(&setup, &chart).unwrap();
        assert_eq!((law, fits.len()), (LAW, 3));
        let threads =
            fits.iter().find(|fit| fit.look == chart.line(Strategy::Threads).unwrap().look).unwrap();
        let ends = [threads.curve[0], threads.curve[PIECES as usize]];
        assert_eq!(ends.map(|(lanes, _)| lanes), [1.0, 2.0]);
        assert!((ends[0].1 - 1.0).abs() < 1e-9 && (ends[1].1 - 100.0 / 55.0).abs() < 1e-9, "{ends:?}");
    }

    #[test]
    fn varying_runs_tell_no_serial_share() {
        let mut runs: Vec<Run> = measured(Strategy::Sequential, 0, [100.0, 60.0, 180.0]).collect();
        runs.extend(measured(Strategy::Threads, 1, [55.0; 3]));
        let lesson = lesson(&EXPERIMENT, 2, &runs).unwrap();
        assert!(lesson.starts_with("Runs of threads vary too much"), "{lesson}");
    }

    #[test]
    fn a_serial_share_that_may_be_zero_sets_no_limit() {
        let mut runs: Vec<Run> = measured(Strategy::Sequential, 0, [100.0; 3]).collect();
        runs.extend(measured(Strategy::Threads, 0, [100.0; 3]));
        runs.extend(measured(Strategy::Threads, 1, [53.0, 52.0, 51.0]));
        assert_eq!(
            lesson(&EXPERIMENT, 2, &runs).unwrap(),
            "Threads reach 1.92× on 2 lanes. Runs vary too much to tell whether there is a serial share."
        );
    }

    #[test]
    fn single_measurements_tell_no_serial_share() {
        let once = |strategy, point, wall| measured(strategy, point, [wall; 3]).take(1);
        let mut runs: Vec<Run> = once(Strategy::Sequential, 0, 100.0).collect();
        runs.extend(once(Strategy::Threads, 0, 100.0).chain(once(Strategy::Threads, 1, 50.0)));
        assert_eq!(lesson(&EXPERIMENT, 2, &runs), None);
    }
}
