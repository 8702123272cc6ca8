//! Lesson of *The GIL and waiting*.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::lock::{WORTH_IT, lock_share, undecided};
use crate::setup::Setup;
use lanes_analysis::compare::Comparison;
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Compares threads with and without a GIL on work that waits.
fn describe(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let under = comparison.row(Strategy::ThreadsGil)?;
    let speed_up = comparison.speed_up(under)?;
    if under.lanes < 2 {
        return Some("A single thread waits for one response at a time. Use two workers or more.".to_owned());
    }
    let (threads, waited) = (under.lanes, units::percent(lock_share(runs)?));
    let without = comparison.row(Strategy::Threads).and_then(|row| comparison.speed_up(row)?.as_fast_as());
    let without =
        without.map_or_else(String::new, |as_fast_as| format!("; without a GIL, they were {as_fast_as} one"));
    let result = match (speed_up.at_least(WORTH_IT), speed_up.as_fast_as()) {
        (Some(times), _) => format!(
            "{threads} threads helped despite the GIL: they were {} as fast as one{without}.",
            units::ratio(times)
        ),
        (None, Some(as_fast_as)) => {
            format!("{threads} threads did not help here: they were {as_fast_as} one{without}.")
        }
        (None, None) => format!("{} {threads} threads helped.", undecided(speed_up)),
    };
    Some(format!(
        "{result} A thread releases the GIL while it waits. The threads spent {waited} of their time waiting for the GIL."
    ))
}

#[cfg(test)]
mod tests {

    use crate::experiments::shared::testing::lock::lesson;

    #[test]
    fn the_lesson_says_whether_waiting_threads_helped() {
        let lesson = |wall, spread| lesson("gil-io", wall, spread).unwrap();
        assert!(lesson(50.0, 0.02).starts_with("2 threads helped despite the GIL: they were 2.00× as fast"));
        assert!(
            lesson(100.0, 0.02).starts_with("2 threads did not help here: they were about as fast as one;")
        );
        assert!(
            lesson(60.0, 0.9).starts_with("Runs vary too much to tell whether 2 threads helped. A thread")
        );
    }
}
