//! Hit testing: the span, gap or hold at a point of a group.

use super::{Drawn, Group, Hold, Interval, Level, Tracks, Window};
use lanes_model::time::Millis;
use lanes_model::trace::TaskId;

/// Distance from a box, in grains, that still counts as on it. Fingers and eyes are no more precise.
const NEAR: f64 = 3.0;

/// Result of a hit test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hit {
    /// A box of a lane, on one of the drawn rows.
    Span {
        /// Index of the lane.
        lane: usize,
        /// Position of the row among those drawn.
        place: usize,
        /// The box.
        drawn: Drawn,
    },
    /// An interval in which a lane did nothing.
    Idle {
        /// Index of the lane.
        lane: usize,
        /// The interval.
        gap: Interval,
    },
    /// An interval in which a lane held the GIL.
    Gil(Hold),
    /// A level of like lanes that are drawn as one row.
    Bundle {
        /// Index of the bundle.
        bundle: usize,
        /// The level.
        level: Level,
    },
}

/// View in which a group is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Layout of the group's strips.
    pub tracks: &'a Tracks,
    /// Visible part of the axis.
    pub window: &'a Window,
    /// Time that one pixel covers.
    pub grain: Millis,
    /// Task that the reader searched for.
    pub wanted: Option<TaskId>,
}

/// Finds what is drawn at a moment and a height in CSS pixels.
pub fn hit(group: &Group, shown: Shown<'_>, moment: Millis, y: f64) -> Option<Hit> {
    let Shown { tracks, window, grain, wanted } = shown;
    if tracks.gil.is_some_and(|track| track.row_at(y).is_some()) {
        let next = group.gil.partition_point(|hold| hold.end < moment);
        return group.gil.get(next).filter(|hold| hold.start <= moment).copied().map(Hit::Gil);
    }
    let bundle = tracks.bundles.iter().position(|track| track.is_some_and(|track| track.row_at(y).is_some()));
    if let Some(bundle) = bundle {
        let level = *group.bundles.get(bundle)?.at(moment)?;
        return Some(Hit::Bundle { bundle, level });
    }
    let at = |(index, place): (usize, Option<usize>)| place.map(|place| (index, place));
    let rows = tracks.lanes.iter().map(|track| track.and_then(|track| track.row_at(y))).enumerate();
    let (index, place) = rows.filter_map(at).next()?;
    let lane = group.lanes.get(index)?;
    let row = lane.row_at(place, wanted);
    let off = |drawn: &Drawn| (drawn.span.start - moment).max(moment - drawn.span.end).max(Millis::ZERO);
    let nearest = lane.boxes(row, window, grain).min_by(|a, b| off(a).0.total_cmp(&off(b).0));
    if let Some(drawn) = nearest.filter(|drawn| off(drawn).0 <= grain.0 * NEAR) {
        return Some(Hit::Span { lane: index, place, drawn });
    }
    let next = lane.idle.partition_point(|gap| gap.end < moment);
    let gap = lane.idle.get(next).filter(|gap| gap.start <= moment)?;
    Some(Hit::Idle { lane: index, gap: *gap })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{group, span, wait};
    use super::super::tracks;
    use super::*;
    use crate::breakdown::Activity;
    use lanes_model::strategy::Strategy;
    use lanes_model::trace::{LaneKind, Phase};
    use proptest::prelude::*;

    #[test]
    fn between_spans_a_lane_is_idle_and_the_gil_is_above_the_lanes() {
        let spans = vec![span(0, Phase::Compute, 0.0, 4.0), span(1, Phase::Compute, 6.0, 9.0)];
        let group = group(Strategy::ThreadsGil, LaneKind::Thread, 10.0, vec![spans]);
        let (tracks, window) = (tracks(&group, false), Window::all(Millis(10.0)));
        let shown = Shown { tracks: &tracks, window: &window, grain: Millis(0.01), wanted: None };
        let lane = tracks.lanes[0].unwrap().top + 5.0;
        let gap = Interval { start: Millis(4.0), end: Millis(6.0) };
        assert_eq!(hit(&group, shown, Millis(5.0), lane), Some(Hit::Idle { lane: 0, gap }));
        assert!(matches!(hit(&group, shown, Millis(1.0), 1.0), Some(Hit::Gil(Hold { lane: 0, .. }))));
        assert_eq!(hit(&group, shown, Millis(5.0), 1.0), None);
        assert_eq!(hit(&group, shown, Millis(5.0), tracks.height + 5.0), None);
    }

    #[test]
    fn a_row_of_like_lanes_tells_how_many_did_what() {
        let spans = |lane: u32| vec![span(lane, Phase::Compute, 0.0, f64::from(lane) + 1.0)];
        let group = group(Strategy::Threads, LaneKind::Thread, 10.0, (0..8).map(spans).collect());
        let (tracks, window) = (tracks(&group, false), Window::all(Millis(10.0)));
        let shown = Shown { tracks: &tracks, window: &window, grain: Millis(0.01), wanted: None };
        let Some(Hit::Bundle { bundle: 0, level }) = hit(&group, shown, Millis(2.5), 5.0) else {
            panic!("nothing is there")
        };
        assert_eq!((level.start, level.end), (Millis(2.0), Millis(3.0)));
        let expected = [(Activity::In(Phase::Compute), 6.0), (Activity::Idle, 2.0)];
        assert_eq!(level.parts().collect::<Vec<_>>(), expected);
    }

    proptest! {
        #[test]
        fn the_box_drawn_at_a_point_is_found(
            spans in prop::collection::vec((0u32..30, 0.0f64..1000.0, 0.1f64..90.0), 1..150), zoom in 0.01f64..1.0,
        ) {
            let spans = spans.iter().map(|&(task, start, long)| wait(task, start, start + long)).collect();
            let group = group(Strategy::Async, LaneKind::EventLoop, 1100.0, vec![spans]);
            let (tracks, lane) = (tracks(&group, false), &group.lanes[0]);
            let window = Window::all(Millis(1100.0)).zoom(Millis(300.0), zoom);
            let grain = Millis(window.length().0 / 800.0);
            let shown = Shown { tracks: &tracks, window: &window, grain, wanted: None };
            for place in 0..lane.rows() {
                let row = tracks.lanes[0].unwrap().row(place);
                for drawn in lane.boxes(lane.row_at(place, None), &window, grain) {
                    let middle = drawn.span.start + Millis(drawn.span.duration().0 / 2.0);
                    let found = hit(&group, shown, middle, row.top + row.height / 2.0);
                    let Some(Hit::Span { place: at, drawn: found, .. }) = found else {
                        return Err(TestCaseError::fail("nothing is there"));
                    };
                    prop_assert_eq!(at, place);
                    prop_assert!(found.span.start <= middle && middle <= found.span.end);
                }
            }
        }
    }
}
