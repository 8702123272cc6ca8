//! The lesson of *What crosses to a process*, from what was measured.

use super::{HERE, crossing};
use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, figures_of};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;

pub(crate) const LESSON: Option<Lesson> = Some(what_crossing_costs);

fn what_crossing_costs(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let sizes = setup.points();
    let last = sizes.len() - 1;
    let at = |strategy, point: usize| figures_of(runs, strategy, point as u16, |run| Some(crossing(run)));
    let summing = at(HERE, last)?.median;
    // The size from which, there and at every larger size, the transfer takes less time than the work that it is for.
    let pays = |strategy| {
        let is_less = |point: &usize| {
            at(strategy, *point).zip(at(HERE, *point)).is_some_and(|(cost, work)| cost.is_below(&work))
        };
        (0..sizes.len()).rev().take_while(is_less).last().map(|point| sizes[point])
    };
    let ways = [
        (Strategy::Copied, "copying them"),
        (Strategy::Transferred, "handing them over"),
        (Strategy::Shared, "sharing their memory"),
    ];
    let sentence = ways.into_iter().filter_map(|(strategy, name)| {
        let cost = units::duration(Millis(at(strategy, last)?.median));
        Some(match pays(strategy) {
            Some(size) => format!("{name} took {cost} (less than the work from {} on)", units::memory(size)),
            None => format!("{name} took {cost} (at no size reliably less than the work)"),
        })
    });
    let sentence: Vec<String> = sentence.collect();
    let (size, summing) = (units::memory(sizes[last]), units::duration(Millis(summing)));
    (!sentence.is_empty()).then(|| format!("To sum up {size} took {summing}; {}.", sentence.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::pickling::EXPERIMENT;
    use lanes_analysis::compare::compare;
    use lanes_model::trace::Phase;

    use lanes_model::testing::repeated;

    use crate::experiments::shared::testing::spans::at;

    #[test]
    fn the_transfer_is_the_time_without_the_summing() {
        let mut setup = Setup::new(&EXPERIMENT, 2);
        setup.set("most", 4);
        let (copied, transferred) = (Strategy::Copied, Strategy::Transferred);
        let runs = [
            at(HERE, 0, 0.02, Phase::Compute, 0.01),
            at(HERE, 1, 2.5, Phase::Compute, 2.0),
            at(copied, 0, 0.1, Phase::Compute, 0.01),
            at(copied, 1, 5.0, Phase::Compute, 2.0),
            at(transferred, 0, 0.1, Phase::Compute, 0.01),
            at(transferred, 1, 2.25, Phase::Compute, 2.0),
        ];
        let all: Vec<Run> = runs.iter().flat_map(|run| repeated(run, 0.02)).collect();
        let all: Vec<&Run> = all.iter().collect();
        assert_eq!(
            what_crossing_costs(&setup, &compare([], 0), &all).unwrap(),
            "To sum up 4 KiB took 2.00 ms; copying them took 3.00 ms (at no size reliably less than the work), \
             handing them over took 0.25 ms (less than the work from 4 KiB on)."
        );
        assert_eq!(what_crossing_costs(&setup, &compare([], 0), &all[..10]), None);
        // Single measurements may be chance.
        let once: Vec<&Run> = runs.iter().collect();
        let sentence = what_crossing_costs(&setup, &compare([], 0), &once).unwrap();
        assert!(
            sentence.ends_with("handing them over took 0.25 ms (at no size reliably less than the work).")
        );
    }
}
