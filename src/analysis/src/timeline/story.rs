//! The story of a task: where and when it was worked on.

use super::Group;
use lanes_model::time::Millis;
use lanes_model::trace::{Phase, TaskId};

/// Lanes, extent and phases of one task under one strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Indices of the lanes within the run, in ascending order.
    pub lanes: Vec<usize>,
    /// Start of the task's first span.
    pub start: Millis,
    /// End of the task's last span.
    pub end: Millis,
    /// Time in each phase that took any, in the order of [`Phase::ALL`].
    pub phases: Vec<(Phase, Millis)>,
}

/// Tells where and when a task was worked on; None if it never was.
pub fn story(group: &Group, task: TaskId) -> Option<Story> {
    let own = || {
        let lanes = group.lanes.iter().enumerate();
        lanes
            .flat_map(|(index, lane)| lane.spans.iter().map(move |span| (index, span)))
            .filter(|(_, span)| span.task == Some(task))
    };
    let (first, _) = own().next()?;
    let mut lanes = vec![first];
    for (lane, _) in own() {
        if lanes.last() != Some(&lane) {
            lanes.push(lane);
        }
    }
    let total = |phase| own().filter(|(_, span)| span.phase == phase).map(|(_, span)| span.duration()).sum();
    let phases = Phase::ALL.into_iter().map(|phase| (phase, total(phase)));
    Some(Story {
        lanes,
        start: own().map(|(_, span)| span.start).reduce(Millis::min)?,
        end: own().map(|(_, span)| span.end).reduce(Millis::max)?,
        phases: phases.filter(|(_, time)| *time > Millis::ZERO).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{group, span};
    use super::*;
    use lanes_model::strategy::Strategy;
    use lanes_model::trace::LaneKind;

    #[test]
    fn a_task_that_moved_between_lanes_has_all_its_lanes_and_phases() {
        let spans = vec![
            vec![span(0, Phase::Compute, 0.0, 4.0), span(1, Phase::IoWait, 5.0, 9.0)],
            vec![span(1, Phase::Compute, 12.0, 15.0), span(1, Phase::Compute, 15.0, 16.0)],
        ];
        let group = group(Strategy::Threads, LaneKind::Thread, 20.0, spans);
        let found = story(&group, TaskId(1)).unwrap();
        assert_eq!((found.lanes, found.start, found.end), (vec![0, 1], Millis(5.0), Millis(16.0)));
        assert_eq!(found.phases, [(Phase::Compute, Millis(4.0)), (Phase::IoWait, Millis(4.0))]);
        assert_eq!(story(&group, TaskId(7)), None);
    }
}
