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

/// Strips of a group, one below the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tracks {
    /// Strip that shows which lane holds the GIL.
    pub gil: Option<Track>,
    /// Strips of the lanes.
    pub lanes: Vec<Track>,
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

/// Lays out the strips of a group.
pub fn tracks(group: &Group) -> Tracks {
    let many = group.lanes.len() > MANY;
    let (least, gap) = if many { (THIN, 1.0) } else { (ROW, 3.0) };
    let mut top = 0.0;
    let mut next = |height: f64, rows: usize| {
        let track = Track { top, height, rows };
        top += height + gap;
        track
    };
    let gil = (!group.gil.is_empty()).then(|| next(GIL, 1));
    let mut lane = |lane: &Lane| match lane.rows() {
        1 => next(least, 1),
        rows => next((rows as f64 * ROW).min(MAX_LANE), rows),
    };
    let lanes: Vec<Track> = group.lanes.iter().map(&mut lane).collect();
    Tracks { gil, lanes, height: (top - gap).max(0.0) }
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
            let tracks = tracks(&group(Strategy::ThreadsGil, LaneKind::EventLoop, 9.0, lanes.clone()));
            assert_eq!(tracks.lanes.len(), lanes.len());
            let pairs = tracks.lanes.windows(2);
            assert!(pairs.clone().all(|pair| pair[0].top + pair[0].height < pair[1].top));
            let last = tracks.lanes.last().unwrap();
            assert_eq!(tracks.height, last.top + last.height);
        }
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
