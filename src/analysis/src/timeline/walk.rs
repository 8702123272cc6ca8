//! Keyboard navigation from span to span.

use super::{Lane, Timeline};
use lanes_model::time::Millis;
use lanes_model::trace::{Span, TaskId};

/// Position of a span in a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the group.
    pub group: usize,
    /// Index of the lane within the group.
    pub lane: usize,
    /// Index of the span within the lane.
    pub index: usize,
}

/// Step from one span to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the previous span on the row.
    Previous,
    /// To the next span on the row.
    Next,
    /// To the first span on the row.
    First,
    /// To the last span on the row.
    Last,
    /// To the span above that is nearest in time, if need be in another lane or group.
    Up,
    /// To the span below that is nearest in time.
    Down,
}

/// Finds the first span of a group, or of the first group that has any.
pub fn first_place(timeline: &Timeline, group: usize) -> Option<Place> {
    let groups = (group..timeline.groups.len()).chain(0..group.min(timeline.groups.len()));
    let place = |group: usize| {
        let lane = timeline.groups[group].lanes.iter().position(|lane| !lane.spans.is_empty())?;
        Some(Place { group, lane, index: 0 })
    };
    groups.into_iter().find_map(place)
}

/// Takes a step, or stays where there is nothing to step to. `wanted` is the task that the reader searched for.
pub fn walk(timeline: &Timeline, from: Place, step: Step, wanted: Option<TaskId>) -> Place {
    let Some(lane) = lane(timeline, from.group, from.lane) else { return from };
    let row = lane.row(lane.row_of(from.index));
    let at = |index| Place { index, ..from };
    match step {
        Step::Previous if from.index > row.start => at(from.index - 1),
        Step::Next if from.index + 1 < row.end => at(from.index + 1),
        Step::Previous | Step::Next => from,
        Step::First => at(row.start),
        Step::Last => at(row.end.saturating_sub(1)),
        Step::Up => across(timeline, from, wanted, true).unwrap_or(from),
        Step::Down => across(timeline, from, wanted, false).unwrap_or(from),
    }
}

fn lane(timeline: &Timeline, group: usize, lane: usize) -> Option<&Lane> {
    timeline.groups.get(group)?.lanes.get(lane)
}

/// Finds the nearest span of the next row that has any.
fn across(timeline: &Timeline, from: Place, wanted: Option<TaskId>, up: bool) -> Option<Place> {
    let own = lane(timeline, from.group, from.lane)?;
    let span = own.spans.get(from.index)?;
    let middle = Millis((span.start.0 + span.end.0) / 2.0);
    let own_row = (from.group, from.lane, own.place_of(own.row_of(from.index)));
    let rows = timeline.groups.iter().enumerate().flat_map(|(group, lanes)| {
        let lanes = lanes.lanes.iter().enumerate();
        lanes.flat_map(move |(lane, it)| (0..it.rows()).map(move |place| (group, lane, place)))
    });
    let nearest = |(group, index, place): (usize, usize, usize)| {
        let lane = lane(timeline, group, index)?;
        let range = lane.row(lane.row_at(place, wanted));
        let off = |span: usize| {
            let span = &lane.spans[span];
            (span.start - middle).max(middle - span.end).max(Millis::ZERO).0
        };
        let nearest = range.min_by(|a, b| off(*a).total_cmp(&off(*b)))?;
        Some(Place { group, lane: index, index: nearest })
    };
    if up {
        let above: Vec<_> = rows.take_while(|row| *row != own_row).collect();
        above.into_iter().rev().find_map(nearest)
    } else {
        rows.skip_while(|row| *row != own_row).skip(1).find_map(nearest)
    }
}

impl Timeline {
    /// Returns the span at a place.
    pub fn span(&self, place: Place) -> Option<&Span> {
        self.groups.get(place.group)?.lanes.get(place.lane)?.spans.get(place.index)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{group, wait};
    use super::*;
    use lanes_model::strategy::Strategy;
    use lanes_model::trace::LaneKind;
    use proptest::prelude::*;
    use std::rc::Rc;

    fn timeline() -> Timeline {
        let one = vec![wait(0, 0.0, 4.0), wait(1, 4.0, 8.0), wait(2, 8.0, 9.0)];
        let loops = vec![wait(0, 0.0, 9.0), wait(1, 0.0, 3.0), wait(2, 5.0, 9.0)];
        let groups = [
            group(Strategy::Threads, LaneKind::Thread, 9.0, vec![one, Vec::new()]),
            group(Strategy::Async, LaneKind::EventLoop, 9.0, vec![loops]),
        ];
        Timeline::new(groups.map(Rc::new).into())
    }

    fn steps(from: (usize, usize, usize), steps: &[Step]) -> (usize, usize, usize) {
        let timeline = timeline();
        let from = Place { group: from.0, lane: from.1, index: from.2 };
        let to = steps.iter().fold(from, |from, step| walk(&timeline, from, *step, None));
        (to.group, to.lane, to.index)
    }

    #[test]
    fn a_row_has_ends() {
        assert_eq!(steps((0, 0, 0), &[Step::Next, Step::Next, Step::Next]), (0, 0, 2));
        assert_eq!(steps((0, 0, 2), &[Step::Previous]), (0, 0, 1));
        assert_eq!(steps((0, 0, 1), &[Step::Last]), (0, 0, 2));
        assert_eq!(steps((0, 0, 1), &[Step::First, Step::Previous]), (0, 0, 0));
    }

    #[test]
    fn up_and_down_pass_empty_lanes_and_go_from_group_to_group() {
        assert_eq!(steps((0, 0, 2), &[Step::Down]), (1, 0, 0));
        // The loop's second row has task 1 until 3 and task 2 from 5 on: that one is nearer to the middle, 4.5.
        assert_eq!(steps((0, 0, 0), &[Step::Down, Step::Down]), (1, 0, 2));
        assert_eq!(steps((1, 0, 2), &[Step::Down]), (1, 0, 2));
        assert_eq!(steps((1, 0, 2), &[Step::Up, Step::Up]), (0, 0, 1));
        assert_eq!(steps((0, 0, 1), &[Step::Up]), (0, 0, 1));
    }

    #[test]
    fn the_first_span_is_that_of_the_group_or_else_of_another() {
        let mut timeline = timeline();
        assert_eq!(first_place(&timeline, 1), Some(Place { group: 1, lane: 0, index: 0 }));
        Rc::make_mut(&mut timeline.groups[1]).lanes.clear();
        assert_eq!(first_place(&timeline, 1), Some(Place { group: 0, lane: 0, index: 0 }));
        assert_eq!(first_place(&Timeline::default(), 0), None);
    }

    proptest! {
        #[test]
        fn every_step_leads_to_a_span(choices in prop::collection::vec(0usize..6, 0..60)) {
            const STEPS: [Step; 6] = [Step::Previous, Step::Next, Step::First, Step::Last, Step::Up, Step::Down];
            let timeline = timeline();
            let mut place = first_place(&timeline, 0).unwrap();
            for choice in choices {
                place = walk(&timeline, place, STEPS[choice], None);
                prop_assert!(timeline.groups[place.group].lanes[place.lane].spans.get(place.index).is_some());
            }
        }
    }
}
