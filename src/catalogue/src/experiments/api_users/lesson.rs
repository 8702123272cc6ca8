//! Lesson of *A hundred users of an API*.

use super::ApiUsers;
use crate::experiments::shared::Lesson;
use crate::experiments::shared::waits::{NOTABLE, too_little};
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, SpeedUp};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Compares `async` with `sequential` for many requests at once.
fn describe(setup: &Setup, comparison: &Comparison, _: &[&Run]) -> Option<String> {
    let (one_by_one, at_once) = (comparison.row(Strategy::Sequential)?, comparison.row(Strategy::Async)?);
    let ApiUsers { users, limit, .. } = ApiUsers::of(setup);
    let limit = limit.min(users);
    let speed_up = comparison.speed_up(at_once)?;
    let [slow, quick] = [one_by_one, at_once].map(|row| units::duration(Millis(row.wall.median)));
    if matches!(speed_up, SpeedUp::Unclear | SpeedUp::OnlyOnce) {
        return Some(format!(
            "With {limit} at once, the run took {quick}. One after the other, it took {slow}. {} to tell the gain.",
            too_little(speed_up)
        ));
    }
    let Some(gain) = speed_up.at_least(NOTABLE).map(units::ratio) else {
        return Some(format!(
            "Running {limit} at once gained little: {quick}, instead of {slow} one after the other. The tasks \
             hardly waited, or the limit was one."
        ));
    };
    let rounds = users.div_ceil(limit);
    Some(format!(
        "One after the other, {users} waits add up to {slow}. With {limit} at once, async needs about {rounds} rounds: \
         {quick}, which is {gain} as fast. The maximum is {limit}×. The rest is what each request costs besides \
         its latency, in the browser and on the event loop."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiments::shared::testing::waiting::{
        WAIT, lesson_as_is, lesson_of, lesson_of_varying, run,
    };

    #[test]
    fn the_lesson_gives_the_gain_of_rounds_if_there_is_one() {
        let runs =
            |wall| [run(Strategy::Sequential, 0, 2_000.0, &WAIT), run(Strategy::Async, 0, wall, &WAIT)];
        let lesson = lesson_of("api-users", &runs(125.0)).unwrap();
        assert!(
            lesson.contains("about 5 rounds: 125 ms, which is 16.00× as fast. The maximum is 20×"),
            "{lesson}"
        );
        let lesson = lesson_of("api-users", &runs(1_900.0)).unwrap();
        assert!(lesson.contains("gained little: 1.90 s, instead of 2.00 s"), "{lesson}");
        assert_eq!(lesson_of("api-users", &runs(125.0)[1..]), None);
        let lesson = lesson_of_varying("api-users", &runs(1_500.0), 0.9).unwrap();
        assert!(lesson.ends_with("Runs vary too much to tell the gain."), "{lesson}");
        let lesson = lesson_as_is("api-users", &runs(125.0)).unwrap();
        assert!(lesson.ends_with("One measurement of each is not enough to tell the gain."), "{lesson}");
    }
}
