//! Holds of the GIL: the lane that has it at each moment.

use super::order::by_key;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, LaneTrace, Phase, Span, Stage};

/// Interval during which one lane holds the GIL.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hold {
    /// Index of the lane within its run.
    pub lane: usize,
    /// Moment of acquiring the GIL.
    pub start: Millis,
    /// Moment of releasing the GIL; never after the next hold begins.
    pub end: Millis,
}

/// Lists who held the GIL, in order, for a run whose threads hold it exactly while they compute. Lanes that only
/// fetch never hold it, and processes have one of their own. Holds do not overlap: where two clocks disagree, the later
/// hold begins when the earlier one ends.
pub fn holds(lanes: &[LaneTrace]) -> Vec<Hold> {
    let under_it = |lane: &LaneTrace| lane.kind != LaneKind::Process && lane.stage != Stage::Fetching;
    let computing = |(index, lane): (usize, &'_ LaneTrace)| {
        let spans = lane.spans.iter().filter(|span| span.phase == Phase::Compute);
        let hold = |span: &Span| Hold { lane: index, start: span.start, end: span.end };
        spans.map(hold).collect::<Vec<_>>()
    };
    let lanes = lanes.iter().enumerate().filter(|(_, lane)| under_it(lane));
    let holds: Vec<Hold> = lanes.flat_map(computing).collect();
    let mut holds = by_key(&holds, |hold| hold.start.0);
    let mut free = Millis::ZERO;
    for hold in &mut holds {
        hold.start = hold.start.max(free);
        hold.end = hold.end.max(hold.start);
        free = hold.end;
    }
    holds.retain(|hold| hold.end > hold.start);
    holds
}

#[cfg(test)]
mod tests {
    use super::super::tests::{lanes, span};
    use super::*;

    fn of(holds: &[Hold]) -> Vec<(usize, f64, f64)> {
        holds.iter().map(|hold| (hold.lane, hold.start.0, hold.end.0)).collect()
    }

    #[test]
    fn threads_that_compute_hold_the_gil_in_turn() {
        let one = vec![span(0, Phase::Compute, 0.0, 5.0), span(0, Phase::LockWait, 5.0, 10.0)];
        let other = vec![span(1, Phase::LockWait, 0.0, 5.0), span(1, Phase::Compute, 4.9, 10.0)];
        let turns = holds(&lanes(LaneKind::Thread, vec![one, other]));
        assert_eq!(of(&turns), [(0, 0.0, 5.0), (1, 5.0, 10.0)]);
    }

    #[test]
    fn threads_that_fetch_do_not_need_the_gil() {
        let mut both = lanes(LaneKind::Thread, vec![vec![span(0, Phase::Compute, 0.0, 5.0)]; 2]);
        both[0].stage = Stage::Fetching;
        assert_eq!(of(&holds(&both)), [(1, 0.0, 5.0)]);
    }
}
