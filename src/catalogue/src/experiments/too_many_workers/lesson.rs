//! Lesson of *Too many workers*.

use super::{FRESH, POOL, TooManyWorkers};
use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, figures_of};
use lanes_analysis::units::{self, listed};
use lanes_model::ranking::{Certainty, rank};
use lanes_model::run::Run;
use lanes_model::stats::Figures;
use lanes_model::time::Millis;
use lanes_model::trace::Phase;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Describes the start-up time of new processes, and compares them with a warm pool.
fn describe(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let steps = setup.points();
    let wall = |strategy, point| figures_of(runs, strategy, point, |run| Some(run.wall.0));
    let starting = |run: &Run| run.total(Phase::Spawn).0 / run.lanes.len().max(1) as f64;
    let fresh = (0..).zip(&steps).filter_map(|(point, step)| Some((point, *step, wall(FRESH, point)?)));
    let fresh: Vec<(u16, u64, Figures)> = fresh.collect();
    let (point, most, longest) = *fresh.last()?;
    let mut lesson = format!(
        "{most} new processes took {}. On average, each took {} to start.",
        units::duration(Millis(longest.median)),
        units::duration(Millis(figures_of(runs, FRESH, point, |run| Some(starting(run)))?.median))
    );
    lesson += &best_number(&fresh.iter().map(|(_, step, wall)| (*step, *wall)).collect::<Vec<_>>());
    let pool = (0..steps.len() as u16).rev().find_map(|point| Some((point, wall(POOL, point)?)));
    if let Some((point, wall)) = pool {
        let size = steps[usize::from(point)].min(TooManyWorkers::of(setup).workers);
        lesson += &format!(" A warm pool of {size} took {}.", units::duration(Millis(wall.median)));
    }
    Some(lesson)
}

/// Names the fastest number of processes, or those that share the lead. Returns an empty string if the largest number
/// was the fastest, or if each was measured only once.
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
        Certainty::Winner => {
            format!(" The best number of processes was {names} ({}).", units::duration(Millis(best)))
        }
        Certainty::Equal => {
            format!(" {names} processes were equally fast ({}).", units::duration(Millis(best)))
        }
        Certainty::Undecided => {
            format!(" Runs vary too much to tell which of {names} is the best number of processes.")
        }
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
    fn the_lesson_separates_starting_from_the_work() {
        let mut setup = Setup::new(&EXPERIMENT, 2);
        setup.set("most", 4);
        let lesson = |one, two, spread| {
            let runs = [
                at(FRESH, 0, one, Phase::Spawn, 40.0),
                at(FRESH, 1, two, Phase::Spawn, 60.0),
                at(FRESH, 2, 250.0, Phase::Spawn, 110.0),
                at(POOL, 1, 130.0, Phase::Compute, 120.0),
            ];
            let runs: Vec<Run> = runs.iter().flat_map(|run| repeated(run, spread)).collect();
            describe(&setup, &compare([], 0), &runs.iter().collect::<Vec<_>>()).unwrap()
        };
        assert_eq!(
            lesson(300.0, 200.0, 0.02),
            "4 new processes took 250 ms. On average, each took 110 ms to start. The best number of processes was 2 \
             (200 ms). A warm pool of 2 took 130 ms."
        );
        // There is no fastest number if chance could have put the medians in that order.
        assert!(
            lesson(200.0, 210.0, 0.8)
                .contains("Runs vary too much to tell which of 1, 2 and 4 is the best number of processes.")
        );
        assert!(
            lesson(200.0, 202.0, 0.02)
                .contains("to start. 1 and 2 processes were equally fast (200 ms). A warm pool")
        );
        assert!(lesson(400.0, 300.0, 0.02).contains("to start. A warm pool"));
        assert_eq!(describe(&setup, &compare([], 0), &[]), None);
    }
}
