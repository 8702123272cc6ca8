//! The lanes timeline: where each span is drawn. All strategies share one time axis.
//!
//! A thread has one row. On an event loop tasks overlap, so its lane has as many rows as tasks were
//! in progress at once; a task keeps to one row, the first that is free when it starts:
//!
//! ```text
//! tasks  a [0, 5]  b [1, 3]  c [4, 6]        row 0  a a a a a .
//!                                            row 1  . b b . c c
//! ```
//!
//! A lane is laid out once. The visible part of the axis ([`Window`]) decides what of it is drawn: spans too short to
//! distinguish are merged into one box ([`Lane::boxes`]), and of too many rows only every nth is drawn. A run of
//! any size therefore takes a few boxes per pixel and [`MAX_ROWS`] rows per lane at most. Many like lanes are drawn as
//! one row, a [`Bundle`], unless the reader expands them.

mod bundle;
mod critical;
mod gil;
mod hit;
mod order;
mod rows;
mod story;
mod style;
mod tracks;
mod walk;
mod window;

pub use bundle::{Bundle, Level, MOST_LANES, stack};
pub use critical::{Segment, critical_path};
pub use gil::{Hold, holds};
pub use hit::{Hit, Shown, hit};
pub use story::{Story, story};
pub use style::{Style, TILE, activities, style, style_of};
pub use tracks::{Track, Tracks, tracks};
pub use walk::{Place, Step, first_place, walk};
pub use window::{Ticks, Window};

use lanes_model::run::Run;
use lanes_model::strategy::Strategy;
use lanes_model::time::Millis;
use lanes_model::trace::{LaneKind, Phase, Span, TaskId};
use order::by_key;
pub use rows::assign_rows;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use window::cell;

/// Layout of all runs that are drawn.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// End of the time axis: the longest wall time, or the last span's end if that is later.
    pub end: Millis,
    /// Groups of lanes, one per strategy. Shared, because a finished run changes one group and the others stay.
    pub groups: Vec<Rc<Group>>,
}

impl PartialEq for Timeline {
    fn eq(&self, other: &Timeline) -> bool {
        // Groups have thousands of spans, and mostly they are the same ones.
        let is_same = |(own, other): (&Rc<Group>, &Rc<Group>)| Rc::ptr_eq(own, other) || own == other;
        self.groups.len() == other.groups.len() && self.groups.iter().zip(&other.groups).all(is_same)
    }
}

/// Lanes of one strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Strategy of the run.
    pub strategy: Strategy,
    /// Wall time of the run.
    pub wall: Millis,
    /// End of the group on the time axis: the wall time, or the last span's end if that is later.
    pub end: Millis,
    /// Intervals in which a lane held the GIL to compute; empty for strategies without one.
    pub gil: Vec<Hold>,
    /// Lanes of the run.
    pub lanes: Vec<Lane>,
    /// Like lanes that can be drawn as one row.
    pub bundles: Vec<Bundle>,
    /// End of each task's last span, in ascending order.
    pub ends: Vec<Millis>,
}

/// Layout of one lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Name of the lane.
    pub name: String,
    /// Spans, by row and start.
    pub spans: Vec<Span>,
    /// Intervals without a span, within the wall time.
    pub idle: Vec<Interval>,
    /// Number of tasks that the lane worked on.
    pub tasks: usize,
    /// Total time of each phase, in the order of [`Phase::ALL`]; None for a phase that the lane was never in.
    totals: [Option<Millis>; Phase::ALL.len()],
    /// Index of the first span of each row, then the end of the last row.
    bounds: Vec<usize>,
    /// Row of each task, where there is more than one.
    rows_of_tasks: BTreeMap<Option<TaskId>, usize>,
}

/// Part of the time axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Start of the interval.
    pub start: Millis,
    /// End of the interval; never before `start`.
    pub end: Millis,
}

/// Box of a row: one span, or several that are too close to distinguish.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// The span; for several, their combined extent, with the phase and task of the longest.
    pub span: Span,
    /// Index of the span (or the longest) within its lane.
    pub index: usize,
    /// Number of spans that the box stands for.
    pub spans: u32,
}

/// Maximum number of rows drawn for a lane.
pub const MAX_ROWS: usize = 80;

/// Lays out the lanes of some runs, one group each. `holds_gil` tells for which strategies threads hold a GIL while
/// they compute, as `lanes_catalogue::Setup::holds_gil` does.
pub fn layout<'a>(runs: impl IntoIterator<Item = &'a Run>, holds_gil: impl Fn(Strategy) -> bool) -> Timeline {
    Timeline::new(
        runs.into_iter().map(|run| Rc::new(Group::new(run, holds_gil(run.turn.strategy)))).collect(),
    )
}

impl Timeline {
    /// Puts groups on one axis.
    pub fn new(groups: Vec<Rc<Group>>) -> Timeline {
        let end = groups.iter().map(|group| group.end).fold(Millis::ZERO, Millis::max);
        Timeline { end, groups }
    }
}

/// Finds the end of each task's last span, in ascending order.
fn ends_of_tasks(run: &Run) -> Vec<Millis> {
    let mut ends: BTreeMap<TaskId, Millis> = BTreeMap::new();
    for span in run.lanes.iter().flat_map(|lane| &lane.spans) {
        if let Some(task) = span.task {
            let end = ends.entry(task).or_default();
            *end = end.max(span.end);
        }
    }
    let ends: Vec<Millis> = ends.into_values().collect();
    by_key(&ends, |end| end.0)
}

fn lay_out_lane(run: &Run, index: usize) -> Lane {
    let lane = &run.lanes[index];
    let rows_of_tasks = match lane.kind {
        LaneKind::Thread | LaneKind::Process => BTreeMap::new(),
        LaneKind::EventLoop => assign_rows(&lane.spans),
    };
    let row = |span: &Span| rows_of_tasks.get(&span.task).copied().unwrap_or(0);
    let placed = by_key(&lane.spans, |span| span.start.0);
    let placed: Vec<(usize, Span)> = placed.iter().map(|span| (row(span), *span)).collect();
    let placed = by_key(&placed, |(row, _)| *row as f64);
    let rows = rows_of_tasks.values().max().map_or(1, |last| last + 1);
    let bounds = (0..=rows).map(|row| placed.partition_point(|(other, _)| *other < row)).collect();
    let spans: Vec<Span> = placed.into_iter().map(|(_, span)| span).collect();
    Lane {
        name: run.lane_name(index),
        idle: idle(&spans, run.wall),
        tasks: count_tasks(&spans),
        totals: totals(&spans),
        spans,
        bounds,
        rows_of_tasks,
    }
}

fn count_tasks(spans: &[Span]) -> usize {
    let tasks: Vec<u32> = spans.iter().filter_map(|span| Some(span.task?.0)).collect();
    let mut tasks = by_key(&tasks, |task| f64::from(*task));
    tasks.dedup();
    tasks.len()
}

fn totals(spans: &[Span]) -> [Option<Millis>; Phase::ALL.len()] {
    let mut totals = [None; Phase::ALL.len()];
    for span in spans {
        let total = totals[span.phase as usize].get_or_insert(Millis::ZERO);
        *total = *total + span.duration();
    }
    totals
}

/// Finds the gaps between spans in any order, from the start of a run to its end.
fn idle(spans: &[Span], wall: Millis) -> Vec<Interval> {
    let spans: Vec<Interval> =
        spans.iter().map(|span| Interval { start: span.start, end: span.end }).collect();
    let mut spans = by_key(&spans, |span| span.start.0);
    spans.push(Interval { start: wall, end: wall });
    let mut idle = Vec::new();
    let mut busy_until = Millis::ZERO;
    for Interval { start, end } in spans {
        let gap = Interval { start: busy_until, end: start.min(wall) };
        if gap.end > gap.start {
            idle.push(gap);
        }
        busy_until = busy_until.max(end);
    }
    idle
}

impl Group {
    /// Lays out the lanes of a run. `holds_gil` is true if its threads hold a GIL while they compute.
    pub fn new(run: &Run, holds_gil: bool) -> Group {
        let spans = run.lanes.iter().flat_map(|lane| &lane.spans);
        Group {
            strategy: run.turn.strategy,
            wall: run.wall,
            end: spans.map(|span| span.end).fold(run.wall, Millis::max),
            gil: if holds_gil { holds(&run.lanes) } else { Vec::new() },
            lanes: (0..run.lanes.len()).map(|index| lay_out_lane(run, index)).collect(),
            bundles: bundle::bundles(run),
            ends: ends_of_tasks(run),
        }
    }

    /// Counts the tasks that had ended by `moment`.
    pub fn done_by(&self, moment: Millis) -> usize {
        self.ends.partition_point(|end| *end <= moment)
    }

    /// Returns the bundle that a lane is in.
    pub fn bundle_of(&self, lane: usize) -> Option<usize> {
        self.bundles.iter().position(|bundle| bundle.lanes.contains(&lane))
    }
}

impl Lane {
    /// Returns n where every nth row is drawn; 1 if all are.
    pub fn every(&self) -> usize {
        (self.bounds.len() - 1).div_ceil(MAX_ROWS)
    }

    /// Counts the rows that are drawn, at least one.
    pub fn rows(&self) -> usize {
        (self.bounds.len() - 1).div_ceil(self.every())
    }

    /// Returns the row that is drawn at `place`: the first of those that share it, or the row of the `wanted` task.
    pub fn row_at(&self, place: usize, wanted: Option<TaskId>) -> usize {
        let first = place * self.every();
        let row = wanted.and_then(|task| self.rows_of_tasks.get(&Some(task)).copied());
        row.filter(|row| row / self.every() == place).unwrap_or(first)
    }

    /// Returns the place at which a row is drawn.
    pub fn place_of(&self, row: usize) -> usize {
        row / self.every()
    }

    /// Returns the row of a span.
    pub fn row_of(&self, index: usize) -> usize {
        self.bounds.partition_point(|start| *start <= index).saturating_sub(1).min(self.bounds.len() - 2)
    }

    /// Returns the index range of a row's spans within the lane.
    pub fn row(&self, row: usize) -> Range<usize> {
        self.bounds[row]..self.bounds[row + 1]
    }

    /// Iterates over the visible boxes of a row. Spans within one grain of time share a box; grains begin at
    /// whole multiples of their length, so that a box does not change while the window moves.
    pub fn boxes(&self, row: usize, window: &Window, grain: Millis) -> Boxes<'_> {
        let range = self.row(row);
        let from = cell(window.start, grain) * grain.0.max(0.0);
        let skipped = self.spans[range.clone()].partition_point(|span| span.end.0 < from);
        Boxes { spans: &self.spans[..range.end], next: range.start + skipped, until: window.end, grain }
    }

    /// Sums the time in which the lane did nothing.
    pub fn idle_time(&self) -> Millis {
        self.idle.iter().map(|gap| gap.end - gap.start).sum()
    }

    /// Returns the total time of a phase.
    pub fn total(&self, phase: Phase) -> Millis {
        self.totals[phase as usize].unwrap_or_default()
    }

    /// Returns true if the lane was ever in this phase.
    pub fn has(&self, phase: Phase) -> bool {
        self.totals[phase as usize].is_some()
    }
}

/// Iterator over the boxes of a row; see [`Lane::boxes`].
#[derive(Clone, Debug)]
pub struct Boxes<'a> {
    spans: &'a [Span],
    next: usize,
    until: Millis,
    grain: Millis,
}

impl Iterator for Boxes<'_> {
    type Item = Drawn;

    fn next(&mut self) -> Option<Drawn> {
        let first = self.spans.get(self.next).filter(|span| span.start <= self.until)?;
        let mut drawn = Drawn { span: *first, index: self.next, spans: 1 };
        let mut longest = first.duration();
        let own = cell(first.start, self.grain);
        self.next += 1;
        while let Some(span) = self.spans.get(self.next)
            && cell(span.end.max(drawn.span.end), self.grain) == own
        {
            if span.duration() > longest {
                longest = span.duration();
                (drawn.span.task, drawn.span.phase, drawn.index) = (span.task, span.phase, self.next);
            }
            drawn.span.end = drawn.span.end.max(span.end);
            drawn.spans += 1;
            self.next += 1;
        }
        Some(drawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanes_model::strategy::Strategy;
    use lanes_model::testing::run;
    use lanes_model::trace::{LaneTrace, Stage};
    use proptest::prelude::*;

    pub(super) fn span(task: u32, phase: Phase, start: f64, end: f64) -> Span {
        Span { task: Some(TaskId(task)), phase, start: Millis(start), end: Millis(end) }
    }

    pub(super) fn wait(task: u32, start: f64, end: f64) -> Span {
        span(task, Phase::IoWait, start, end)
    }

    pub(super) fn lanes(kind: LaneKind, lanes: Vec<Vec<Span>>) -> Vec<LaneTrace> {
        lanes.into_iter().map(|spans| LaneTrace { kind, stage: Stage::Whole, spans }).collect()
    }

    pub(super) fn group(strategy: Strategy, kind: LaneKind, wall: f64, spans: Vec<Vec<Span>>) -> Group {
        Group::new(
            &Run { lanes: lanes(kind, spans), ..run(strategy, wall, &[1]) },
            strategy == Strategy::ThreadsGil,
        )
    }

    fn lane(kind: LaneKind, spans: Vec<Span>) -> Lane {
        let lanes = lanes(kind, vec![spans]);
        lay_out_lane(&Run { lanes, ..run(Strategy::Async, 10.0, &[]) }, 0)
    }

    fn rows(lane: &Lane) -> Vec<usize> {
        (0..lane.spans.len()).map(|index| lane.row_of(index)).collect()
    }

    fn all_boxes(lane: &Lane, window: &Window, grain: f64) -> Vec<Drawn> {
        (0..lane.rows())
            .flat_map(|place| lane.boxes(lane.row_at(place, None), window, Millis(grain)))
            .collect()
    }

    #[test]
    fn the_worked_example() {
        let lane = lane(LaneKind::EventLoop, vec![wait(0, 0.0, 5.0), wait(1, 1.0, 3.0), wait(2, 4.0, 6.0)]);
        assert_eq!((lane.rows(), rows(&lane)), (2, vec![0, 1, 1]));
    }

    #[test]
    fn a_task_keeps_its_row_between_its_spans() {
        let lane = lane(LaneKind::EventLoop, vec![wait(0, 0.0, 1.0), wait(1, 1.5, 2.0), wait(0, 3.0, 4.0)]);
        assert_eq!(rows(&lane), [0, 0, 1]);
    }

    #[test]
    fn spans_too_short_to_distinguish_share_a_box_until_zoomed_in() {
        let spans = vec![
            span(0, Phase::Compute, 0.0, 0.4),
            span(1, Phase::LockWait, 0.4, 0.99),
            span(0, Phase::Compute, 1.0, 9.0),
        ];
        let lane = lane(LaneKind::Thread, spans);
        let all = Window::all(Millis(10.0));
        let drawn = all_boxes(&lane, &all, 1.0);
        assert_eq!(drawn.iter().map(|drawn| drawn.spans).collect::<Vec<_>>(), [2, 1]);
        assert_eq!((drawn[0].span.phase, drawn[0].index), (Phase::LockWait, 1));
        assert_eq!((drawn[0].span.start, drawn[0].span.end), (Millis(0.0), Millis(0.99)));
        let near = all.zoom(Millis(0.0), 0.1);
        assert_eq!(all_boxes(&lane, &near, 0.1).len(), 3);
        assert_eq!(all_boxes(&lane, &all.zoom(Millis(10.0), 0.1).pan(-0.5), 0.1).len(), 1);
    }

    #[test]
    fn a_long_run_draws_a_bounded_number_of_boxes() {
        let spans = (0..100_000).map(|i| wait(0, f64::from(i), f64::from(i) + 0.9)).collect();
        let mut run = run(Strategy::Threads, 100_000.0, &[1]);
        run.lanes = lanes(LaneKind::Thread, vec![spans]);
        let timeline = layout([&run], Strategy::has_gil);
        let drawn = all_boxes(&timeline.groups[0].lanes[0], &Window::all(timeline.end), 100.0);
        assert!(drawn.len() <= 2000, "{} boxes", drawn.len());
        assert_eq!(drawn.iter().map(|drawn| drawn.spans).sum::<u32>(), 100_000);
    }

    #[test]
    fn every_nth_of_thousands_of_rows_is_drawn_and_the_one_searched_for() {
        let many = lane(LaneKind::EventLoop, (0..5_000).map(|task| wait(task, 0.0, 10.0)).collect());
        assert_eq!((many.every(), many.rows()), (63, 80));
        let shown: Vec<_> = (0..3).map(|place| many.row_at(place, Some(TaskId(70)))).collect();
        assert_eq!(shown, [0, 70, 126]);
        let few = lane(LaneKind::EventLoop, (0..80).map(|task| wait(task, 0.0, 10.0)).collect());
        assert_eq!(few.every(), 1);
    }

    #[test]
    fn the_axis_ends_with_the_longest_run() {
        let runs = [run(Strategy::Sequential, 10.0, &[1]), run(Strategy::Threads, 5.0, &[1])];
        let timeline = layout(&runs, Strategy::has_gil);
        assert_eq!((timeline.end, timeline.groups.len()), (Millis(10.0), 2));
        assert_eq!(layout([], Strategy::has_gil).end, Millis::ZERO);
    }

    #[test]
    fn a_task_is_done_with_its_last_span() {
        let spans = vec![wait(0, 0.0, 1.0), wait(1, 1.0, 2.0), wait(0, 3.0, 4.0)];
        let group = group(Strategy::Async, LaneKind::EventLoop, 5.0, vec![spans]);
        assert_eq!([0.5, 2.0, 4.0].map(|moment| group.done_by(Millis(moment))), [0, 1, 2]);
    }

    #[test]
    fn a_lane_counts_its_tasks_and_sums_its_phases() {
        let mut spans = vec![wait(7, 0.0, 1.0), wait(2, 1.0, 3.0), wait(7, 4.0, 5.0)];
        spans.push(Span { task: None, ..span(0, Phase::Spawn, 5.0, 5.0) });
        let lane = lane(LaneKind::Thread, spans);
        assert_eq!((lane.tasks, lane.total(Phase::IoWait)), (2, Millis(4.0)));
        // A coarse clock may show no time.
        assert_eq!((lane.has(Phase::Spawn), lane.total(Phase::Spawn)), (true, Millis::ZERO));
        assert!(!lane.has(Phase::Compute) && lane.total(Phase::Compute) == Millis::ZERO);
        for (index, phase) in Phase::ALL.into_iter().enumerate() {
            assert_eq!(phase as usize, index, "the totals are in this order");
        }
    }

    fn waits(spans: &[(u32, u32, u32)]) -> Vec<Span> {
        spans
            .iter()
            .map(|&(task, start, long)| wait(task, f64::from(start), f64::from(start + long)))
            .collect()
    }

    proptest! {
        #[test]
        fn spans_of_a_row_never_overlap(
            spans in prop::collection::vec((0u32..40, 0u32..1000, 1u32..200), 1..120),
        ) {
            let spans = waits(&spans);
            let lane = lane(LaneKind::EventLoop, spans.clone());
            prop_assert_eq!(lane.spans.len(), spans.len());
            for (i, a) in lane.spans.iter().enumerate() {
                for (j, b) in lane.spans.iter().enumerate() {
                    let apart = a.end <= b.start || b.end <= a.start;
                    prop_assert!(a.task == b.task || lane.row_of(i) != lane.row_of(j) || apart);
                }
                prop_assert!(lane.row(lane.row_of(i)).contains(&i));
            }
        }

        #[test]
        fn boxes_of_one_task_after_another_stand_for_every_span_and_do_not_overlap(
            lengths in prop::collection::vec((0.0f64..3.0, 0.0f64..5.0), 1..200), grain in 0.01f64..20.0,
        ) {
            let mut now = 0.0;
            let spans: Vec<Span> = lengths.iter().map(|(gap, long)| {
                let start = now + gap;
                now = start + long;
                wait(0, start, now)
            }).collect();
            let lane = lane(LaneKind::Thread, spans.clone());
            let boxes: Vec<Drawn> = lane.boxes(0, &Window::all(Millis(now)), Millis(grain)).collect();
            prop_assert_eq!(boxes.iter().map(|drawn| drawn.spans as usize).sum::<usize>(), spans.len());
            prop_assert!(boxes.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
            let alone = boxes.iter().filter(|drawn| drawn.spans > 1);
            prop_assert!(alone.clone().all(|drawn| drawn.span.duration().0 <= grain));
        }

        #[test]
        fn idle_time_and_spans_fill_the_wall_time(
            spans in prop::collection::vec((0u32..40, 0u32..1000, 1u32..60), 1..60), wall in 1.0f64..1500.0,
        ) {
            let spans = waits(&spans);
            let idle = idle(&spans, Millis(wall));
            for gap in &idle {
                prop_assert!(gap.start < gap.end && gap.end.0 <= wall);
                prop_assert!(spans.iter().all(|span| span.end <= gap.start || gap.end <= span.start));
            }
            // A moment in no gap is in a span.
            for moment in (0..100).map(|i| wall * (f64::from(i) + 0.5) / 100.0) {
                let in_gap = idle.iter().any(|gap| (gap.start.0..gap.end.0).contains(&moment));
                let in_span = spans.iter().any(|span| (span.start.0..=span.end.0).contains(&moment));
                prop_assert!(in_gap || in_span);
            }
        }
    }
}
