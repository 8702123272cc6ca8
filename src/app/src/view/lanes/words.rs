//! The timeline in words.

use lanes_analysis::timeline::{Group, Hit, Place, Segment, Timeline, story};
use lanes_analysis::units;
use lanes_model::{Millis, Phase, Span, TaskId};

/// The share of the wall time below which it is not told that a critical path does not fill it.
const WORTH_TELLING: f64 = 0.01;

/// What a lane did: the phases that took any time, and how long it did nothing.
pub(super) fn lane_text(group: &Group, index: usize) -> String {
    let lane = &group.lanes[index];
    let tasks = units::noun(lane.tasks() as u64, "task");
    let mut text = format!("{}, {}: {} {tasks}", group.strategy.key(), lane.name, lane.tasks());
    if lane.every() > 1 {
        text = format!("{text}, one row in {} is drawn", lane.every());
    }
    let totals = Phase::ALL.into_iter().map(|phase| (phase.label(), lane.total(phase)));
    for (what, time) in totals.chain([("idle", lane.idle_time())]) {
        if time > Millis::ZERO {
            text = format!("{text}, {} {what}", units::duration(time));
        }
    }
    text
}

/// A moment of a run. The start is exactly none.
fn moment(moment: Millis) -> String {
    if moment > Millis::ZERO { units::duration(moment) } else { "0 ms".to_owned() }
}

/// What lies somewhere: what it is; and how long, since when, and where.
pub(super) struct Told {
    pub(super) what: String,
    pub(super) when: String,
}

impl Told {
    fn new(group: &Group, lane: usize, what: String, start: Millis, end: Millis) -> Told {
        let (long, start) = (units::duration(end - start), moment(start));
        let lane = &group.lanes[lane].name;
        Told { what, when: format!("{long}, from {start} on, {lane} of {}", group.strategy.key()) }
    }
}

/// What the pointer is on.
pub(super) fn hit_text(group: &Group, hit: &Hit) -> Told {
    match *hit {
        Hit::Span { lane, drawn, .. } if drawn.spans > 1 => {
            let what =
                format!("{} spans, mostly {}", units::grouped(drawn.spans.into()), drawn.span.phase.label());
            Told::new(group, lane, what, drawn.span.start, drawn.span.end)
        }
        Hit::Span { lane, drawn, .. } => {
            Told::new(group, lane, span_text(&drawn.span), drawn.span.start, drawn.span.end)
        }
        Hit::Idle { lane, gap } => Told::new(group, lane, "Idle".to_owned(), gap.start, gap.end),
        Hit::Gil(hold) => Told::new(group, hold.lane, "Holds the GIL".to_owned(), hold.start, hold.end),
    }
}

/// What the keyboard is on.
pub(super) fn place_text(timeline: &Timeline, place: Place) -> Option<Told> {
    let group = timeline.groups.get(place.group)?;
    let span = group.lanes.get(place.lane)?.spans.get(place.index)?;
    Some(Told::new(group, place.lane, span_text(span), span.start, span.end))
}

fn span_text(span: &Span) -> String {
    match span.task {
        Some(task) => format!("Task {}: {}", task.number(), span.phase.label()),
        None => units::capitalised(span.phase.label()),
    }
}

/// Where and when a task was worked on.
pub(super) fn task_text(group: &Group, task: TaskId) -> String {
    let number = task.number();
    let Some(story) = story(group, task) else { return format!("Task {number} was not run.") };
    let lanes: Vec<&str> = story.lanes.iter().map(|lane| group.lanes[*lane].name.as_str()).collect();
    let (start, end) = (moment(story.start), moment(story.end));
    let text = format!("Task {number} on {}, {start} to {end}", lanes.join(" and "));
    // Where the clock is coarse, it may have taken no time at all.
    if story.phases.is_empty() { text } else { format!("{text}: {}", shares(story.phases)) }
}

/// What the critical path is made of.
pub(super) fn path_text(group: &Group, path: &[Segment]) -> String {
    let total = |phase| {
        let own = path.iter().filter(|segment| group.lanes[segment.lane].spans[segment.index].phase == phase);
        (phase, own.map(|segment| segment.end - segment.start).sum::<Millis>())
    };
    let phases: Vec<_> = Phase::ALL.into_iter().map(total).filter(|(_, time)| *time > Millis::ZERO).collect();
    if phases.is_empty() {
        return "No critical path: nothing in it took any time.".to_owned();
    }
    let text = format!("Critical path: {}", shares(phases));
    let rest = group.wall - path.iter().map(|segment| segment.end - segment.start).sum::<Millis>();
    if rest.0 < group.wall.0 * WORTH_TELLING {
        return text;
    }
    format!("{text}; for {} nothing moved on", units::duration(rest))
}

fn shares(phases: Vec<(Phase, Millis)>) -> String {
    let parts =
        phases.into_iter().map(|(phase, time)| format!("{} {}", units::duration(time), phase.label()));
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::state::tests::timeline;
    use super::*;
    use lanes_analysis::timeline::{Interval, critical_path};

    #[test]
    fn a_lane_is_told_with_its_totals() {
        let timeline = timeline(100.0);
        assert_eq!(lane_text(&timeline.groups[0], 0), "sequential, thread 1: 2 tasks, 100 ms computing");
        let threads = &timeline.groups[1];
        assert_eq!(lane_text(threads, 1), "threads, thread 2: 1 task, 50.0 ms computing, 50.0 ms idle");
    }

    #[test]
    fn a_task_is_told_where_it_ran_and_where_it_did_not() {
        let timeline = timeline(100.0);
        let told = task_text(&timeline.groups[1], TaskId(1));
        assert_eq!(told, "Task 2 on thread 2, 0 ms to 50.0 ms: 50.0 ms computing");
        assert_eq!(task_text(&timeline.groups[1], TaskId(7)), "Task 8 was not run.");
    }

    #[test]
    fn a_path_that_does_not_fill_the_run_says_so() {
        let timeline = timeline(100.0);
        let told = |group: &Group| path_text(group, &critical_path(group));
        assert_eq!(told(&timeline.groups[0]), "Critical path: 100 ms computing");
        let expected = "Critical path: 50.0 ms computing; for 50.0 ms nothing moved on";
        assert_eq!(told(&timeline.groups[1]), expected);
    }

    #[test]
    fn what_lies_under_the_pointer_is_told_with_its_lane() {
        let timeline = timeline(100.0);
        let gap = Interval { start: Millis(50.0), end: Millis(100.0) };
        let Told { what, when } = hit_text(&timeline.groups[1], &Hit::Idle { lane: 1, gap });
        assert_eq!((&*what, &*when), ("Idle", "50.0 ms, from 50.0 ms on, thread 2 of threads"));
        let Told { what, .. } = place_text(&timeline, Place { group: 0, lane: 0, index: 1 }).unwrap();
        assert_eq!(what, "Task 2: computing");
    }
}
