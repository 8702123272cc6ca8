//! Texts of the timeline, and the timeline in words.

pub(super) use crate::view::words::SHOW_AS_TABLE;
use lanes_analysis::breakdown::Activity;
use lanes_analysis::timeline::{Group, Hit, Level, Place, Segment, Timeline, story, style};
use lanes_analysis::units;
use lanes_model::{Millis, Phase, Span, TaskId};
use std::rc::Rc;

pub(super) const LANES: &str = "Lanes";
pub(super) const ONE_RUN: &str = "One run of each strategy: the one whose time is nearest to the median.";
/// Role of a canvas, for screen readers.
pub(super) const TIMELINE: &str = "timeline";
pub(super) const ZOOM: &str = "Zoom";
pub(super) const ZOOM_IN: &str = "Zoom in";
pub(super) const ZOOM_OUT: &str = "Zoom out";
pub(super) const SHOW_ALL: &str = "Show all";
pub(super) const FIND_TASK: &str = "Find task";
pub(super) const CRITICAL_PATH: &str = "Critical path";

pub(super) const REPLAY: &str = "Replay";
pub(super) const PLAY: &str = "Play";
pub(super) const PAUSE: &str = "Pause";
pub(super) const STEP: &str = "Step";
pub(super) const RESTART: &str = "Restart";
pub(super) const END_REPLAY: &str = "End replay";
/// Name of the slider of a replay.
pub(super) const POSITION: &str = "Replay position";

pub(super) const KEYS_AND_GESTURES: &str = "Keys and gestures";
pub(super) const KEYS: &str = "With the timeline focused: + and − zoom, and 0 shows everything. Left and Right move \
     between spans, Up and Down between lanes, Home and End to the first and last span. Shift with Left or Right pans. \
     Enter selects the task; Escape deselects. To zoom with a pointer, scroll while you hold Ctrl or ⌘, pinch, or \
     double-click. Drag to pan.";

/// Mark of the strategy whose run is under way.
pub(super) const RUNNING: &str = "running";

/// Entry of the legend for computing, which has no colour of its own.
pub(super) const COMPUTING: &str = "computing, in the strategy’s colour";
pub(super) const BUNDLE_ROW: &str = "Row of many lanes: height shows how many";
/// Hint for a collapsed bundle with the focus.
pub(super) const COLLAPSED: &str = "press an arrow key to show each lane";

pub(super) const GIL: &str = "GIL";
pub(super) const GIL_ROW: &str = "GIL row: T1 means that thread 1 holds the lock";

/// Name of the table.
pub(super) const TABLE: &str = "Lanes as a table";
/// The first columns of the table; the others are activities.
pub(super) const TABLE_COLUMNS: [&str; 3] = ["Strategy", "Lane", "Tasks"];

/// Explanation of the critical path, before what it says about these runs.
pub(super) const PATH_MEANS: &str = "The critical path is the chain of steps that set the length of the run. Only shorter \
     steps on it make the run shorter.";

/// Share of the wall time below which a gap in the critical path is not mentioned.
const MIN_GAP: f64 = 0.01;

pub(super) fn lanes_of(strategy: &str) -> String {
    format!("Lanes of {strategy}")
}

/// Names the lanes that a group's button expands.
pub(super) fn lanes_together(group: &Group) -> String {
    match group.bundles.as_slice() {
        [bundle] => bundle.name.clone(),
        _ => format!("{} lanes", group.lanes.len()),
    }
}

/// Formats the speed of a replay; `pace` is the milliseconds of the runs in one of the reader's.
pub(super) fn pace(pace: f64) -> String {
    if pace >= 1.0 {
        "at full speed".to_owned()
    } else {
        format!("{} times slower", units::significant(1.0 / pace))
    }
}

pub(super) fn tasks_done(done: usize, tasks: usize) -> String {
    format!("{} of {} tasks done", units::grouped(done as u64), units::grouped(tasks as u64))
}

/// Formats which rows of a lane are drawn, if there is no room for all.
pub(super) fn rows_drawn(every: usize) -> String {
    format!("1 in {every} rows")
}

/// Describes a lane in words: the phases that took any time, and the idle time.
pub(super) fn lane(group: &Group, index: usize) -> String {
    let lane = &group.lanes[index];
    let tasks = units::noun(lane.tasks as u64, "task");
    let mut text = format!("{}, {}: {} {tasks}", group.strategy.key(), lane.name, lane.tasks);
    if lane.every() > 1 {
        text = format!("{text}, {} drawn", rows_drawn(lane.every()));
    }
    let totals = Phase::ALL.into_iter().map(|phase| (phase.label(), lane.total(phase)));
    for (activity, time) in totals.chain([(style(Activity::Idle).label, lane.idle_time())]) {
        if time > Millis::ZERO {
            text = format!("{text}, {} {activity}", units::duration(time));
        }
    }
    text
}

/// Formats a moment of a run. The start of a run is exactly zero.
fn moment(moment: Millis) -> String {
    if moment > Millis::ZERO { units::duration(moment) } else { "0 ms".to_owned() }
}

/// Description of something on the timeline.
pub(super) struct Description {
    /// The task and phase.
    pub(super) what: String,
    /// Duration, start, lane and strategy.
    pub(super) when: String,
}

impl Description {
    fn new(group: &Group, lane: usize, what: String, start: Millis, end: Millis) -> Description {
        Description::of_part(group, &group.lanes[lane].name, what, start, end)
    }

    fn of_part(group: &Group, name: &str, what: String, start: Millis, end: Millis) -> Description {
        let (length, start) = (units::duration(end - start), moment(start));
        Description {
            what,
            when: format!("{length}, starting at {start}, {name} of {}", group.strategy.key()),
        }
    }

    /// Describes what is under the pointer.
    pub(super) fn of_hit(group: &Group, hit: &Hit) -> Description {
        match *hit {
            Hit::Span { lane, drawn, .. } => {
                let phase = drawn.span.phase.label();
                let what = match drawn.spans {
                    0 | 1 => span(&drawn.span),
                    spans => format!("{} spans, mostly {phase}", units::grouped(spans.into())),
                };
                Description::new(group, lane, what, drawn.span.start, drawn.span.end)
            }
            Hit::Idle { lane, gap } => {
                let idle = units::capitalised(style(Activity::Idle).label);
                Description::new(group, lane, idle, gap.start, gap.end)
            }
            Hit::Gil(hold) => {
                Description::new(group, hold.lane, "Holds the GIL".to_owned(), hold.start, hold.end)
            }
            Hit::Bundle { bundle, level } => {
                let name = &group.bundles[bundle].name;
                Description::of_part(group, name, counts(&level), level.start, level.end)
            }
        }
    }

    /// Describes the collapsed bundle that contains a lane.
    pub(super) fn of_bundle(group: &Group, lane: usize) -> Option<Description> {
        let bundle = &group.bundles[group.bundle_of(lane)?];
        let what = format!("{} of {}", bundle.name, group.strategy.key());
        Some(Description { what, when: COLLAPSED.to_owned() })
    }

    /// Describes the span at a place, if there is one.
    pub(super) fn of_place(timeline: &Timeline, place: Place) -> Option<Description> {
        let group = timeline.groups.get(place.group)?;
        let own = group.lanes.get(place.lane)?.spans.get(place.index)?;
        Some(Description::new(group, place.lane, span(own), own.start, own.end))
    }

    /// Returns the description in one line.
    pub(super) fn line(&self) -> String {
        format!("{}, {}", self.what, self.when)
    }
}

/// Formats how many lanes are in each activity.
fn counts(level: &Level) -> String {
    let count = |(activity, lanes): (Activity, f64)| {
        // An average of an interval in which lanes changed their phases often.
        let lanes =
            if (lanes - lanes.round()).abs() < 0.05 { format!("{lanes:.0}") } else { format!("{lanes:.1}") };
        format!("{lanes} {}", style(activity).label)
    };
    level.parts().map(count).collect::<Vec<_>>().join(", ")
}

fn span(span: &Span) -> String {
    match span.task {
        Some(task) => format!("Task {}: {}", task.number(), span.phase.label()),
        None => units::capitalised(span.phase.label()),
    }
}

/// Formats the lanes, the time and the phases of a task.
pub(super) fn task(group: &Group, task: TaskId) -> String {
    let number = task.number();
    let Some(story) = story(group, task) else { return format!("Task {number} was not run.") };
    let lanes: Vec<&str> = story.lanes.iter().map(|lane| group.lanes[*lane].name.as_str()).collect();
    let (start, end) = (moment(story.start), moment(story.end));
    let text = format!("Task {number} on {}, {start} to {end}", lanes.join(" and "));
    // On a coarse clock a task may take no time at all.
    if story.phases.is_empty() { text } else { format!("{text}: {}", shares(story.phases)) }
}

/// Sums up the critical paths: what each strategy mostly did on its own.
pub(super) fn paths(timeline: &Timeline, paths: &[Vec<Segment>]) -> String {
    let mostly = |(group, path): (&Rc<Group>, &Vec<Segment>)| {
        let phases = phases_of(group, path).into_iter();
        Some((phases.max_by(|a, b| a.1.0.total_cmp(&b.1.0))?.0, group.strategy.key()))
    };
    let mostly: Vec<(Phase, &str)> = timeline.groups.iter().zip(paths).filter_map(mostly).collect();
    let of_phase = |phase: Phase| {
        let own = mostly.iter().filter(|(own, _)| *own == phase);
        let strategies: Vec<&str> = own.map(|(_, strategy)| *strategy).collect();
        (!strategies.is_empty())
            .then(|| format!("mostly {} for {}", phase.label(), units::listed(&strategies)))
    };
    let said: Vec<String> = Phase::ALL.into_iter().filter_map(of_phase).collect();
    if said.is_empty() {
        PATH_MEANS.to_owned()
    } else {
        format!("{PATH_MEANS} Here it is {}.", said.join("; "))
    }
}

fn phases_of(group: &Group, path: &[Segment]) -> Vec<(Phase, Millis)> {
    let total = |phase| {
        let own = path.iter().filter(|segment| group.lanes[segment.lane].spans[segment.index].phase == phase);
        (phase, own.map(|segment| segment.end - segment.start).sum::<Millis>())
    };
    Phase::ALL.into_iter().map(total).filter(|(_, time)| *time > Millis::ZERO).collect()
}

/// Formats the phases of a critical path, and the time in which nothing on it progressed.
pub(super) fn path(group: &Group, path: &[Segment]) -> String {
    let phases = phases_of(group, path);
    if phases.is_empty() {
        return "No critical path: none of its spans took measurable time.".to_owned();
    }
    let text = format!("Critical path: {}", shares(phases));
    let gap = group.wall - path.iter().map(|segment| segment.end - segment.start).sum::<Millis>();
    if gap.0 < group.wall.0 * MIN_GAP {
        return text;
    }
    format!("{text}; stalled for {}", units::duration(gap))
}

fn shares(phases: Vec<(Phase, Millis)>) -> String {
    let parts =
        phases.into_iter().map(|(phase, time)| format!("{} {}", units::duration(time), phase.label()));
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::state::tests::{ten_threads, timeline};
    use super::*;
    use lanes_analysis::timeline::{Interval, critical_path};

    #[test]
    fn a_lane_is_described_with_its_totals() {
        let timeline = timeline(100.0);
        assert_eq!(lane(&timeline.groups[0], 0), "sequential, thread 1: 2 tasks, 100 ms computing");
        let threads = &timeline.groups[1];
        assert_eq!(lane(threads, 1), "threads, thread 2: 1 task, 50.0 ms computing, 50.0 ms idle");
    }

    #[test]
    fn a_task_is_described_whether_it_ran_or_not() {
        let timeline = timeline(100.0);
        let text = task(&timeline.groups[1], TaskId(1));
        assert_eq!(text, "Task 2 on thread 2, 0 ms to 50.0 ms: 50.0 ms computing");
        assert_eq!(task(&timeline.groups[1], TaskId(7)), "Task 8 was not run.");
    }

    #[test]
    fn a_path_with_a_gap_says_for_how_long_the_run_stalled() {
        let timeline = timeline(100.0);
        let text = |group: &Group| path(group, &critical_path(group));
        assert_eq!(text(&timeline.groups[0]), "Critical path: 100 ms computing");
        let expected = "Critical path: 50.0 ms computing; stalled for 50.0 ms";
        assert_eq!(text(&timeline.groups[1]), expected);
    }

    #[test]
    fn all_paths_are_summed_up_in_a_sentence() {
        let timeline = timeline(100.0);
        let all: Vec<_> = timeline.groups.iter().map(|group| critical_path(group)).collect();
        let text = paths(&timeline, &all);
        assert!(text.ends_with("Here it is mostly computing for sequential and threads."), "{text}");
        assert_eq!(paths(&timeline, &[Vec::new(), Vec::new()]), PATH_MEANS);
    }

    #[test]
    fn a_bundle_is_described_by_the_number_of_lanes_in_each_activity() {
        let timeline = ten_threads();
        let group = &timeline.groups[0];
        let level = *group.bundles[0].at(Millis(5.0)).unwrap();
        let Description { what, when } = Description::of_hit(group, &Hit::Bundle { bundle: 0, level });
        assert_eq!((&*what, &*when), ("10 computing", "100 ms, starting at 0 ms, 10 threads of threads"));
        let Description { what, when } = Description::of_bundle(group, 3).unwrap();
        assert_eq!((&*what, &*when), ("10 threads of threads", COLLAPSED));
        assert_eq!(lanes_together(group), "10 threads");
    }

    #[test]
    fn what_lies_under_the_pointer_is_described_with_its_lane() {
        let timeline = timeline(100.0);
        let gap = Interval { start: Millis(50.0), end: Millis(100.0) };
        let Description { what, when } =
            Description::of_hit(&timeline.groups[1], &Hit::Idle { lane: 1, gap });
        assert_eq!((&*what, &*when), ("Idle", "50.0 ms, starting at 50.0 ms, thread 2 of threads"));
        let place = Place { group: 0, lane: 0, index: 1 };
        let Description { what, .. } = Description::of_place(&timeline, place).unwrap();
        assert_eq!(what, "Task 2: computing");
    }
}
