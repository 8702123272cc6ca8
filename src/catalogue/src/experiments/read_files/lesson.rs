//! Lesson of *Reading files*.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::waits::{NOTABLE, too_little};
use crate::setup::Setup;
use lanes_analysis::compare::{Comparison, SpeedUp, representative};
use lanes_analysis::units::{self, listed};
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Advice for Python, which unlike a browser cannot read files on its event loop.
const FILES_IN_PYTHON: &str =
    "In Python, use threads: asyncio has no file I/O, and asyncio.to_thread uses a pool of threads.";

/// Describes the reading of files, and gives the advice for Python.
fn describe(setup: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    describe_waiting(setup, comparison, runs).map(|lesson| [&lesson, " ", FILES_IN_PYTHON].concat())
}

/// Describes whether reading files was waiting or work.
fn describe_waiting(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let waiting = comparison.work?.waiting;
    let one_by_one = representative(runs.iter().copied(), Strategy::Sequential, 0)?;
    let others = comparison.rows.iter().filter(|row| row.strategy != Strategy::Sequential);
    let speed_ups: Vec<SpeedUp> = others.filter_map(|row| comparison.speed_up(row)).collect();
    if speed_ups.is_empty() {
        return None;
    }
    // Leading strategies, if their intervals show that they are faster than the loop.
    let leaders = comparison.verdict.as_ref().map_or(&[][..], |verdict| verdict.leaders());
    let gains = leaders.iter().filter_map(|leader| {
        let times = comparison.times(*leader, Strategy::Sequential).filter(|times| *times >= NOTABLE)?;
        Some((leader.key(), times))
    });
    let gains: Vec<(&str, f64)> = gains.collect();
    let each = Millis(one_by_one.wall.0 / one_by_one.tasks_ok().max(1) as f64);
    let measured = format!(
        "One after the other, each file took {}, {} of it waiting for the browser. The files had just been written and \
         were still in memory. Reading from disk takes longer.",
        units::duration(each),
        units::percent(waiting)
    );
    let unclear = speed_ups.iter().find(|one| matches!(one, SpeedUp::Unclear | SpeedUp::OnlyOnce));
    let gain = match (gains.first(), unclear) {
        (Some((_, times)), _) => format!(
            "The fastest here: {}, at {} the speed of sequential. Waits overlap if the browser reads several files at \
             once.",
            listed(&gains.iter().map(|(name, _)| *name).collect::<Vec<_>>()),
            units::ratio(*times)
        ),
        (None, Some(unclear)) => {
            format!("{} to tell whether a strategy gained anything.", too_little(*unclear))
        }
        (None, None) => {
            "No strategy gained much here. What looks like waiting is the browser copying bytes between processes, \
             which needs a core too."
                .to_owned()
        }
    };
    Some(format!("{measured} {gain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiments::shared::testing::waiting::{WAIT, lesson_of, lesson_of_varying, run};

    #[test]
    fn the_lesson_says_whether_reading_waits() {
        let runs = |wall| [run(Strategy::Sequential, 0, 400.0, &WAIT), run(Strategy::Async, 0, wall, &WAIT)];
        assert!(lesson_of("read-files", &runs(390.0)).unwrap().contains("No strategy gained much"));
        let lesson = lesson_of("read-files", &runs(200.0)).unwrap();
        assert!(
            lesson.contains("100% of it waiting")
                && lesson.contains("The fastest here: async, at 2.00× the speed"),
            "{lesson}"
        );
        // If two strategies share the lead, the lesson names both.
        let threads = Strategy::Threads;
        let both = [runs(200.0).to_vec(), vec![run(threads, 0, 201.0, &WAIT)]].concat();
        let lesson = lesson_of("read-files", &both).unwrap();
        assert!(lesson.contains("The fastest here: async and threads, at 2.00× the speed"), "{lesson}");
        let lesson = lesson_of_varying("read-files", &runs(300.0), 0.9).unwrap();
        assert!(
            lesson.contains("Runs vary too much to tell whether a strategy gained anything."),
            "{lesson}"
        );
        assert!(lesson.ends_with("asyncio.to_thread uses a pool of threads."), "{lesson}");
    }
}
