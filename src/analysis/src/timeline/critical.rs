//! Critical path: the chain of spans that determined how long a run took.
//!
//! The path is read from the trace backwards. The span that ended last is the last segment. The segment before it is
//! the span that ended when this one began, and so on back to the start:
//!
//! ```text
//! lane 1   [a 0 - 4][c 4 - 9]              path   c, a
//! lane 2   [b 0 - 3]          [d 9 - 12]          d, c, a: d began when c ended
//! ```
//!
//! Waiting for another lane (for a lock, for something to do, for room in a queue) is never on the path: what
//! the other lane did meanwhile is. A trace does not record which lane waits for which, so where several spans end at
//! once, a span of the same lane comes first, then one of the same task.

use super::order::by_key;
use super::{Group, Lane};
use lanes_model::time::Millis;
use lanes_model::trace::{Phase, Span};

/// Tolerance within which two moments count as one: a share of the wall time, plus the clock difference between
/// workers in ms.
const TOGETHER: (f64, f64) = (0.0001, 0.05);

/// Part of the critical path: a span, or the part of one that the run waited for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Index of the lane.
    pub lane: usize,
    /// Index of the span within the lane.
    pub index: usize,
    /// Start of the part.
    pub start: Millis,
    /// End of the part.
    pub end: Millis,
}

#[derive(Clone, Copy)]
struct Candidate {
    lane: usize,
    index: usize,
    span: Span,
}

/// Finds the critical path of a run, from start to end. Segments do not overlap; where the run waited for nothing in
/// its trace, there is a gap.
pub fn critical_path(group: &Group) -> Vec<Segment> {
    let ended: Vec<Candidate> = group.lanes.iter().enumerate().flat_map(own_work).collect();
    let ended = by_key(&ended, |one| one.span.end.0);
    let together = group.wall.0 * TOGETHER.0 + TOGETHER.1;
    let mut path: Vec<Segment> = Vec::new();
    let mut until = Millis(f64::INFINITY);
    let mut after: Option<&Candidate> = None;
    while let Some(before) = predecessor(&ended, until, after, together.min(until.0 / 2.0)) {
        let end = before.span.end.min(until);
        path.push(Segment { lane: before.lane, index: before.index, start: before.span.start, end });
        until = before.span.start;
        after = Some(before);
    }
    path.reverse();
    path
}

/// Selects the spans of a lane in which the lane did not wait for another.
fn own_work((lane, it): (usize, &Lane)) -> impl Iterator<Item = Candidate> {
    let waits = |phase| matches!(phase, Phase::LockWait | Phase::MutexWait | Phase::Starved | Phase::Blocked);
    let spans = it.spans.iter().enumerate();
    spans
        .filter(move |(_, span)| !waits(span.phase) && span.end > span.start)
        .map(move |(index, span)| Candidate { lane, index, span: *span })
}

/// Finds the span that the run waited for at `until`: the likeliest of those that ended about then, or the last one
/// before.
fn predecessor<'a>(
    ended: &'a [Candidate],
    until: Millis,
    after: Option<&Candidate>,
    together: f64,
) -> Option<&'a Candidate> {
    let latest = ended.partition_point(|one| one.span.end.0 <= until.0 + together);
    let began_before = |one: &&Candidate| one.span.start < until;
    let mut earlier = ended[..latest].iter().rev().filter(began_before);
    let last = earlier.next()?;
    let Some(after) = after else { return Some(last) };
    let likely = |one: &Candidate| {
        (one.lane == after.lane, one.span.task == after.span.task, one.span.phase == Phase::Compute)
    };
    let near = earlier.take_while(|one| one.span.end.0 >= until.0 - together);
    // Among equals, the one that ended last.
    let better = |best: &'a Candidate, one| if likely(one) > likely(best) { one } else { best };
    Some(near.fold(last, better))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{group, span, wait};
    use super::*;
    use lanes_model::strategy::Strategy;
    use lanes_model::trace::LaneKind;
    use proptest::prelude::*;

    fn compute(task: u32, start: f64, end: f64) -> Span {
        span(task, Phase::Compute, start, end)
    }

    fn path(kind: LaneKind, wall: f64, lanes: Vec<Vec<Span>>) -> Vec<(usize, f64, f64)> {
        let path = critical_path(&group(Strategy::Threads, kind, wall, lanes));
        path.iter().map(|segment| (segment.lane, segment.start.0, segment.end.0)).collect()
    }

    #[test]
    fn the_worked_example() {
        let lanes = vec![
            vec![compute(0, 0.0, 4.0), compute(2, 4.0, 9.0)],
            vec![compute(1, 0.0, 3.0), compute(3, 9.0, 12.0)],
        ];
        assert_eq!(path(LaneKind::Thread, 12.0, lanes), [(0, 0.0, 4.0), (0, 4.0, 9.0), (1, 9.0, 12.0)]);
    }

    #[test]
    fn a_lane_that_waited_for_the_lock_waited_for_its_holder() {
        let lanes = vec![
            vec![compute(0, 0.0, 50.0), span(0, Phase::LockWait, 50.0, 100.0), compute(0, 100.0, 150.0)],
            vec![span(1, Phase::LockWait, 0.0, 50.0), compute(1, 50.0, 100.0)],
        ];
        let expected = [(0, 0.0, 50.0), (1, 50.0, 100.0), (0, 100.0, 150.0)];
        assert_eq!(path(LaneKind::Thread, 150.0, lanes), expected);
    }

    #[test]
    fn an_event_loop_computes_for_other_tasks_before_it_waits() {
        let lanes = vec![vec![
            wait(0, 0.0, 500.0),
            wait(1, 0.0, 501.0),
            compute(0, 500.0, 600.0),
            compute(1, 600.0, 700.0),
        ]];
        let expected = [(0, 0.0, 500.0), (0, 500.0, 600.0), (0, 600.0, 700.0)];
        assert_eq!(path(LaneKind::EventLoop, 700.0, lanes), expected);
    }

    #[test]
    fn a_run_that_did_nothing_has_no_path() {
        assert_eq!(path(LaneKind::Thread, 10.0, vec![Vec::new()]), []);
        assert_eq!(path(LaneKind::Thread, 10.0, vec![vec![span(0, Phase::Starved, 0.0, 10.0)]]), []);
    }

    proptest! {
        #[test]
        fn the_path_leads_backwards_from_the_end_and_never_overlaps(
            spans in prop::collection::vec((0u32..9, 0usize..Phase::ALL.len(), 0.0f64..1000.0, 0.0f64..90.0), 1..150),
        ) {
            let any = |&(task, phase, start, long): &(u32, usize, f64, f64)| {
                span(task, Phase::ALL[phase], start, start + long)
            };
            let spans: Vec<Span> = spans.iter().map(any).collect();
            let group = group(Strategy::Async, LaneKind::EventLoop, 1100.0, vec![spans]);
            let path = critical_path(&group);
            prop_assert!(path.windows(2).all(|pair| pair[0].end <= pair[1].start));
            for segment in &path {
                let span = group.lanes[segment.lane].spans[segment.index];
                prop_assert!(span.start <= segment.start && segment.start < segment.end && segment.end <= span.end);
            }
        }
    }
}
