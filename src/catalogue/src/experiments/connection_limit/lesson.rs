//! Lesson of *The limit nobody set*.

use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use lanes_analysis::breakdown::most_at_once;
use lanes_analysis::compare::{Comparison, representative};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::{Phase, Span};

pub(crate) const LESSON: Option<Lesson> = Some(describe);

/// Describes how many requests the browser sent at once, and how long it held the others back.
fn describe(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let drawn = |variant| representative(runs.iter().copied(), variant, 0);
    let (simulated, server) = (drawn(Strategy::Simulated)?, drawn(Strategy::ThisServer)?);
    if simulated.tasks_ok() == 0 || server.tasks_ok() == 0 || comparison.rows.len() < 2 {
        return None;
    }
    let walls = format!(
        "All requests took {} with this server and {} with the simulated network.",
        units::duration(server.wall),
        units::duration(simulated.wall)
    );
    let held_back = held_back(server);
    if held_back == Millis::ZERO {
        return Some(format!(
            "{walls} This browser does not report when it sent a request, so waiting for a connection and waiting \
             for a response look the same."
        ));
    }
    let each = |time: Millis| units::duration(Millis(time.0 / server.tasks_ok() as f64));
    Some(format!(
        "You set no limit, but at most {} of {} requests to this server ran at once. On average, the browser held each \
         back for {}, and then waited {} for the response. The simulated network handled {} at once. {walls}",
        most_at_once(server, Phase::IoWait),
        server.tasks_ok(),
        each(held_back),
        each(server.total(Phase::IoWait)),
        most_at_once(simulated, Phase::IoWait),
    ))
}

/// Returns the total time that requests queued before the browser sent them.
fn held_back(run: &Run) -> Millis {
    let spans = || run.lanes.iter().flat_map(|lane| &lane.spans);
    let sent =
        |task| spans().find(|span| span.task == task && span.phase == Phase::IoWait).map(|span| span.start);
    let before =
        |span: &&Span| span.phase == Phase::Queue && sent(span.task).is_some_and(|sent| span.end <= sent);
    spans().filter(before).map(Span::duration).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiments::shared::testing::waiting::{lesson_of, run};

    #[test]
    fn connections_are_counted_from_concurrent_requests() {
        let all = |count: u32, spans: &dyn Fn(u32) -> Vec<(Option<u32>, Phase, f64, f64)>| {
            (0..count).flat_map(spans).collect::<Vec<_>>()
        };
        let at_once = all(4, &|task| vec![(Some(task), Phase::IoWait, 0.0, 100.0)]);
        // Two at a time: the next two start when these end.
        let held_back = all(4, &|task| {
            let start = f64::from(task / 2) * 100.0;
            vec![
                (Some(task), Phase::Queue, 0.0, start),
                (Some(task), Phase::IoWait, start, start + 100.0),
                (Some(task), Phase::Queue, start + 100.0, start + 103.0),
            ]
        });
        let [simulated, server] = [Strategy::Simulated, Strategy::ThisServer];
        let lesson = |spans: &[_]| {
            lesson_of("connection-limit", &[run(simulated, 0, 100.0, &at_once), run(server, 0, 200.0, spans)])
        };
        let counted = lesson(&held_back).unwrap();
        assert!(counted.contains("at most 2 of 4 requests to this server ran at once"), "{counted}");
        assert!(counted.contains("held each back for 50.0 ms, and then waited 100 ms"), "{counted}");
        assert!(counted.contains("handled 4 at once"), "{counted}");
        assert!(lesson(&at_once).unwrap().contains("does not report when it sent"));
        assert_eq!(lesson_of("connection-limit", &[run(simulated, 0, 100.0, &at_once)]), None);
    }
}
