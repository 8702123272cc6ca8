//! Vertical layout of a group: its lanes one below the other, in CSS pixels.

use super::{Group, Lane};

/// Height of a row with room for a name.
const ROW: f64 = 18.0;
/// Maximum height of a lane's rows together.
const MAX_LANE: f64 = 160.0;
/// Number of lanes above which all are drawn thinner.
const MANY: usize = 24;
const THIN: f64 = 7.0;
const GIL: f64 = 14.0;
/// Height of a bundle for each of its lanes.
const PER_LANE: f64 = 8.0;
/// Maximum height of a bundle.
const MAX_BUNDLE: f64 = 72.0;

/// Strips of a group, one below the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tracks {
    /// Strip that shows which lane holds the GIL.
    pub gil: Option<Track>,
    /// Strips of the lanes; None for a lane that is drawn as part of its bundle.
    pub lanes: Vec<Option<Track>>,
    /// Strips of the bundles; None for a bundle that is expanded.
    pub bundles: Vec<Option<Track>>,
    /// Total height.
    pub height: f64,
}

/// Horizontal strip of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Track {
    /// Upper edge.
    pub top: f64,
    /// Height of the strip.
    pub height: f64,
    /// Number of rows that share the strip.
    pub rows: usize,
}

impl Track {
    /// Returns the strip of one row.
    pub fn row(&self, row: usize) -> Track {
        let height = self.height / self.rows as f64;
        Track { top: self.top + height * row as f64, height, rows: 1 }
    }

    /// Returns the row at a height, if there is one.
    pub fn row_at(&self, y: f64) -> Option<usize> {
        let row = (y - self.top) / self.height * self.rows as f64;
        (row >= 0.0 && row < self.rows as f64).then_some(row as usize)
    }
}

/// Lays out the strips of a group. Its bundles are drawn as one row each unless the group is expanded.
pub fn tracks(group: &Group, is_expanded: bool) -> Tracks {
    let many = group.lanes.len() > MANY;
    let (least, gap) = if many && is_expanded { (THIN, 1.0) } else { (ROW, 3.0) };
    let mut top = 0.0;
    let mut next = |height: f64, rows: usize| {
        let track = Track { top, height, rows };
        top += height + gap;
        track
    };
    let mut tracks = Tracks {
        gil: (!group.gil.is_empty()).then(|| next(GIL, 1)),
        lanes: vec![None; group.lanes.len()],
        bundles: vec![None; group.bundles.len()],
        height: 0.0,
    };
    for (index, lane) in group.lanes.iter().enumerate() {
        match group.bundle_of(index).filter(|_| !is_expanded) {
            Some(bundle) if group.bundles[bundle].lanes.start == index => {
                let lanes = group.bundles[bundle].lanes.len();
                tracks.bundles[bundle] = Some(next((lanes as f64 * PER_LANE).min(MAX_BUNDLE), 1));
            }
            Some(_) => {}
            None => tracks.lanes[index] = Some(next(lane_height(lane, least), lane.rows())),
        }
    }
    tracks.height = (top - gap).max(0.0);
    tracks
}

fn lane_height(lane: &Lane, least: f64) -> f64 {
    match lane.rows() {
        1 => least,
        rows => (rows as f64 * ROW).min(MAX_LANE),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{group, wait};
    use super::*;
    use lanes_model::strategy::Strategy;
    use lanes_model::trace::LaneKind;

    #[test]
    fn strips_are_stacked_without_touching() {
        let waits = |count| (0..count).map(|task| wait(task, 0.0, 9.0)).collect::<Vec<_>>();
        for lanes in [vec![waits(1); 3], vec![waits(200), waits(2)], vec![waits(1); 40]] {
            let group = group(Strategy::ThreadsGil, LaneKind::EventLoop, 9.0, lanes.clone());
            for is_expanded in [false, true] {
                let tracks = tracks(&group, is_expanded);
                assert_eq!((tracks.lanes.len(), tracks.bundles.len()), (lanes.len(), group.bundles.len()));
                let strips: Vec<Track> =
                    tracks.bundles.iter().chain(&tracks.lanes).filter_map(|track| *track).collect();
                assert!(strips.windows(2).all(|pair| pair[0].top + pair[0].height < pair[1].top));
                let last = strips.last().unwrap();
                assert_eq!(tracks.height, last.top + last.height);
            }
        }
    }

    #[test]
    fn many_like_lanes_take_one_row_until_expanded() {
        let group = group(Strategy::Threads, LaneKind::Thread, 9.0, vec![vec![wait(0, 0.0, 9.0)]; 20]);
        let collapsed = tracks(&group, false);
        assert!(collapsed.bundles[0].is_some() && collapsed.lanes.iter().all(Option::is_none));
        assert_eq!(collapsed.height, MAX_BUNDLE);
        let expanded = tracks(&group, true);
        assert!(expanded.bundles[0].is_none() && expanded.lanes.iter().all(Option::is_some));
    }

    #[test]
    fn rows_share_their_lane() {
        let track = Track { top: 10.0, height: 40.0, rows: 4 };
        for row in 0..4 {
            let Track { top, height, .. } = track.row(row);
            assert_eq!(track.row_at(top + height / 2.0), Some(row));
        }
        assert_eq!((track.row_at(9.9), track.row_at(50.0)), (None, None));
    }
}
