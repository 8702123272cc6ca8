//! Lesson of *The GIL and computing*.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::lock::{WORTH_IT, lock_share, undecided};
use crate::setup::Setup;
use lanes_analysis::compare::Comparison;
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Compares threads with and without a GIL on work that computes.
fn describe(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let under = comparison.row(Strategy::ThreadsGil)?;
    let speed_up = comparison.speed_up(under)?;
    if under.lanes < 2 {
        return Some("A single thread never waits for the GIL. Use two workers or more.".to_owned());
    }
    let (threads, waited) = (under.lanes, units::percent(lock_share(runs)?));
    let result = match (speed_up.at_least(WORTH_IT), speed_up.as_fast_as()) {
        (Some(times), _) => format!(
            "With a GIL, {threads} threads were {} as fast as one, which the GIL should make impossible. Something \
             disturbed the measurement. They",
            units::ratio(times)
        ),
        (None, Some(as_fast_as)) => {
            format!("With a GIL, {threads} threads gained nothing: they were {as_fast_as} one, and")
        }
        (None, None) => format!("{} {threads} threads with a GIL gained anything. They", undecided(speed_up)),
    };
    let without = comparison.row(Strategy::Threads).and_then(|row| comparison.speed_up(row)?.as_fast_as());
    let without = without.map_or_else(String::new, |as_fast_as| {
        format!(" Without a GIL, the same threads were {as_fast_as} one.")
    });
    Some(format!("{result} spent {waited} of their time waiting for the GIL.{without}"))
}

#[cfg(test)]
mod tests {

    use crate::experiments::shared::testing::lock::lesson;

    #[test]
    fn the_lesson_says_that_computing_threads_gained_nothing() {
        assert_eq!(
            lesson("gil-cpu", 100.0, 0.02).unwrap(),
            "With a GIL, 2 threads gained nothing: they were about as fast as one, and spent 50% of their time \
             waiting for the GIL. Without a GIL, the same threads were 2.00× as fast as one."
        );
        assert!(lesson("gil-cpu", 110.0, 0.02).unwrap().contains("they were 0.91× as fast as one"));
        assert!(
            lesson("gil-cpu", 50.0, 0.02)
                .unwrap()
                .contains("2.00× as fast as one, which the GIL should make impossible")
        );
        assert_eq!(
            lesson("gil-cpu", 60.0, 0.9).unwrap(),
            "Runs vary too much to tell whether 2 threads with a GIL gained anything. They spent 50% of their time \
             waiting for the GIL."
        );
    }

    #[test]
    fn single_measurements_do_not_tell_whether_threads_helped() {
        let lesson = |id| lesson(id, 50.0, 0.0).unwrap();
        assert!(
            lesson("gil-io")
                .starts_with("One measurement of each is not enough to tell whether 2 threads helped.")
        );
        assert!(
            lesson("gil-cpu")
                .starts_with("One measurement of each is not enough to tell whether 2 threads with a GIL")
        );
    }
}
