//! The view of the timeline: what is in sight, pointed at, selected and replayed.
//!
//! The view changes only in [`View::apply`], and starts over when other runs are shown.

use crate::state::Shared;
use lanes_analysis::timeline::{
    Hit, Place, Segment, Step, Timeline, Window, critical_path, first_place, story, walk,
};
use lanes_model::{Millis, Strategy, TaskId};
use std::rc::Rc;
use yew::Reducible;

/// Length of a replay in milliseconds of the reader's time, unless the runs themselves take longer.
const REPLAY_TIME: f64 = 8000.0;
/// Longest step of a replay in milliseconds of the reader's time, so that it pauses while the page is hidden.
const LONGEST_TICK: f64 = 100.0;
/// Length of the axis, when it grows, for each millisecond that the run under way has lasted.
const GROWTH: f64 = 1.5;
/// Factor by which a key or a button zooms in.
pub(super) const ZOOM_STEP: f64 = 0.5;

/// View of the timeline.
#[derive(Clone, PartialEq)]
pub(super) struct View {
    /// The timeline that is shown.
    pub(super) timeline: Shared<Timeline>,
    /// For each group, true if its bundles are drawn lane by lane.
    pub(super) expanded: Vec<bool>,
    /// The part of the axis in sight.
    pub(super) window: Window,
    /// Target of the pointer.
    pub(super) pointed: Option<Pointed>,
    /// The span that has, or last had, the keyboard's focus.
    pub(super) place: Option<Place>,
    /// True while the timeline has the keyboard's focus.
    pub(super) has_focus: bool,
    /// The task that is selected.
    pub(super) task: Option<TaskId>,
    /// The critical path of each group, while it is shown.
    pub(super) paths: Option<Shared<Vec<Vec<Segment>>>>,
    /// The replay, while there is one.
    pub(super) replay: Option<Replay>,
}

/// Target of the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pointed {
    /// The group.
    pub(super) group: usize,
    /// Target within the group.
    pub(super) hit: Hit,
    /// Position of the pointer, in CSS pixels from the left of the canvas.
    pub(super) x: f64,
}

/// State of a replay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Replay {
    /// Moment of the runs that is shown.
    pub(super) moment: Millis,
    /// True unless it is paused.
    pub(super) playing: bool,
}

/// A change of the view.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// The runs to show changed.
    TimelineChanged(Shared<Timeline>),
    /// The run under way has lasted until this moment, longer than the axis.
    AxisGrew(Millis),
    /// No run is under way any more.
    RunsEnded,
    /// The length in sight changed by a factor, around a moment or else around the focus.
    Zoomed { about: Option<Millis>, factor: f64 },
    /// The part in sight moved by a share of its length.
    Panned(f64),
    /// The whole axis came into sight.
    ShowedAll,
    /// The pointer moved.
    Pointed(Option<Pointed>),
    /// The focus entered a group.
    Entered(usize),
    /// The focus left the timeline.
    Left,
    /// The focus moved to another span.
    Walked(Step),
    /// The pointer selected a span.
    Chose(Place),
    /// The task of the focused span was selected or deselected.
    Toggled,
    /// A task was selected by number, or no task.
    Selected(Option<TaskId>),
    /// The bundles of a group were expanded or collapsed.
    Expanded { group: usize, is_expanded: bool },
    /// The critical paths were shown or hidden.
    ShowedPaths(bool),
    /// A replay began, or began again.
    BeganReplay { playing: bool },
    /// The replay continued or paused.
    Played(bool),
    /// A number of milliseconds of the reader's time passed.
    Ticked(f64),
    /// The replay moved to a moment.
    MovedTo(Millis),
    /// The replay was closed.
    EndedReplay,
}

impl View {
    /// Shows all of a timeline.
    pub(super) fn new(timeline: Shared<Timeline>) -> View {
        View {
            window: Window::all(timeline.end),
            expanded: vec![false; timeline.groups.len()],
            timeline,
            pointed: None,
            place: None,
            has_focus: false,
            task: None,
            paths: None,
            replay: None,
        }
    }

    /// Returns the milliseconds of the runs that a replay shows in one of the reader's; at most 1.
    pub(super) fn pace(&self) -> f64 {
        (self.timeline.end.0 / REPLAY_TIME).min(1.0)
    }

    /// Returns the task of the span at a place.
    fn task_at(&self, place: Place) -> Option<TaskId> {
        self.timeline.span(place)?.task
    }

    /// Applies a change.
    fn apply(&mut self, change: Change) {
        match change {
            Change::TimelineChanged(timeline) if *timeline == *self.timeline => {}
            Change::TimelineChanged(timeline) => {
                let strategies = |timeline: &Timeline| -> Vec<Strategy> {
                    timeline.groups.iter().map(|group| group.strategy).collect()
                };
                let is_same = strategies(&timeline) == strategies(&self.timeline);
                let expanded = std::mem::take(&mut self.expanded);
                *self = View { has_focus: self.has_focus, ..View::new(timeline) };
                if is_same {
                    self.expanded = expanded;
                }
            }
            Change::AxisGrew(at) => {
                let is_all = self.window.is_all();
                self.window.whole = self.window.whole.max(Millis(at.0 * GROWTH));
                if is_all {
                    self.window = Window::all(self.window.whole);
                }
            }
            Change::RunsEnded => {
                let all = Window::all(self.timeline.end);
                self.window = if self.window.is_all() {
                    all
                } else {
                    all.showing(self.window.start.min(all.whole), self.window.end.min(all.whole))
                };
            }
            Change::Zoomed { about, factor } => {
                let about = about.unwrap_or_else(|| self.attention());
                self.window = self.window.zoom(about, factor);
            }
            Change::Panned(share) => self.window = self.window.pan(share),
            Change::ShowedAll => self.window = Window::all(self.window.whole),
            Change::Pointed(pointed) => self.pointed = pointed,
            Change::Entered(group) => {
                self.has_focus = true;
                if self.place.is_none_or(|place| place.group != group) {
                    self.place = first_place(&self.timeline, group);
                }
            }
            Change::Left => self.has_focus = false,
            Change::Walked(step) => {
                if let Some(from) = self.place {
                    // The first step into a bundle expands it.
                    let stays = self.is_bundled(from);
                    let place = if stays { from } else { walk(&self.timeline, from, step, self.task) };
                    self.expand_for(place.group, place.lane);
                    self.place = Some(place);
                    self.pointed = None;
                    if let Some(span) = self.timeline.span(place) {
                        self.window = self.window.showing(span.start, span.end);
                    }
                }
            }
            Change::Chose(place) => {
                self.place = Some(place);
                self.toggle(place);
            }
            Change::Toggled => {
                if let Some(place) = self.place {
                    self.toggle(place);
                }
            }
            Change::Selected(task) => self.select(task),
            Change::Expanded { group, is_expanded } => {
                if let Some(expanded) = self.expanded.get_mut(group) {
                    *expanded = is_expanded;
                }
            }
            Change::ShowedPaths(shown) => {
                let paths: Option<Vec<Vec<Segment>>> =
                    shown.then(|| self.timeline.groups.iter().map(|group| critical_path(group)).collect());
                for (group, path) in paths.iter().flatten().enumerate() {
                    path.iter().for_each(|segment| self.expand_for(group, segment.lane));
                }
                self.paths = paths.map(Shared::new);
            }
            Change::BeganReplay { playing } => self.replay = Some(Replay { moment: Millis::ZERO, playing }),
            Change::Played(playing) => self.play(playing),
            Change::Ticked(passed) => {
                // A frame may follow the pause that ends the animation.
                if let Some(Replay { moment, playing: true }) = self.replay {
                    self.move_to(moment + Millis(passed.min(LONGEST_TICK) * self.pace()), true);
                }
            }
            Change::MovedTo(moment) => self.move_to(moment, false),
            Change::EndedReplay => self.replay = None,
        }
    }

    /// Returns the moment that keys zoom around: the middle of the focused span, or of what is in sight.
    fn attention(&self) -> Millis {
        let span = self.place.filter(|_| self.has_focus).and_then(|place| self.timeline.span(place));
        let middle = span.map(|span| Millis((span.start.0 + span.end.0) / 2.0));
        let in_sight = middle.filter(|middle| (0.0..=1.0).contains(&self.window.share(*middle)));
        in_sight.unwrap_or(self.window.moment(0.5))
    }

    fn toggle(&mut self, place: Place) {
        let task = self.task_at(place);
        self.select(task.filter(|_| task != self.task));
    }

    /// Selects a task, and expands the bundles that worked on it.
    fn select(&mut self, task: Option<TaskId>) {
        self.task = task;
        let Some(task) = task else { return };
        let timeline = self.timeline.clone();
        for (index, group) in timeline.groups.iter().enumerate() {
            let story = story(group, task);
            story.iter().flat_map(|story| &story.lanes).for_each(|lane| self.expand_for(index, *lane));
        }
    }

    /// Returns true if the lane of a place is drawn as part of its bundle.
    pub(super) fn is_bundled(&self, place: Place) -> bool {
        self.bundle_of(place.group, place.lane).is_some() && self.expanded.get(place.group) == Some(&false)
    }

    fn bundle_of(&self, group: usize, lane: usize) -> Option<usize> {
        self.timeline.groups.get(group)?.bundle_of(lane)
    }

    /// Expands a group if a lane is part of a bundle.
    fn expand_for(&mut self, group: usize, lane: usize) {
        if self.bundle_of(group, lane).is_some()
            && let Some(expanded) = self.expanded.get_mut(group)
        {
            *expanded = true;
        }
    }

    /// Continues or pauses a replay. At its end it starts over.
    fn play(&mut self, playing: bool) {
        let end = self.timeline.end;
        if let Some(replay) = &mut self.replay {
            if playing && replay.moment >= end {
                replay.moment = Millis::ZERO;
            }
            replay.playing = playing;
        }
    }

    fn move_to(&mut self, moment: Millis, playing: bool) {
        let end = self.timeline.end;
        if let Some(replay) = &mut self.replay {
            replay.moment = moment.max(Millis::ZERO).min(end);
            replay.playing = playing && replay.moment < end;
        }
    }
}

impl Reducible for View {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut view = Rc::unwrap_or_clone(self);
        view.apply(change);
        Rc::new(view)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use lanes_analysis::timeline::layout;
    use lanes_model::plan::{Round, Turn};
    use lanes_model::{Ended, LaneKind, LaneTrace, Phase, Run, Span, Stage, Strategy};

    fn run(strategy: Strategy, wall: Millis) -> Run {
        Run {
            turn: Turn { strategy, point: 0, round: Round::Measured(0) },
            ended: Ended::Completed,
            start_up: Millis::ZERO,
            wall,
            lanes: Vec::new(),
            reports: Vec::new(),
            bytes_moved: 0,
        }
    }

    /// Two tasks, first one after another, then at the same time on two threads, which are idle for the second half.
    pub(in super::super) fn timeline(wall: f64) -> Shared<Timeline> {
        let span = |task: u32, start, end| Span {
            task: Some(TaskId(task)),
            phase: Phase::Compute,
            start: Millis(start),
            end: Millis(end),
        };
        let lane = |spans| LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans };
        let run = |strategy, lanes| Run { lanes, ..run(strategy, Millis(wall)) };
        let half = wall / 2.0;
        let runs = [
            run(Strategy::Sequential, vec![lane(vec![span(0, 0.0, half), span(1, half, wall)])]),
            run(Strategy::Threads, vec![lane(vec![span(0, 0.0, half)]), lane(vec![span(1, 0.0, half)])]),
        ];
        Shared::new(layout(&runs, Strategy::has_gil))
    }

    /// One group of ten threads, each with a task of its own.
    pub(in super::super) fn ten_threads() -> Shared<Timeline> {
        let lanes = (0..10).map(|task| {
            let task = Some(TaskId(task));
            let span = Span { task, phase: Phase::Compute, start: Millis::ZERO, end: Millis(100.0) };
            LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] }
        });
        let run = Run { lanes: lanes.collect(), ..run(Strategy::Threads, Millis(100.0)) };
        Shared::new(layout([&run], Strategy::has_gil))
    }

    #[test]
    fn what_needs_a_lane_of_a_bundle_expands_it() {
        let after = |changes: Vec<Change>| {
            let mut view = View::new(ten_threads());
            changes.into_iter().for_each(|change| view.apply(change));
            view
        };
        let is_expanded = |changes| after(changes).expanded[0];
        assert!(!is_expanded(vec![Change::Entered(0), zoom_in(), Change::BeganReplay { playing: true }]));
        assert!(is_expanded(vec![Change::Selected(Some(TaskId(7)))]));
        assert!(!is_expanded(vec![Change::Selected(Some(TaskId(70)))]));
        assert!(is_expanded(vec![Change::ShowedPaths(true)]));
        assert!(!is_expanded(vec![Change::ShowedPaths(false)]));
        let stepped = after(vec![Change::Entered(0), Change::Walked(Step::Down)]);
        assert!(stepped.expanded[0] && stepped.place == Some(Place { group: 0, lane: 0, index: 0 }));
        let again = after(vec![Change::Entered(0), Change::Walked(Step::Down), Change::Walked(Step::Down)]);
        assert_eq!(again.place.unwrap().lane, 1);
        let collapsed = Change::Expanded { group: 0, is_expanded: false };
        assert!(!is_expanded(vec![Change::Selected(Some(TaskId(7))), collapsed]));
    }

    #[test]
    fn further_runs_of_the_same_strategies_leave_groups_expanded() {
        let expanded = Change::Expanded { group: 1, is_expanded: true };
        let view = after(100.0, [expanded.clone(), Change::TimelineChanged(timeline(90.0))]);
        assert_eq!(view.expanded, [false, true]);
        assert_eq!(after(100.0, [expanded, Change::TimelineChanged(ten_threads())]).expanded, [false]);
    }

    fn after(wall: f64, changes: impl IntoIterator<Item = Change>) -> View {
        let mut view = View::new(timeline(wall));
        changes.into_iter().for_each(|change| view.apply(change));
        view
    }

    fn zoom_in() -> Change {
        Change::Zoomed { about: None, factor: ZOOM_STEP }
    }

    #[test]
    fn keys_zoom_around_the_focus_and_bring_it_into_sight() {
        let view = after(100.0, [Change::Entered(0), zoom_in(), Change::Walked(Step::Next)]);
        assert_eq!((view.window.start, view.window.end), (Millis(50.0), Millis(100.0)));
        let view = after(100.0, [zoom_in()]);
        assert_eq!((view.window.start, view.window.end), (Millis(25.0), Millis(75.0)));
        assert!(after(100.0, [zoom_in(), zoom_in(), Change::ShowedAll]).window.is_all());
    }

    #[test]
    fn the_axis_grows_with_the_run_under_way_and_shrinks_to_the_finished_ones() {
        let grown = after(100.0, [Change::AxisGrew(Millis(200.0))]);
        assert!(grown.window.is_all() && grown.window.end == Millis(300.0));
        let zoomed = after(100.0, [zoom_in(), Change::AxisGrew(Millis(200.0))]).window;
        assert_eq!((zoomed.start, zoomed.end, zoomed.whole), (Millis(25.0), Millis(75.0), Millis(300.0)));
        let finished = [Change::AxisGrew(Millis(200.0)), Change::TimelineChanged(timeline(210.0))];
        assert_eq!(after(100.0, finished).window, Window::all(Millis(210.0)));
    }

    #[test]
    fn toggling_a_task_twice_deselects_it() {
        let select = [Change::Entered(0), Change::Walked(Step::Next), Change::Toggled];
        assert_eq!(after(100.0, select.clone()).task, Some(TaskId(1)));
        assert_eq!(after(100.0, select.into_iter().chain([Change::Toggled])).task, None);
    }

    #[test]
    fn entering_a_group_focuses_its_first_span() {
        let view = after(100.0, [Change::Entered(0), Change::Walked(Step::Down), Change::Entered(1)]);
        assert_eq!(view.place, Some(Place { group: 1, lane: 0, index: 0 }));
        let view = after(100.0, [Change::Entered(1), Change::Left]);
        assert!(!view.has_focus && view.place.is_some());
    }

    #[test]
    fn a_replay_plays_pauses_and_ends_with_the_longest_run() {
        let replay = |changes: Vec<Change>| after(400.0, changes).replay;
        let began = || Change::BeganReplay { playing: true };
        assert_eq!(after(400.0, []).pace(), 0.05);
        let at = |moment, playing| Some(Replay { moment: Millis(moment), playing });
        assert_eq!(replay(vec![began(), Change::Ticked(20.0)]), at(1.0, true));
        assert_eq!(replay(vec![began(), Change::Ticked(1e6)]), at(5.0, true));
        assert_eq!(replay(vec![began(), Change::MovedTo(Millis(500.0))]), at(400.0, false));
        let over =
            || vec![began(), Change::MovedTo(Millis(399.9)), Change::Played(true), Change::Ticked(20.0)];
        assert_eq!(replay(over()), at(400.0, false));
        assert_eq!(replay([over(), vec![Change::Played(true)]].concat()), at(0.0, true));
        assert_eq!(replay(vec![Change::Ticked(20.0)]), None);
        assert_eq!(replay(vec![began(), Change::Played(false), Change::Ticked(20.0)]), at(0.0, false));
        // Runs longer than a replay play at full speed.
        assert_eq!(after(20_000.0, []).pace(), 1.0);
    }

    #[test]
    fn other_runs_reset_the_view_and_the_same_runs_do_not() {
        let changes = || [zoom_in(), Change::ShowedPaths(true), Change::Selected(Some(TaskId(1)))];
        let mut same = after(100.0, changes());
        same.apply(Change::TimelineChanged(same.timeline.clone()));
        assert!(same.task.is_some() && same.paths.is_some() && !same.window.is_all());
        let other = after(100.0, changes().into_iter().chain([Change::TimelineChanged(timeline(90.0))]));
        assert!(other.task.is_none() && other.paths.is_none() && other.window == Window::all(Millis(90.0)));
    }
}
