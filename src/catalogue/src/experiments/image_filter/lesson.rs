//! Lesson of *Image filter*.

use super::overlap;
use crate::experiments::shared::Lesson;
use crate::experiments::shared::lanes::{describe_sending, median};
use crate::experiments::shared::lock::describe_gil_use;
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, Row};
use lanes_analysis::units;
use lanes_model::ranking::{Relation, relation};
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

const ONE_PASS: Strategy = Strategy::OnePass;

/// Describes the gain of bands over one pass, the rows that bands read more than once, and the cost of sending them.
fn describe(setup: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let gain = comparison.row(ONE_PASS).and_then(|pass| compare_with_one_pass(pass, comparison));
    let sent = describe_sending(setup, comparison, runs);
    let overlap = (gain.is_some() || sent.is_some()).then(|| overlap(setup)).flatten();
    let library = describe_gil_use(setup, comparison, runs);
    let sentences: Vec<String> = [gain, overlap, library, sent].into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Compares one pass with the fastest strategy on several lanes. Returns None if they were measured only once.
fn compare_with_one_pass(pass: &Row, comparison: &Comparison) -> Option<String> {
    let shared_out = comparison.rows.iter().filter(|row| row.lanes > 1);
    let best = shared_out.min_by(|a, b| a.wall.median.total_cmp(&b.wall.median))?;
    let name = best.strategy.key();
    let gain = match relation(&best.wall, &pass.wall) {
        Relation::Less => {
            let times = units::ratio(pass.wall.median / best.wall.median);
            format!("Split into bands, {name} took {}: {times} as fast.", median(best))
        }
        Relation::Equal => format!("Split into bands, {name} took about as long."),
        Relation::More => "No strategy with bands was faster.".to_owned(),
        Relation::Undecided => "Runs vary too much to tell whether bands were faster.".to_owned(),
        Relation::OnlyOnce => return None,
    };
    Some(format!("A single pass over the picture took {}. {gain}", median(pass)))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiments::shared::testing::computing::{five_each, lesson, run};

    #[test]
    fn bands_are_compared_with_one_pass() {
        let overlap = "Bands overlap: together they read 8% more rows than the picture has.";
        let lesson_of = |threads, spread| {
            let runs = [run(ONE_PASS, 2.0, &[1.0]), run(Strategy::Threads, threads, &[1.0, 1.0])];
            lesson("image-filter", &five_each(&runs, spread)).unwrap()
        };
        let pass = "A single pass over the picture took 200 ms.";
        assert_eq!(
            lesson_of(1.0, 0.02),
            format!("{pass} Split into bands, threads took 100 ms: 2.00× as fast. {overlap}")
        );
        assert_eq!(
            lesson_of(2.0, 0.02),
            format!("{pass} Split into bands, threads took about as long. {overlap}")
        );
        assert_eq!(lesson_of(3.0, 0.02), format!("{pass} No strategy with bands was faster. {overlap}"));
        assert!(lesson_of(1.5, 0.9).contains("Runs vary too much to tell whether bands were faster."));
        // Strategies measured only once are not compared.
        let once = [run(ONE_PASS, 2.0, &[1.0]), run(Strategy::Threads, 1.0, &[1.0, 1.0])];
        assert_eq!(lesson("image-filter", &once), None);
        let processes = lesson("image-filter", &[run(Strategy::Processes, 1.0, &[1.0, 0.5])]).unwrap();
        assert!(
            processes.starts_with(overlap) && processes.contains("Sending data to processes"),
            "{processes}"
        );
    }
}
