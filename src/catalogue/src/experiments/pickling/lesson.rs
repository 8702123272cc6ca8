//! Lesson of *What crosses to a process*.

use super::{HERE, transfer_ms};
use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, figures_of};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Compares the transfer times of the largest size, and names the sizes from which they cost less than the work.
fn describe(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let sizes = setup.points();
    let last = sizes.len() - 1;
    let at = |strategy, point: usize| figures_of(runs, strategy, point as u16, |run| Some(transfer_ms(run)));
    let summing = at(HERE, last)?.median;
    // The smallest size from which, at every larger size too, the transfer takes less time than the work.
    let pays = |strategy| {
        let is_less = |point: &usize| {
            at(strategy, *point).zip(at(HERE, *point)).is_some_and(|(cost, work)| cost.is_below(&work))
        };
        (0..sizes.len()).rev().take_while(is_less).last().map(|point| sizes[point])
    };
    let ways = [
        (Strategy::Copied, "copying"),
        (Strategy::Transferred, "transferring"),
        (Strategy::Shared, "sharing memory"),
    ];
    let costs = ways.into_iter().filter_map(|(strategy, name)| {
        let cost = units::duration(Millis(at(strategy, last)?.median));
        Some(match pays(strategy) {
            Some(size) => format!("{name} took {cost} (less than the work from {})", units::memory(size)),
            None => format!("{name} took {cost} (never reliably less than the work)"),
        })
    });
    let costs: Vec<String> = costs.collect();
    let (size, summing) = (units::memory(sizes[last]), units::duration(Millis(summing)));
    (!costs.is_empty()).then(|| format!("Summing {size} took {summing}; {}.", costs.join(", ")))
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
    fn the_transfer_is_the_time_besides_the_summing() {
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
            describe(&setup, &compare([], 0), &all).unwrap(),
            "Summing 4 KiB took 2.00 ms; copying took 3.00 ms (never reliably less than the work), transferring took \
             0.25 ms (less than the work from 4 KiB)."
        );
        assert_eq!(describe(&setup, &compare([], 0), &all[..10]), None);
        // With one measurement of each, the difference could be chance.
        let once: Vec<&Run> = runs.iter().collect();
        let lesson = describe(&setup, &compare([], 0), &once).unwrap();
        assert!(lesson.ends_with("transferring took 0.25 ms (never reliably less than the work)."));
    }
}
