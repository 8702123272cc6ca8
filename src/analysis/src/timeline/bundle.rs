//! Bundles of like lanes, drawn as one row: how many of the lanes were in each activity over time.
//!
//! ```text
//! lane 1   [compute 0 - 4]                 bundle   computing   2 lanes 0 - 2, 1 lane 2 - 4
//! lane 2   [compute 0 - 2][wait 2 - 4]              waiting     1 lane 2 - 4
//! ```
//!
//! Levels that change faster than a screen can show are averaged once, so a bundle has at most about [`FINEST`] levels,
//! however long the trace.

use super::order::by_key;
use super::window::{Window, cell};
use crate::breakdown::{Activity, PRIORITY, for_each_stretch};
use lanes_model::Millis;
use lanes_model::run::Run;
use lanes_model::trace::{LaneKind, Stage};
use std::ops::Range;

/// Maximum number of like lanes that are drawn one by one unless the reader asks for more.
pub const MOST_LANES: usize = 4;

/// Number of activities, idle time included.
const ACTIVITIES: usize = PRIORITY.len() + 1;

/// Number of parts of the wall time below which levels are averaged.
const FINEST: f64 = 8192.0;

/// Like lanes of a group, which follow one another.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// Name of the lanes together, such as `10 threads`.
    pub name: String,
    /// Indices of the lanes within the group.
    pub lanes: Range<usize>,
    /// Levels in ascending order, without gaps from the start to the end of the run.
    levels: Vec<Level>,
}

/// Number of lanes in each activity during an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Start of the interval.
    pub start: Millis,
    /// End of the interval; never before `start`.
    pub end: Millis,
    /// Number of lanes in each phase of [`PRIORITY`], then of idle lanes; an average over the interval.
    lanes: [f64; ACTIVITIES],
}

impl Level {
    /// Iterates over the activities of at least one lane at some time, in the order of a stack from bottom to top, with
    /// the average number of lanes in each.
    pub fn parts(&self) -> impl Iterator<Item = (Activity, f64)> {
        stack().zip(self.lanes).filter(|(_, lanes)| *lanes > 0.0)
    }

    /// Returns the average number of lanes in each activity, in the order of [`stack`].
    pub fn lanes(&self) -> &[f64] {
        &self.lanes
    }

    /// Extends this level by the one that follows it.
    fn join(&mut self, next: &Level) {
        let (own, other) = ((self.end - self.start).0, (next.end - next.start).0);
        let length = own + other;
        if length > 0.0 {
            for (lanes, more) in self.lanes.iter_mut().zip(next.lanes) {
                *lanes = (*lanes * own + more * other) / length;
            }
        }
        self.end = next.end;
    }
}

/// Returns every activity, in the order of a stack from bottom to top.
pub fn stack() -> impl Iterator<Item = Activity> {
    PRIORITY.into_iter().map(Activity::In).chain([Activity::Idle])
}

/// Finds the bundles of a run: more than [`MOST_LANES`] lanes of one kind and stage, one after another.
pub(super) fn bundles(run: &Run) -> Vec<Bundle> {
    let mut bundles = Vec::new();
    let mut first = 0;
    for lanes in run.lanes.chunk_by(|a, b| (a.kind, a.stage) == (b.kind, b.stage)) {
        let range = first..first + lanes.len();
        first = range.end;
        if lanes.len() > MOST_LANES {
            let name = name(lanes.len(), lanes[0].kind, lanes[0].stage);
            bundles.push(Bundle { name, levels: levels(run, range.clone()), lanes: range });
        }
    }
    bundles
}

fn name(lanes: usize, kind: LaneKind, stage: Stage) -> String {
    let kind = match kind {
        LaneKind::Thread => "threads",
        LaneKind::Process => "processes",
        LaneKind::EventLoop => "event loops",
    };
    match stage {
        Stage::Whole => format!("{lanes} {kind}"),
        Stage::Fetching => format!("fetch: {lanes} {kind}"),
        Stage::Processing => format!("work: {lanes} {kind}"),
    }
}

/// Counts the lanes in each activity, from the start of a run to its end.
fn levels(run: &Run, lanes: Range<usize>) -> Vec<Level> {
    let all = lanes.len() as f64;
    let mut edges: Vec<(f64, usize, f64)> = Vec::new();
    for lane in &run.lanes[lanes] {
        for_each_stretch(lane, run.wall, |phase, from, to| {
            if to > from {
                edges.extend([(from, phase, 1.0), (to, phase, -1.0)]);
            }
        });
    }
    edges.push((run.wall.0, ACTIVITIES - 1, 0.0));
    let mut levels: Vec<Level> = Vec::new();
    let grain = run.wall.0 / FINEST;
    let mut now = [0.0; ACTIVITIES];
    now[ACTIVITIES - 1] = all;
    let mut before = 0.0;
    for (at, phase, step) in by_key(&edges, |edge| edge.0) {
        if at > before {
            push(&mut levels, Level { start: Millis(before), end: Millis(at), lanes: now }, grain);
            before = at;
        }
        now[phase] += step;
        now[ACTIVITIES - 1] -= step;
    }
    levels
}

/// Adds a level, joined with the last one if both are the same, or if the last is too short to distinguish.
fn push(levels: &mut Vec<Level>, level: Level, grain: f64) {
    match levels.last_mut() {
        Some(last) if last.lanes == level.lanes => last.end = level.end,
        Some(last) if (level.end - last.start).0 < grain => last.join(&level),
        _ => levels.push(level),
    }
}

impl Bundle {
    /// Returns the level at a moment of the run.
    pub fn at(&self, moment: Millis) -> Option<&Level> {
        let next = self.levels.partition_point(|level| level.end < moment);
        self.levels.get(next).filter(|level| level.start <= moment)
    }

    /// Iterates over the levels in sight. Levels within one grain of time are averaged; grains begin at whole
    /// multiples of their length.
    pub fn columns(&self, window: &Window, grain: Millis) -> impl Iterator<Item = Level> {
        let first = self.levels.partition_point(|level| level.end < window.start);
        let until = window.end;
        let mut rest = self.levels[first..].iter().peekable();
        std::iter::from_fn(move || {
            let mut column = *rest.next_if(|level| level.start <= until)?;
            let own = cell(column.start, grain);
            while let Some(level) = rest.next_if(|level| cell(level.end, grain) == own) {
                column.join(level);
            }
            Some(column)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{group, lanes, span, wait};
    use super::*;
    use crate::breakdown::breakdown;
    use lanes_model::strategy::Strategy;
    use lanes_model::testing::run;
    use lanes_model::trace::{Phase, Span};
    use proptest::prelude::*;
    use proptest::strategy::Strategy as _;

    fn run_of(kind: LaneKind, wall: f64, spans: Vec<Vec<Span>>) -> Run {
        Run { lanes: lanes(kind, spans), ..run(Strategy::Threads, wall, &[1]) }
    }

    fn parts(level: &Level) -> Vec<(Activity, f64)> {
        level.parts().collect()
    }

    #[test]
    fn the_worked_example() {
        let lanes = vec![
            vec![span(0, Phase::Compute, 0.0, 4.0)],
            vec![span(1, Phase::Compute, 0.0, 2.0), wait(1, 2.0, 4.0)],
        ];
        let levels = levels(&run_of(LaneKind::Thread, 5.0, lanes), 0..2);
        let (computing, waiting) = (Activity::In(Phase::Compute), Activity::In(Phase::IoWait));
        assert_eq!(levels.iter().map(|level| level.end.0).collect::<Vec<_>>(), [2.0, 4.0, 5.0]);
        assert_eq!(parts(&levels[0]), [(computing, 2.0)]);
        assert_eq!(parts(&levels[1]), [(computing, 1.0), (waiting, 1.0)]);
        assert_eq!(parts(&levels[2]), [(Activity::Idle, 2.0)]);
    }

    #[test]
    fn only_many_like_lanes_are_a_bundle() {
        let names = |run: &Run| bundles(run).into_iter().map(|bundle| bundle.name).collect::<Vec<_>>();
        let idle = |count| run_of(LaneKind::Thread, 5.0, vec![Vec::new(); count]);
        assert!(names(&idle(MOST_LANES)).is_empty());
        assert_eq!(names(&idle(10)), ["10 threads"]);
        let mut two_stages = run_of(LaneKind::Process, 5.0, vec![Vec::new(); 9]);
        two_stages.lanes[0].kind = LaneKind::EventLoop;
        two_stages.lanes[0].stage = Stage::Fetching;
        two_stages.lanes[1..].iter_mut().for_each(|lane| lane.stage = Stage::Processing);
        assert_eq!(names(&two_stages), ["work: 8 processes"]);
        assert_eq!(bundles(&two_stages)[0].lanes, 1..9);
    }

    #[test]
    fn levels_too_short_to_distinguish_are_averaged() {
        // Two lanes take turns 50,000 times, as under a GIL.
        let turns = |own: u32| {
            let turn = |i: u32| {
                let phase = if i % 2 == own { Phase::Compute } else { Phase::LockWait };
                span(own, phase, f64::from(i), f64::from(i + 1))
            };
            (0..50_000).map(turn).collect::<Vec<_>>()
        };
        let lanes = (0..6).map(|lane| if lane < 2 { turns(lane) } else { Vec::new() }).collect();
        let group = group(Strategy::Threads, LaneKind::Thread, 50_000.0, lanes);
        let bundle = &group.bundles[0];
        assert_eq!(bundle.levels.len(), 1);
        let level = bundle.at(Millis(123.4)).unwrap();
        assert_eq!(
            parts(level),
            [
                (Activity::In(Phase::Compute), 1.0),
                (Activity::In(Phase::LockWait), 1.0),
                (Activity::Idle, 4.0)
            ]
        );
        assert_eq!(bundle.at(Millis(50_001.0)), None);
    }

    fn any_lanes() -> impl proptest::strategy::Strategy<Value = Vec<Vec<Span>>> {
        let span = (0usize..Phase::ALL.len(), 0.0f64..100.0, 0.0f64..30.0)
            .prop_map(|(phase, start, long)| span(0, Phase::ALL[phase], start, start + long));
        prop::collection::vec(prop::collection::vec(span, 0..20), 5..12)
    }

    proptest! {
        #[test]
        fn at_every_moment_the_activities_add_up_to_the_number_of_lanes(
            spans in any_lanes(), zoom in 0.001f64..1.0, pixels in 1.0f64..2000.0,
        ) {
            let count = spans.len() as f64;
            let group = group(Strategy::Threads, LaneKind::EventLoop, 100.0, spans);
            let bundle = &group.bundles[0];
            let window = Window::all(Millis(100.0)).zoom(Millis(40.0), zoom);
            let columns: Vec<Level> = bundle.columns(&window, Millis(window.length().0 / pixels)).collect();
            for level in bundle.levels.iter().chain(&columns) {
                prop_assert!((level.parts().map(|part| part.1).sum::<f64>() - count).abs() < 1e-6);
                prop_assert!(level.lanes.iter().all(|lanes| *lanes > -1e-9));
            }
            prop_assert!(columns[0].start <= window.start && columns.last().unwrap().end >= window.end);
            prop_assert!(columns.windows(2).all(|pair| pair[0].end == pair[1].start));
        }

        #[test]
        fn a_bundle_has_the_times_of_its_lanes(spans in any_lanes()) {
            let run = run_of(LaneKind::EventLoop, 100.0, spans);
            let levels = levels(&run, 0..run.lanes.len());
            let times = breakdown(&run);
            for activity in stack() {
                let share = |level: &Level| {
                    let own = level.parts().find(|part| part.0 == activity);
                    own.map_or(0.0, |part| part.1) * (level.end - level.start).0
                };
                let expected = times.iter().find(|part| part.0 == activity).map_or(0.0, |part| part.1.0);
                prop_assert!((levels.iter().map(share).sum::<f64>() - expected).abs() < 1e-6);
            }
        }
    }
}
