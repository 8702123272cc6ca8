//! The lesson of *A hundred users of an API*, from what was measured.

use super::ApiUsers;
use crate::experiments::shared::Lesson;
use crate::experiments::shared::waits::{NOTABLE, too_little};
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, SpeedUp};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;

pub(crate) const LESSON: Option<Lesson> = Some(of_rounds);

/// Compares `async` with `sequential`, where many tasks wait at once.
fn of_rounds(setup: &Setup, comparison: &Comparison, _: &[&Run]) -> Option<String> {
    let (one_by_one, at_once) = (comparison.row(Strategy::Sequential)?, comparison.row(Strategy::Async)?);
    let ApiUsers { users, limit, .. } = ApiUsers::of(setup);
    let limit = limit.min(users);
    let speed_up = comparison.speed_up(at_once)?;
    let [slow, quick] = [one_by_one, at_once].map(|row| units::duration(Millis(row.wall.median)));
    if matches!(speed_up, SpeedUp::Unclear | SpeedUp::OnlyOnce) {
        return Some(format!(
            "Asking for {limit} at once took {quick}, and {slow} one after the other. {} to tell what that gained.",
            too_little(speed_up)
        ));
    }
    let Some(gain) = speed_up.at_least(NOTABLE).map(units::ratio) else {
        return Some(format!(
            "Asking for {limit} at once gained little: {quick}, and {slow} one after the other. There was hardly \
             anything to wait for, or no more than one at once was allowed."
        ));
    };
    let rounds = users.div_ceil(limit);
    Some(format!(
        "One after the other, {users} waits add up to {slow}. With {limit} at once async goes through them in some \
         {rounds} rounds: {quick}, {gain} as fast, where {limit}× would be all there is to gain. The rest is what a \
         request costs besides its latency, in the browser and on the event loop."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiments::shared::testing::waiting::{
        WAIT, lesson_as_is, lesson_of, lesson_of_varying, run,
    };

    #[test]
    fn the_lesson_states_the_gain_or_that_there_was_none() {
        let runs =
            |wall| [run(Strategy::Sequential, 0, 2_000.0, &WAIT), run(Strategy::Async, 0, wall, &WAIT)];
        let lesson = lesson_of("api-users", &runs(125.0)).unwrap();
        assert!(lesson.contains("some 5 rounds: 125 ms, 16.00× as fast, where 20×"), "{lesson}");
        let lesson = lesson_of("api-users", &runs(1_900.0)).unwrap();
        assert!(lesson.contains("gained little: 1.90 s, and 2.00 s"), "{lesson}");
        assert_eq!(lesson_of("api-users", &runs(125.0)[1..]), None);
        let lesson = lesson_of_varying("api-users", &runs(1_500.0), 0.9).unwrap();
        assert!(lesson.ends_with("Runs vary too much to tell what that gained."), "{lesson}");
        let lesson = lesson_as_is("api-users", &runs(125.0)).unwrap();
        assert!(lesson.ends_with("One measurement each is too little to tell what that gained."), "{lesson}");
    }
}
