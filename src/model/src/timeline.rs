//! The lanes timeline: where each span is drawn. All approaches share one time axis.
//!
//! A thread has one row. On an event loop tasks overlap, so its lane has as many rows as tasks were
//! under way at once; a task keeps to one row, the first that is free when it starts:
//!
//! ```text
//! tasks  a [0, 5]  b [1, 3]  c [4, 6]        row 0  a a a a a .
//!                                            row 1  . b b . c c
//! ```
//!
//! Spans too short to be seen are drawn together, and of more rows than can be seen every so-manieth is drawn,
//! so that a run of any size draws some thousand boxes a row at most, and [`MAX_ROWS`] rows a lane.

use crate::approach::Approach;
use crate::axis::round_step;
use crate::run::Run;
use crate::time::Millis;
use crate::trace::{LaneKind, LaneTrace, Span, Stage, TaskId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// What there is to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The end of the time axis: the longest wall time, and no span ends later.
    pub end: Millis,
    /// One group per approach.
    pub groups: Vec<Group>,
}

/// One approach's lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The way it was run.
    pub approach: Approach,
    /// Its wall time.
    pub wall: Millis,
    /// Its lanes.
    pub lanes: Vec<Lane>,
}

/// One lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// What kind of lane.
    pub kind: LaneKind,
    /// Which part of the work it does.
    pub stage: Stage,
    /// How many rows are drawn, at least one.
    pub rows: usize,
    /// Every which row is drawn: one where all are.
    pub every: usize,
    /// Its spans, by row and start.
    pub spans: Vec<Placed>,
}

/// A span and the row of its lane it is drawn on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// The span; where several are drawn as one, their extent, in the phase and with the task of the
    /// longest.
    pub span: Span,
    /// The row, counted from zero.
    pub row: usize,
    /// How many spans are drawn as this one.
    pub spans: u32,
}

/// What fraction of the axis is still seen by itself.
const RESOLUTION: f64 = 1.0 / 2000.0;

/// The most rows of a lane that are drawn.
pub const MAX_ROWS: usize = 80;

/// Lays out the lanes of some runs, one group each.
pub fn layout<'a>(runs: impl IntoIterator<Item = &'a Run>) -> Timeline {
    let runs: Vec<&Run> = runs.into_iter().collect();
    let spans = runs.iter().flat_map(|run| &run.lanes).flat_map(|lane| &lane.spans);
    let last = spans.map(|span| span.end).fold(Millis::ZERO, Millis::max);
    let end = runs.iter().map(|run| run.wall).fold(last, Millis::max);
    let shortest = Millis(end.0 * RESOLUTION);
    let group = |run: &&Run| Group {
        approach: run.turn.approach,
        wall: run.wall,
        lanes: run.lanes.iter().map(|lane| lay_out_lane(lane, shortest)).collect(),
    };
    Timeline { end, groups: runs.iter().map(group).collect() }
}

fn lay_out_lane(lane: &LaneTrace, shortest: Millis) -> Lane {
    let rows_of_tasks = match lane.kind {
        LaneKind::Thread | LaneKind::Process => BTreeMap::new(),
        LaneKind::EventLoop => assign_rows(&lane.spans),
    };
    let rows = rows_of_tasks.values().max().map_or(1, |last| last + 1);
    let every = rows.div_ceil(MAX_ROWS);
    let place = |span: &Span| {
        let row = rows_of_tasks.get(&span.task).copied().unwrap_or(0);
        (row % every == 0).then_some(Placed { span: *span, row: row / every, spans: 1 })
    };
    let mut spans: Vec<Placed> = lane.spans.iter().filter_map(place).collect();
    spans.sort_by(|a, b| a.row.cmp(&b.row).then(a.span.start.0.total_cmp(&b.span.start.0)));
    let rows = rows.div_ceil(every);
    Lane { kind: lane.kind, stage: lane.stage, rows, every, spans: draw_together(spans, shortest) }
}

/// Draws neighbours on a row as one where together they are no longer than `shortest`.
fn draw_together(spans: Vec<Placed>, shortest: Millis) -> Vec<Placed> {
    let mut drawn: Vec<Placed> = Vec::with_capacity(spans.len());
    let mut longest = Millis::ZERO;
    for next in spans {
        match drawn.last_mut() {
            Some(box_) if box_.row == next.row && next.span.end - box_.span.start <= shortest => {
                if next.span.duration() > longest {
                    longest = next.span.duration();
                    (box_.span.task, box_.span.phase) = (next.span.task, next.span.phase);
                }
                box_.span.end = box_.span.end.max(next.span.end);
                box_.spans += 1;
            }
            _ => {
                longest = next.span.duration();
                drawn.push(next);
            }
        }
    }
    drawn
}

/// The row of each task: the lowest that is free from its first start to its last end.
pub(crate) fn assign_rows(spans: &[Span]) -> BTreeMap<Option<TaskId>, usize> {
    let mut extents: BTreeMap<Option<TaskId>, (f64, f64)> = BTreeMap::new();
    for span in spans {
        let (start, end) = extents.entry(span.task).or_insert((span.start.0, span.end.0));
        (*start, *end) = (start.min(span.start.0), end.max(span.end.0));
    }
    let mut tasks: Vec<(Option<TaskId>, f64, f64)> =
        extents.into_iter().map(|(task, (start, end))| (task, start, end)).collect();
    tasks.sort_by(|a, b| a.1.total_cmp(&b.1));

    let mut rows = BTreeMap::new();
    let mut used = 0;
    let mut free = BTreeSet::new();
    let mut busy: BinaryHeap<Reverse<(Ends, usize)>> = BinaryHeap::new();
    for (task, start, end) in tasks {
        while let Some(Reverse((ends, row))) = busy.peek().copied()
            && ends.0 <= start
        {
            busy.pop();
            free.insert(row);
        }
        let row = free.pop_first().unwrap_or_else(|| {
            used += 1;
            used - 1
        });
        busy.push(Reverse((Ends(end), row)));
        rows.insert(task, row);
    }
    rows
}

/// A moment ordered by `total_cmp`, for the heap.
#[derive(Clone, Copy, PartialEq)]
struct Ends(f64);

impl Eq for Ends {}

impl PartialOrd for Ends {
    fn partial_cmp(&self, other: &Ends) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ends {
    fn cmp(&self, other: &Ends) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Round moments for the axis, from zero up to `end`: about `wanted` steps of 1, 2 or 5 times a power of ten.
pub fn ticks(end: Millis, wanted: u32) -> Vec<Millis> {
    if end.0.is_nan() || end.0 <= 0.0 || !end.0.is_finite() || wanted == 0 {
        return vec![Millis::ZERO];
    }
    let step = round_step(end.0, wanted);
    (0..).map(|i| Millis(f64::from(i) * step)).take_while(|tick| *tick <= end).collect()
}

/// A moment of an axis that ends at `end`. All have one unit, and as few decimals as tell them apart.
pub fn tick_label(moment: Millis, end: Millis) -> String {
    match end.0 {
        e if e >= 2000.0 => format!("{} s", (moment.0 / 100.0).round() / 10.0),
        e if e >= 10.0 => format!("{} ms", moment.0.round()),
        _ => format!("{} ms", (moment.0 * 1000.0).round() / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::run;
    use crate::strategy::Strategy;
    use crate::trace::Phase;
    use proptest::prelude::*;

    fn span(task: u32, start: f64, end: f64) -> Span {
        Span { task: Some(TaskId(task)), phase: Phase::IoWait, start: Millis(start), end: Millis(end) }
    }

    fn event_loop(spans: Vec<Span>) -> Lane {
        lay_out_lane(&LaneTrace { kind: LaneKind::EventLoop, stage: Stage::Whole, spans }, Millis::ZERO)
    }

    #[test]
    fn the_worked_example() {
        let lane = event_loop(vec![span(0, 0.0, 5.0), span(1, 1.0, 3.0), span(2, 4.0, 6.0)]);
        assert_eq!(lane.rows, 2);
        assert_eq!(lane.spans.iter().map(|placed| placed.row).collect::<Vec<_>>(), [0, 1, 1]);
    }

    #[test]
    fn a_task_keeps_its_row_between_its_spans() {
        let lane = event_loop(vec![span(0, 0.0, 1.0), span(1, 1.5, 2.0), span(0, 3.0, 4.0)]);
        assert_eq!(lane.spans.iter().map(|placed| placed.row).collect::<Vec<_>>(), [0, 0, 1]);
    }

    #[test]
    fn spans_too_short_to_be_seen_are_drawn_together() {
        let phases = [(Phase::Compute, 0.0, 0.4), (Phase::LockWait, 0.4, 1.0), (Phase::Compute, 1.0, 9.0)];
        let span = |(phase, start, end)| Span {
            task: Some(TaskId(0)),
            phase,
            start: Millis(start),
            end: Millis(end),
        };
        let lane =
            LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: phases.map(span).to_vec() };
        let drawn = lay_out_lane(&lane, Millis(1.0)).spans;
        assert_eq!(drawn.iter().map(|placed| placed.spans).collect::<Vec<_>>(), [2, 1]);
        assert_eq!((drawn[0].span.phase, drawn[0].span.end), (Phase::LockWait, Millis(1.0)));
    }

    #[test]
    fn a_long_run_draws_a_bounded_number_of_boxes() {
        let spans = (0..100_000).map(|i| span(0, f64::from(i), f64::from(i) + 0.9)).collect();
        let mut run = run(Strategy::Threads, 100_000.0, &[1]);
        run.lanes = vec![LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans }];
        let drawn = &layout([&run]).groups[0].lanes[0].spans;
        assert!(drawn.len() <= 2500, "{} boxes", drawn.len());
        assert_eq!(drawn.iter().map(|placed| placed.spans).sum::<u32>(), 100_000);
    }

    #[test]
    fn of_thousands_of_rows_every_so_manieth_is_drawn() {
        let lane = event_loop((0..5_000).map(|task| span(task, 0.0, 10.0)).collect());
        assert_eq!((lane.every, lane.rows, lane.spans.len()), (63, 80, 80));
        let tasks: Vec<_> = lane.spans.iter().take(3).map(|placed| placed.span.task).collect();
        assert_eq!(tasks, [0, 63, 126].map(|task| Some(TaskId(task))));
        assert_eq!(event_loop((0..80).map(|task| span(task, 0.0, 10.0)).collect()).every, 1);
    }

    #[test]
    fn the_axis_ends_with_the_longest_run() {
        let runs = [run(Strategy::Sequential, 10.0, &[1]), run(Strategy::Threads, 5.0, &[1])];
        let timeline = layout(&runs);
        assert_eq!(timeline.end, Millis(10.0));
        assert_eq!(timeline.groups.len(), 2);
        assert_eq!(layout([]).end, Millis::ZERO);
    }

    #[test]
    fn ticks_are_round_and_end_in_time() {
        let values = |end, wanted| ticks(Millis(end), wanted).iter().map(|tick| tick.0).collect::<Vec<_>>();
        assert_eq!(values(642.0, 4), [0.0, 200.0, 400.0, 600.0]);
        assert_eq!(values(1.0, 5), [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]);
        for end in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(values(end, 5), [0.0]);
        }
    }

    #[test]
    fn ticks_share_a_unit() {
        let label = |moment, end| tick_label(Millis(moment), Millis(end));
        assert_eq!(label(1500.0, 3000.0), "1.5 s");
        assert_eq!(label(500.0, 1999.0), "500 ms");
        assert_eq!(label(0.6000000000000001, 1.0), "0.6 ms");
    }

    proptest! {
        #[test]
        fn spans_of_a_row_never_overlap(
            spans in prop::collection::vec((0u32..40, 0u32..1000, 1u32..200), 1..120),
        ) {
            let spans: Vec<Span> = spans
                .iter()
                .map(|&(task, start, long)| span(task, f64::from(start), f64::from(start + long)))
                .collect();
            let lane = event_loop(spans.clone());
            prop_assert_eq!(lane.spans.len(), spans.len());
            for a in &lane.spans {
                for b in &lane.spans {
                    let apart = a.span.end <= b.span.start || b.span.end <= a.span.start;
                    prop_assert!(a.span.task == b.span.task || a.row != b.row || apart);
                }
                prop_assert!(a.row < lane.rows);
            }
        }

        #[test]
        fn ticks_never_pass_the_end(end in 1e-3f64..1e9, wanted in 1u32..20) {
            let ticks = ticks(Millis(end), wanted);
            prop_assert!(ticks.len() <= wanted as usize + 1);
            prop_assert!(ticks.iter().all(|tick| tick.0 <= end));
        }
    }
}
