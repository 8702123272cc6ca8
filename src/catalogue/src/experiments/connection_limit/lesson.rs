//! The lesson of *The limit nobody set*, from what was measured.

use crate::experiments::shared::Lesson;
use crate::setup::Setup;
use lanes_analysis::breakdown::most_at_once;
use lanes_analysis::compare::{Comparison, representative};
use lanes_analysis::units;
use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::{Phase, Span};

pub(crate) const LESSON: Option<Lesson> = Some(of_connections);

/// Counts the requests that the browser let through at once, and measures how long it held the others back.
fn of_connections(_: &Setup, comparison: &Comparison, runs: &[&Run]) -> Option<String> {
    let drawn = |variant| representative(runs.iter().copied(), variant, 0);
    let (simulated, server) = (drawn(Strategy::Simulated)?, drawn(Strategy::ThisServer)?);
    if simulated.tasks_ok() == 0 || server.tasks_ok() == 0 || comparison.rows.len() < 2 {
        return None;
    }
    let walls = format!(
        "{} over this server, {} over the simulated network.",
        units::duration(server.wall),
        units::duration(simulated.wall)
    );
    let held_back = held_back(server);
    if held_back == Millis::ZERO {
        return Some(format!(
            "{walls} This browser does not report when it sent a request, so waiting for a connection and waiting for \
             an answer cannot be separated."
        ));
    }
    let each = |time: Millis| units::duration(Millis(time.0 / server.tasks_ok() as f64));
    Some(format!(
        "Nobody set a limit, but of {} requests at most {} were under way at once over this server; the browser held \
         each back for {} on average, and then waited {} for the answer. The simulated network took {} at once: {walls}",
        server.tasks_ok(),
        most_at_once(server, Phase::IoWait),
        each(held_back),
        each(server.total(Phase::IoWait)),
        most_at_once(simulated, Phase::IoWait),
    ))
}

/// Sums the time that requests waited in the browser's queue.
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
    fn connections_are_counted_from_requests_in_progress() {
        let all = |count: u32, spans: &dyn Fn(u32) -> Vec<(Option<u32>, Phase, f64, f64)>| {
            (0..count).flat_map(spans).collect::<Vec<_>>()
        };
        let at_once = all(4, &|task| vec![(Some(task), Phase::IoWait, 0.0, 100.0)]);
        // Two at a time: the next begin as these end.
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
        assert!(counted.contains("of 4 requests at most 2 were under way"), "{counted}");
        assert!(counted.contains("for 50.0 ms on average, and then waited 100 ms"), "{counted}");
        assert!(counted.contains("took 4 at once"), "{counted}");
        assert!(lesson(&at_once).unwrap().contains("does not report when it sent"));
        assert_eq!(lesson_of("connection-limit", &[run(simulated, 0, 100.0, &at_once)]), None);
    }
}
