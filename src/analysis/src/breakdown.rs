//! Breakdown of a run's time: every moment of every lane, by what the lane was doing.
//!
//! On an event loop several tasks are in progress at once. There, a moment counts once, as the phase that comes first
//! in [`PRIORITY`]: a loop that computes for one task while others wait is computing.
//!
//! ```text
//! task a   [wait 0 - 4.5]  [compute 5 - 7]      the loop: computes 4 - 7, waits 0 - 4, is idle 7 - 9
//! task b   [wait 0 - 4][compute 4 - 5]
//! ```

use lanes_model::run::Run;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneTrace, Phase};

/// Activity of a lane at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Activity {
    /// In a phase, for a task or for itself.
    In(Phase),
    /// Doing nothing.
    Idle,
}

/// Phases in order of priority: where a lane is in several, a moment counts as the first of them.
pub const PRIORITY: [Phase; Phase::ALL.len()] = [
    Phase::Compute,
    Phase::Serialize,
    Phase::Deserialize,
    Phase::Spawn,
    Phase::LockWait,
    Phase::MutexWait,
    Phase::Blocked,
    Phase::Starved,
    Phase::Queue,
    Phase::IoWait,
];

/// Sums the time of all lanes by activity, in the order of [`Phase::ALL`], idle time last. The sum of all is the
/// wall time times the number of lanes. Activities that took no time are left out.
pub fn breakdown(run: &Run) -> Vec<(Activity, Millis)> {
    let mut totals = [0.0; PRIORITY.len()];
    for lane in &run.lanes {
        add_lane(lane, run.wall, &mut totals);
    }
    let all = run.wall.0 * run.lanes.len() as f64;
    let idle = (Activity::Idle, Millis((all - totals.iter().sum::<f64>()).max(0.0)));
    let of_phase = |phase: Phase| {
        let index = PRIORITY.iter().position(|other| *other == phase);
        (Activity::In(phase), Millis(index.map_or(0.0, |index| totals[index])))
    };
    let parts = Phase::ALL.into_iter().map(of_phase).chain([idle]);
    parts.filter(|(_, time)| *time > Millis::ZERO).collect()
}

/// Counts the spans of a phase that were in progress at once, at most, over all lanes of a run.
pub fn most_at_once(run: &Run, phase: Phase) -> usize {
    let spans = run.lanes.iter().flat_map(|lane| &lane.spans);
    let spans = spans.filter(|span| span.phase == phase && span.end > span.start);
    let mut edges: Vec<(f64, bool)> =
        spans.flat_map(|span| [(span.start.0, true), (span.end.0, false)]).collect();
    // Where one span ends as another begins, count the end first.
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut open, mut most) = (0usize, 0);
    for (_, begins) in edges {
        open = if begins { open + 1 } else { open.saturating_sub(1) };
        most = most.max(open);
    }
    most
}

fn add_lane(lane: &LaneTrace, wall: Millis, totals: &mut [f64; PRIORITY.len()]) {
    for_each_stretch(lane, wall, |phase, from, to| totals[phase] += to - from);
}

/// Calls `tell` for each stretch of what a lane did, from its first span to its last: index of the phase in
/// [`PRIORITY`], start, end.
pub fn for_each_stretch(lane: &LaneTrace, wall: Millis, mut tell: impl FnMut(usize, f64, f64)) {
    let mut edges: Vec<(f64, usize, i32)> = Vec::with_capacity(lane.spans.len() * 2);
    for span in &lane.spans {
        if let Some(phase) = PRIORITY.iter().position(|phase| *phase == span.phase) {
            edges.push((span.start.min(wall).0, phase, 1));
            edges.push((span.end.min(wall).0, phase, -1));
        }
    }
    // Lanes that do one thing at a time are in order already, and sorting is slow in the page.
    if !edges.is_sorted_by(|a, b| a.0 <= b.0) {
        edges.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    let mut open = [0; PRIORITY.len()];
    let mut before = 0.0;
    for (at, phase, step) in edges {
        if let Some(first) = open.iter().position(|count| *count > 0) {
            tell(first, before, at);
        }
        open[phase] += step;
        before = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_model::strategy::Strategy;
    use lanes_model::testing::run;
    use lanes_model::trace::{LaneKind, Span, Stage, TaskId};
    use proptest::prelude::*;

    fn span(task: u32, phase: Phase, start: f64, end: f64) -> Span {
        Span { task: Some(TaskId(task)), phase, start: Millis(start), end: Millis(end) }
    }

    fn of(kind: LaneKind, wall: f64, lanes: Vec<Vec<Span>>) -> Vec<(Activity, Millis)> {
        let mut run = run(Strategy::Threads, wall, &[1]);
        run.lanes = lanes.into_iter().map(|spans| LaneTrace { kind, stage: Stage::Whole, spans }).collect();
        breakdown(&run)
    }

    #[test]
    fn the_worked_example() {
        let spans = vec![
            span(0, Phase::IoWait, 0.0, 4.5),
            span(1, Phase::IoWait, 0.0, 4.0),
            span(1, Phase::Compute, 4.0, 5.0),
            span(0, Phase::Compute, 5.0, 7.0),
        ];
        let parts = of(LaneKind::EventLoop, 9.0, vec![spans]);
        assert_eq!(
            parts,
            [
                (Activity::In(Phase::Compute), Millis(3.0)),
                (Activity::In(Phase::IoWait), Millis(4.0)),
                (Activity::Idle, Millis(2.0)),
            ]
        );
    }

    #[test]
    fn a_lane_that_did_nothing_was_idle() {
        let parts = of(LaneKind::Thread, 5.0, vec![vec![span(0, Phase::Compute, 0.0, 5.0)], Vec::new()]);
        assert_eq!(parts, [(Activity::In(Phase::Compute), Millis(5.0)), (Activity::Idle, Millis(5.0))]);
    }

    proptest! {
        #[test]
        fn all_parts_add_up_to_the_time_of_all_lanes(
            spans in prop::collection::vec((0usize..Phase::ALL.len(), 0.0f64..100.0, 0.0f64..30.0), 0..60),
        ) {
            let spans = spans
                .iter()
                .map(|&(phase, start, long)| span(0, Phase::ALL[phase], start, start + long))
                .collect();
            let parts = of(LaneKind::EventLoop, 100.0, vec![spans, Vec::new()]);
            let sum: f64 = parts.iter().map(|(_, time)| time.0).sum();
            prop_assert!((sum - 200.0).abs() < 1e-6, "{}", sum);
        }
    }
}
