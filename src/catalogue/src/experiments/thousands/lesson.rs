//! Lesson of *Thousands of requests*.

use super::{count, latency_alone};
use crate::experiments::shared::Lesson;
use crate::experiments::shared::waits::NOTABLE;
use crate::setup::Setup;
use crate::sweep::{Chart, Mark, Point};
use lanes_analysis::compare::{Comparison, compare};
use lanes_analysis::units;
use lanes_model::ranking::ratio;
use lanes_model::run::Run;
use lanes_model::stats::Figures;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Gain of asyncio at thousands of requests, measured in CPython because the experiment cannot show it.
const THOUSANDS_IN_PYTHON: &str = "In Python, asyncio saves memory rather than time: 2,000 waiting threads took 32 MiB and \
                                   0.27 s to start; 2,000 tasks took 2 MiB and 0.02 s (CPython 3.11 on Linux, two cores). A \
                                   waiting task can be cancelled; a waiting thread cannot.";

/// Names the limit from which more requests at once do not help, and gives the advice for Python.
fn describe(setup: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    describe_limits(setup, comparison, runs).map(|lesson| [&lesson, " ", THOUSANDS_IN_PYTHON].concat())
}

/// Names the limit from which more requests at once do not help.
fn describe_limits(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let wall = |point: u16| compare(runs.iter().copied(), point).row(Strategy::Async).map(|row| row.wall);
    let measured = |(point, limit): (u16, u64)| Some((limit, wall(point)?));
    let walls: Vec<(u64, Figures)> = (0..).zip(setup.points()).filter_map(measured).collect();
    let [(fewest, slowest), .., (most, last)] = walls.as_slice() else { return None };
    if walls.iter().any(|(_, wall)| wall.count < 2) {
        return Some(
            "One measurement of each is not enough to tell where more requests at once stop helping."
                .to_owned(),
        );
    }
    let (enough, wall) = walls.get(enough(&walls.iter().map(|(_, wall)| *wall).collect::<Vec<_>>())?)?;
    let time = |wall: &Figures| units::duration(Millis(wall.median));
    let at_first = format!("{} at once took {}", units::grouped(*fewest), time(slowest));
    let alone = latency_alone(setup.values(), *most);
    let latency = units::duration(Millis(alone));
    if enough == most {
        let falling = walls.windows(2).all(|pair| pair[1].1.is_below(&pair[0].1));
        let how = if falling { "each step was faster, down to" } else { "the last step was the fastest:" };
        return Some(format!(
            "{at_first}, and {how} {} with {} at once. The latency alone would be {}.",
            time(last),
            units::grouped(*most),
            latency
        ));
    }
    let each = (last.median - alone).max(0.0) / count(setup.values()) as f64;
    Some(format!(
        "{at_first}. Above {} at once ({}), there was no reliable gain: {} with {}. The latency alone would be {}; the \
         rest is the event loop’s own work, about {} per request, at any limit.",
        units::grouped(*enough),
        time(wall),
        time(last),
        units::grouped(*most),
        latency,
        units::duration(Millis(each))
    ))
}

/// Returns the index of the first step after which none is reliably and notably faster.
fn enough(walls: &[Figures]) -> Option<usize> {
    let helps_more = |index: &usize| {
        let own = &walls[*index];
        walls[*index..].iter().any(|later| ratio(own, later).is_some_and(|gain| gain >= NOTABLE))
    };
    (0..walls.len()).find(|index| !helps_more(index))
}

/// Marks the limit above which more requests at once do not help, if it was measured.
pub(crate) fn marks(_: &Setup, chart: &Chart) -> Vec<Mark> {
    let Some(series) = chart.line(Strategy::Async) else { return Vec::new() };
    let is_repeated = |point: &Point| !point.provisional && point.value.count > 1;
    if !series.points.iter().all(is_repeated) {
        return Vec::new();
    }
    let walls: Vec<Figures> = series.points.iter().map(|point| point.value).collect();
    let before_last = series.points.len().saturating_sub(1);
    let at = enough(&walls).filter(|index| *index < before_last).map(|index| series.points[index]);
    let mark = at.map(|Point { x, value, .. }| Mark {
        x: x as f64,
        point: Some((series.look, value.median)),
        text: format!("no reliable gain above {}", units::grouped(x)),
    });
    mark.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiments::shared::testing::marks as marks_of;
    use crate::experiments::shared::testing::waiting::{
        WAIT, lesson_as_is, lesson_of, lesson_of_varying, run,
    };

    #[test]
    fn the_lesson_names_the_limit_above_which_nothing_helps() {
        let runs = |walls: [f64; 5]| {
            (0..).zip(walls).map(|(point, wall)| run(Strategy::Async, point, wall, &WAIT)).collect()
        };
        let flat: Vec<Run> = runs([2_040.0, 640.0, 250.0, 230.0, 240.0]);
        let lesson = lesson_of("thousands", &flat).unwrap();
        assert!(
            lesson.starts_with("30 at once took 2.04 s. Above 300 at once (250 ms), there was no"),
            "{lesson}"
        );
        // 240 ms without the latency of 30 ms, over 2,000 requests.
        assert!(lesson.contains("about 0.10 ms per request"), "{lesson}");
        let repeated: Vec<Run> =
            flat.iter().flat_map(|run| lanes_model::testing::repeated(run, 0.02)).collect();
        assert_eq!(
            marks_of("thousands", &repeated),
            [(300.0, true, "no reliable gain above 300".to_owned())]
        );
        // A single measurement of each marks nothing.
        assert_eq!(marks_of("thousands", &flat), []);
        let falling: Vec<Run> = runs([2_040.0, 640.0, 250.0, 100.0, 50.0]);
        let lesson = lesson_of("thousands", &falling).unwrap();
        assert!(lesson.contains("each step was faster, down to 50.0 ms with 2,000 at once"), "{lesson}");
        assert!(lesson.ends_with("cancelled; a waiting thread cannot."), "{lesson}");
        assert_eq!(lesson_of("thousands", &flat[..1]), None);
        // If runs vary by more than the steps differ, no later step counts as a gain.
        let noisy = lesson_of_varying("thousands", &falling[2..], 1.9).unwrap();
        assert!(noisy.contains("Above 300 at once (250 ms), there was no reliable gain"), "{noisy}");
        let once = lesson_as_is("thousands", &falling).unwrap();
        assert!(once.starts_with("One measurement of each is not enough to tell where"), "{once}");
    }
}
