//! Cautions: reasons to doubt figures, derived from what was measured and where.

use crate::compare::{Comparison, Row, figures_of, representative};
use crate::units;
use crate::units::listed;
use lanes_model::Environment;
use lanes_model::product::Service;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;

/// Number of clock steps below which a time is imprecise: a step is then a twentieth of it, or more.
const FEW_STEPS: f64 = 20.0;

/// Width of an interval, as a share of the median, above which runs vary too much.
const WIDE: f64 = 0.25;

/// Factor by which computing lanes may seem to outnumber the cores, since phases are not dated exactly.
const OVERLAP_TOLERANCE: f64 = 1.05;

/// Lists the reasons to doubt the figures at a point, one or two sentences each, the most serious first. With `says_noise`,
/// the verdict warns of times that vary, and no caution repeats it.
pub fn cautions(
    comparison: &Comparison,
    runs: &[&Run],
    point: u16,
    environment: &Environment,
    says_noise: bool,
) -> Vec<String> {
    let hidden = environment.hidden.then(|| {
        "The page was in the background for a while, where browsers slow it down. Keep it visible and run again."
            .to_owned()
    });
    let all =
        [hidden, coarse_clock(comparison, environment), crowd(comparison, runs, point, environment.cores)];
    let noise = if says_noise { None } else { spread_out(comparison, runs, point) };
    all.into_iter().flatten().chain(noise).collect()
}

fn coarse_clock(comparison: &Comparison, environment: &Environment) -> Option<String> {
    let step = environment.clock_resolution_ms;
    let names = names(comparison, |row| row.wall.median < step * FEW_STEPS);
    let remedy = if environment.isolated {
        "Make the work larger."
    } else {
        "Make the work larger, or open Lanes in its own tab."
    };
    (!names.is_empty()).then(|| {
        format!(
            "The clock here moves in steps of {}, too coarse for {}. {remedy}",
            units::duration(Millis(step)),
            listed(&names)
        )
    })
}

/// Warns if more lanes compute at once than there are cores.
fn crowd(comparison: &Comparison, runs: &[&Run], point: u16, cores: u32) -> Option<String> {
    let computing = |strategy: Strategy| {
        let run = representative(runs.iter().copied(), strategy, point)?;
        (run.wall > Millis::ZERO).then(|| run.total(Phase::Compute).0 / run.wall.0)
    };
    let too_many = |row: &Row| {
        computing(row.strategy).is_some_and(|at_once| at_once > f64::from(cores) * OVERLAP_TOLERANCE)
    };
    let names = names(comparison, too_many);
    let cores = format!("{cores} {}", units::noun(u64::from(cores), "core"));
    (!names.is_empty()).then(|| {
        format!(
            "More lanes than cores ({cores}): computing in {} includes waiting for a core.",
            listed(&names)
        )
    })
}

/// Warns if times vary much from run to run. Compares rates where each run is a window of time with a varying length.
fn spread_out(comparison: &Comparison, runs: &[&Run], point: u16) -> Option<String> {
    let rate = |row: &Row| {
        figures_of(runs, row.strategy, point, |run| run.service().as_ref().map(Service::per_second))
    };
    let what = if comparison.rows.iter().any(|row| rate(row).is_some()) { "Rates" } else { "Times" };
    let names = names(comparison, |row| {
        let figures = rate(row).unwrap_or(row.wall);
        figures.count > 1 && figures.high - figures.low > figures.median * WIDE
    });
    (!names.is_empty()).then(|| {
        format!(
            "{what} differ by more than a quarter from run to run: {}. The machine may be busy or throttled: close \
             other programs, or add repeats.",
            listed(&names)
        )
    })
}

fn names(comparison: &Comparison, is_meant: impl Fn(&Row) -> bool) -> Vec<&'static str> {
    comparison.rows.iter().filter(|row| is_meant(row)).map(|row| row.strategy.key()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::compare;
    use lanes_model::plan::Round;
    use lanes_model::strategy::Strategy;
    use lanes_model::testing::run;
    use lanes_model::trace::{LaneKind, LaneTrace, Span, Stage};

    fn environment() -> Environment {
        Environment {
            cores: 2,
            isolated: true,
            clock_resolution_ms: 0.005,
            hidden: false,
            browser: String::new(),
            version: String::new(),
            recorded_at: String::new(),
            interpreter: None,
        }
    }

    /// Makes runs of threads with these wall times, with `lanes` lanes that compute all the time.
    fn threads(walls: &[f64], lanes: usize) -> Vec<Run> {
        let at = |(round, wall): (usize, &f64)| {
            let mut run = run(Strategy::Threads, *wall, &[1]);
            run.turn.round = Round::Measured(round as u32);
            let span = Span { task: None, phase: Phase::Compute, start: Millis::ZERO, end: Millis(*wall) };
            let lane = LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] };
            run.lanes = vec![lane; lanes];
            run
        };
        walls.iter().enumerate().map(at).collect()
    }

    fn said(runs: &[Run], environment: &Environment) -> Vec<String> {
        let runs: Vec<&Run> = runs.iter().collect();
        cautions(&compare(runs.iter().copied(), 0), &runs, 0, environment, false)
    }

    #[test]
    fn noise_is_named_once() {
        let runs = threads(&[100.0, 190.0, 99.0], 2);
        let runs: Vec<&Run> = runs.iter().collect();
        let said = |says_noise| {
            cautions(&compare(runs.iter().copied(), 0), &runs, 0, &environment(), says_noise).len()
        };
        assert_eq!((said(false), said(true)), (1, 0));
    }

    #[test]
    fn good_figures_need_no_caution() {
        assert_eq!(said(&threads(&[100.0, 101.0, 99.0], 2), &environment()), Vec::<String>::new());
        assert_eq!(said(&[], &environment()), Vec::<String>::new());
    }

    #[test]
    fn a_hidden_page_comes_first() {
        let environment = Environment { hidden: true, clock_resolution_ms: 10.0, ..environment() };
        let said = said(&threads(&[100.0, 101.0, 99.0], 2), &environment);
        assert!(said[0].starts_with("The page was in the background"));
        assert_eq!(said.len(), 2);
    }

    #[test]
    fn a_coarse_clock_is_named_with_the_strategies_it_affects() {
        let coarse = Environment { isolated: false, clock_resolution_ms: 0.1, ..environment() };
        assert_eq!(
            said(&threads(&[1.9, 1.9], 1), &coarse),
            [
                "The clock here moves in steps of 0.10 ms, too coarse for threads. Make the work larger, or open Lanes \
              in its own tab."
            ]
        );
        assert!(said(&threads(&[2.1, 2.1], 1), &coarse).is_empty());
    }

    #[test]
    fn more_lanes_than_cores_matter_only_while_they_compute() {
        let crowded = said(&threads(&[100.0, 101.0], 3), &environment());
        assert_eq!(
            crowded,
            ["More lanes than cores (2 cores): computing in threads includes waiting for a core."]
        );
        let mut waiting = threads(&[100.0, 101.0], 3);
        for span in waiting.iter_mut().flat_map(|run| &mut run.lanes).flat_map(|lane| &mut lane.spans) {
            span.phase = Phase::IoWait;
        }
        assert!(said(&waiting, &environment()).is_empty());
    }

    #[test]
    fn times_that_vary_much_are_named() {
        let said = said(&threads(&[100.0, 130.0, 99.0], 1), &environment());
        assert!(
            said[0].starts_with("Times differ by more than a quarter from run to run: threads."),
            "{said:?}"
        );
    }

    #[test]
    fn servers_are_compared_by_their_rates() {
        use lanes_model::product::{Product, Service};
        let window = |round, answered| {
            // A window lasts until it holds enough answers.
            let over = Millis(100.0 * f64::from(round + 1));
            let mut run = run(Strategy::Threads, over.0, &[1]);
            run.turn.round = Round::Measured(round);
            let service = Service { answered, over, median: Millis(1.0), p99: Millis(1.0) };
            run.reports[0].outcome.as_mut().unwrap().product = Some(Product::Service(service));
            run
        };
        let said = |runs: &[Run]| {
            let all: Vec<&Run> = runs.iter().collect();
            cautions(&compare(runs, 0), &all, 0, &environment(), false)
        };
        assert_eq!(said(&[window(0, 10), window(1, 20)]), Vec::<String>::new());
        assert!(said(&[window(0, 10), window(1, 40)])[0].starts_with("Rates differ by more than a quarter"));
    }
}
