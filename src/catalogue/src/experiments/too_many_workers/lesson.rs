//! The lesson of *Too many workers*, from what was measured.

use super::{ANEW, POOL, TooManyWorkers};
use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, figures_of};
use lanes_analysis::units;
use lanes_analysis::units::listed;
use lanes_model::ranking::{Certainty, rank};
use lanes_model::run::Run;
use lanes_model::stats::Figures;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;

pub(crate) const LESSON: Option<Lesson> = Some(what_starting_costs);

fn what_starting_costs(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let steps = setup.points();
    let wall = |strategy, point| figures_of(runs, strategy, point, |run| Some(run.wall.0));
    let starting = |run: &Run| run.total(Phase::Spawn).0 / run.lanes.len().max(1) as f64;
    let fresh = (0..).zip(&steps).filter_map(|(point, step)| Some((point, *step, wall(ANEW, point)?)));
    let fresh: Vec<(u16, u64, Figures)> = fresh.collect();
    let (point, most, longest) = *fresh.last()?;
    let mut sentence = format!(
        "{most} new processes took {}; each took {} to start on average.",
        units::duration(Millis(longest.median)),
        units::duration(Millis(figures_of(runs, ANEW, point, |run| Some(starting(run)))?.median))
    );
    sentence += &best_number(&fresh.iter().map(|(_, step, wall)| (*step, *wall)).collect::<Vec<_>>());
    let pool = (0..steps.len() as u16).rev().find_map(|point| Some((point, wall(POOL, point)?)));
    if let Some((point, wall)) = pool {
        let size = steps[usize::from(point)].min(TooManyWorkers::of(setup).workers);
        sentence += &format!(" A warm pool of {size} took {}.", units::duration(Millis(wall.median)));
    }
    Some(sentence)
}

/// Names the number of processes that was fastest, or those that share the lead. Empty if it is the last one, or
/// for single measurements.
fn best_number(steps: &[(u64, Figures)]) -> String {
    let walls: Vec<Figures> = steps.iter().map(|(_, wall)| *wall).collect();
    let Some(ranking) = rank(&walls) else { return String::new() };
    let mut leaders: Vec<u64> =
        ranking.order[..ranking.leaders].iter().map(|index| steps[*index].0).collect();
    leaders.sort_unstable();
    let names: Vec<String> = leaders.iter().map(|number| units::grouped(*number)).collect();
    let names = listed(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let best = walls[ranking.order[0]].median;
    match ranking.certainty {
        Certainty::Winner if leaders.last() == steps.last().map(|(step, _)| step) => String::new(),
        Certainty::Winner => format!(" The best number was {names}, with {}.", units::duration(Millis(best))),
        Certainty::Equal => {
            format!(" {names} processes were equally fast, with {}.", units::duration(Millis(best)))
        }
        Certainty::Undecided => format!(" Runs vary too much to tell which of {names} is the best number."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::too_many_workers::EXPERIMENT;
    use lanes_analysis::compare::compare;

    use lanes_model::testing::repeated;

    use crate::experiments::shared::testing::spans::at;

    #[test]
    fn start_up_is_separated_from_the_work() {
        let mut setup = Setup::new(&EXPERIMENT, 2);
        setup.set("most", 4);
        let sentence = |one, two, spread| {
            let runs = [
                at(ANEW, 0, one, Phase::Spawn, 40.0),
                at(ANEW, 1, two, Phase::Spawn, 60.0),
                at(ANEW, 2, 250.0, Phase::Spawn, 110.0),
                at(POOL, 1, 130.0, Phase::Compute, 120.0),
            ];
            let runs: Vec<Run> = runs.iter().flat_map(|run| repeated(run, spread)).collect();
            what_starting_costs(&setup, &compare([], 0), &runs.iter().collect::<Vec<_>>()).unwrap()
        };
        assert_eq!(
            sentence(300.0, 200.0, 0.02),
            "4 new processes took 250 ms; each took 110 ms to start on average. The best number \
             was 2, with 200 ms. A warm pool of 2 took 130 ms."
        );
        // Medians that are in this order by chance have no best number.
        assert!(
            sentence(200.0, 210.0, 0.8)
                .contains("Runs vary too much to tell which of 1, 2 and 4 is the best number.")
        );
        assert!(
            sentence(200.0, 202.0, 0.02)
                .contains("average. 1 and 2 processes were equally fast, with 200 ms. A warm pool")
        );
        assert!(sentence(400.0, 300.0, 0.02).contains("average. A warm pool"));
        assert_eq!(what_starting_costs(&setup, &compare([], 0), &[]), None);
    }
}
