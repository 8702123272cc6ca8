//! Lesson of *Your program*: how long it took, and how much of it computed at once.

use crate::setup::Setup;
use lanes_analysis::compare::Comparison;
use lanes_analysis::units;
use lanes_model::run::{Ended, Run};
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, Phase, Span};

/// Share of a program's time up to which its lanes reach at least if they are complete: the main thread does something until
/// the end.
const DRAWN_TO_THE_END: f64 = 0.98;

/// Describes the run of a program.
pub(super) fn lesson(setup: &Setup, _: &Comparison, runs: &[&Run]) -> Option<String> {
    let run = runs.last()?;
    let processes = run.lanes.iter().filter(|lane| lane.kind == LaneKind::Process).count() as u64;
    let threads = run.lanes.len() as u64 - processes;
    let mut lanes = vec![format!("{threads} {}", units::noun(threads, "thread"))];
    match processes {
        0 => {}
        1 => lanes.push("1 more process".to_owned()),
        many => lanes.push(format!("{many} more processes")),
    }
    let lanes = units::listed(&lanes.iter().map(String::as_str).collect::<Vec<_>>());
    let took = match run.ended {
        Ended::Completed => format!("The program took {} on {lanes}.", units::duration(run.wall)),
        Ended::Stopped => {
            format!("You stopped the program after {}. It ran on {lanes}.", units::duration(run.wall))
        }
    };
    let drawn =
        run.lanes.iter().flat_map(|lane| &lane.spans).map(|span| span.end).fold(Millis::ZERO, Millis::max);
    if drawn.0 < run.wall.0 * DRAWN_TO_THE_END {
        return Some(format!(
            "{took} The lanes show the first {}, since they are too long to keep.",
            units::duration(drawn)
        ));
    }
    let computed = run.total(Phase::Compute);
    let at_once = computed.0 / time_computing(run).0;
    Some(if computed == Millis::ZERO {
        took
    } else if run.lanes.len() == 1 {
        format!("{took} It computed for {}.", units::duration(computed))
    } else if at_once < SEVERAL_AT_ONCE {
        format!("{took} They computed for {} in all, one at a time.", units::duration(computed))
    } else {
        // The trace shows a lane that the operating system has not given a core as computing.
        let waits = if at_once > f64::from(setup.cores()) { ", waits for a core included" } else { "" };
        let computed = units::duration(computed);
        format!("{took} They computed for {computed} in all{waits}, {at_once:.1} at once on average.")
    })
}

/// Average number of lanes that compute at once from which they count as several. With a GIL, one thread may seem to compute
/// for a moment longer than it holds it.
const SEVERAL_AT_ONCE: f64 = 1.05;

/// Returns the time during which at least one lane computed.
fn time_computing(run: &Run) -> Millis {
    let spans = run.lanes.iter().flat_map(|lane| &lane.spans).filter(|span| span.phase == Phase::Compute);
    let mut spans: Vec<&Span> = spans.collect();
    spans.sort_by(|one, other| one.start.0.total_cmp(&other.start.0));
    let (mut time, mut until) = (0.0, 0.0_f64);
    for span in spans {
        time += (span.end.0 - span.start.0.max(until)).max(0.0);
        until = until.max(span.end.0);
    }
    Millis(time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::find;
    use lanes_analysis::compare::compare;
    use lanes_model::strategy::Strategy;
    use lanes_model::testing;
    use lanes_model::trace::{LaneTrace, Stage};

    fn said(ended: Ended, lanes: &[(LaneKind, f64, f64)]) -> String {
        let mut run = testing::run(Strategy::Program, 100.0, &[1]);
        let lane = |(kind, start, end): &(LaneKind, f64, f64)| LaneTrace {
            kind: *kind,
            stage: Stage::Whole,
            spans: vec![Span { task: None, phase: Phase::Compute, start: Millis(*start), end: Millis(*end) }],
        };
        (run.ended, run.lanes) = (ended, lanes.iter().map(lane).collect());
        let setup = Setup::new(find("python-program").unwrap(), 2);
        lesson(&setup, &compare([&run], 0), &[&run]).unwrap()
    }

    #[test]
    fn the_lesson_counts_lanes_and_what_they_computed_at_once() {
        use LaneKind::{EventLoop, Process, Thread};
        assert_eq!(
            said(Ended::Completed, &[(EventLoop, 0.0, 40.0), (Thread, 40.0, 100.0)]),
            "The program took 100 ms on 2 threads. They computed for 100 ms in all, one at a time."
        );
        assert_eq!(
            said(Ended::Completed, &[(Thread, 0.0, 50.0), (Process, 30.0, 100.0)]),
            "The program took 100 ms on 1 thread and 1 more process. They computed for 120 ms in all, 1.2 at once on average."
        );
        assert_eq!(
            said(Ended::Completed, &[(Process, 0.0, 100.0); 3]),
            "The program took 100 ms on 0 threads and 3 more processes. They computed for 300 ms in all, waits for a core \
             included, 3.0 at once on average."
        );
        assert_eq!(
            said(Ended::Stopped, &[(Thread, 0.0, 40.0)]),
            "You stopped the program after 100 ms. It ran on 1 thread. The lanes show the first 40.0 ms, since they are too \
             long to keep."
        );
    }
}
