//! Lesson of *The convoy effect*.

use super::{CPYTHONS, GilConvoy, cpythons_step};
use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use crate::sweep::{Chart, Mark};
use lanes_analysis::compare::{Comparison, figures_of};
use lanes_analysis::units;
use lanes_model::product::Service;
use lanes_model::ranking::{Relation, relation};
use lanes_model::run::Run;
use lanes_model::stats::Figures;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Smallest slowdown that counts as a convoy.
const CONVOY: f64 = 2.0;

/// Smallest number of responses in a window that gives a meaningful 99th percentile.
const HUNDRED: f64 = 100.0;

/// Describes CPython's own switch interval or, if that was not measured, the longest one.
fn describe(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let point = cpythons_step(setup.values(), &setup.points());
    let of_windows = |strategy, of: fn(&Service) -> f64| {
        figures_of(runs, strategy, point as u16, |run| run.service().as_ref().map(of))
    };
    let served = [Strategy::ThreadsGil, Strategy::Threads];
    let shown = served.into_iter().find(|strategy| of_windows(*strategy, Service::per_second).is_some())?;
    let under = of_windows(shown, Service::per_second)?;
    let rate = |figures: &Figures| figures.text(|rate| units::grouped(rate.round() as u64));
    let computing = match GilConvoy::of(setup).cpu {
        0 => {
            return Some(format!(
                "No thread computes, so no thread keeps a lock. {} requests per second were answered.",
                rate(&under)
            ));
        }
        1 => "one computing thread".to_owned(),
        more => format!("{more} computing threads"),
    };
    let interval = units::duration(Millis(setup.points()[point] as f64 / 1000.0));
    let lock = match shown {
        Strategy::Threads => "no GIL".to_owned(),
        _ => format!("a switch interval of {interval}"),
    };
    let latency = |figures: Figures| figures.text(|ms| units::duration(Millis(ms)));
    let slowest = if of_windows(shown, |service| service.answered as f64)?.median < HUNDRED {
        "and the slowest of each window took"
    } else {
        "and one in a hundred took more than"
    };
    let answers = format!(
        "With {computing} and {lock}, {} requests per second were answered. Half of them took more than {}, \
         {slowest} {}.",
        rate(&under),
        latency(of_windows(shown, |service| service.median.0)?),
        latency(of_windows(shown, |service| service.p99.0)?),
    );
    if shown == Strategy::Threads {
        return Some(answers + " No request waits for a lock, so the interval has no effect.");
    }
    let without = of_windows(Strategy::Threads, Service::per_second).map_or_else(String::new, |without| {
        let what = match relation(&under, &without) {
            Relation::Less if without.median > under.median * CONVOY => "that is the convoy",
            Relation::Less | Relation::Equal | Relation::More => "no notable convoy",
            Relation::Undecided => "windows vary too much to tell whether that is a convoy",
            Relation::OnlyOnce => "one window of each is not enough to tell whether that is a convoy",
        };
        format!(" Without a GIL, there were {}: {what}.", rate(&without))
    });
    Some(answers + &without)
}

/// Marks CPython's own switch interval.
pub(crate) fn marks(_: &Setup, chart: &Chart) -> Vec<Mark> {
    chart.mark(CPYTHONS, "CPython’s default").into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::gil_convoy::EXPERIMENT;

    use lanes_analysis::compare::compare;
    use lanes_model::plan::Round;
    use lanes_model::product::Product;
    use lanes_model::testing::run;

    /// Makes the lesson from the number of requests that were answered in each window of a second, at CPython's interval.
    fn convoy_lesson(under: &[u64], without: &[u64]) -> String {
        let setup = Setup::new(&EXPERIMENT, 2);
        let served = |strategy, (round, answered): (usize, &u64)| {
            let mut run = run(strategy, 1000.0, &[0]);
            (run.turn.point, run.turn.round) = (1, Round::Measured(round as u32));
            let (median, p99) = (Millis(5.0 + round as f64), Millis(9.0));
            let service = Service { answered: *answered, over: Millis(1000.0), median, p99 };
            run.reports[0].outcome.as_mut().unwrap().product = Some(Product::Service(service));
            run
        };
        let windows = |strategy, answered: &[u64]| {
            answered.iter().enumerate().map(|window| served(strategy, window)).collect::<Vec<_>>()
        };
        let runs = [windows(Strategy::ThreadsGil, under), windows(Strategy::Threads, without)].concat();
        describe(&setup, &compare(&runs, 1), &runs.iter().collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn the_lesson_names_a_convoy_if_intervals_are_separated() {
        assert_eq!(
            convoy_lesson(&[195, 180, 201], &[20_000, 19_000, 22_000]),
            "With one computing thread and a switch interval of 5.00 ms, 195 (180 to 201) requests per second were \
             answered. Half of them took more than 6.00 ms (5.00 ms to 7.00 ms), and one in a hundred took more than \
             9.00 ms (9.00 ms to 9.00 ms). Without a GIL, there were 20,000 (19,000 to 22,000): that is the convoy."
        );
        let close = convoy_lesson(&[15_000; 5], &[20_000; 5]);
        assert!(close.ends_with("no notable convoy."), "{close}");
        let alike = convoy_lesson(&[20_000, 20_100, 19_900, 20_050, 19_950], &[20_000; 5]);
        assert!(alike.ends_with("no notable convoy."), "{alike}");
        assert!(convoy_lesson(&[19, 20], &[200, 210]).contains("the slowest of each window took 9.00 ms"));
    }

    #[test]
    fn each_build_of_cpython_has_a_lesson_of_its_own() {
        let gil = convoy_lesson(&[195, 180, 201], &[]);
        assert!(
            gil.starts_with("With one computing thread and a switch interval of 5.00 ms, 195 ("),
            "{gil}"
        );
        assert!(gil.ends_with("took more than 9.00 ms (9.00 ms to 9.00 ms)."), "{gil}");
        let nogil = convoy_lesson(&[], &[2_000, 1_900, 2_200]);
        assert!(
            nogil.starts_with("With one computing thread and no GIL, 2,000 (1,900 to 2,200) requests"),
            "{nogil}"
        );
        assert!(nogil.ends_with(" No request waits for a lock, so the interval has no effect."), "{nogil}");
    }

    #[test]
    fn varying_windows_tell_no_convoy() {
        let without = [20_000, 8_000, 30_000, 25_000, 22_000];
        let apart = convoy_lesson(&[100, 190, 7_000, 150, 120], &without);
        assert!(apart.ends_with("that is the convoy."), "{apart}");
        let unclear = convoy_lesson(&[100, 190, 9_000, 150, 120], &without);
        assert!(unclear.ends_with("windows vary too much to tell whether that is a convoy."), "{unclear}");
        let once = convoy_lesson(&[100], &[20_000]);
        assert!(
            once.ends_with("one window of each is not enough to tell whether that is a convoy."),
            "{once}"
        );
    }
}
