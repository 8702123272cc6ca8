//! Numbers of the tasks of Python’s work in two stages. Traces of Python count calls, and a file has one in each stage: the
//! second gets the number of the first. A queue between the stages keeps the order in which the first ended.

use crate::time::Millis;
use crate::trace::{LaneTrace, Span, Stage, TaskId};
use std::collections::BTreeMap;

/// Renumbers the tasks of both stages, so that a number means the same in both. Does nothing to work in one stage.
pub fn number(lanes: &mut [LaneTrace]) {
    let fetched = by_time(lanes, Stage::Fetching, |spans| spans.start);
    let ended = by_time(lanes, Stage::Fetching, |spans| spans.end);
    let processed = by_time(lanes, Stage::Processing, |spans| spans.start);
    let numbers: BTreeMap<TaskId, TaskId> = fetched.into_iter().zip((0..).map(TaskId)).collect();
    let queued = ended.iter().filter_map(|task| numbers.get(task).copied());
    let second: BTreeMap<TaskId, TaskId> = processed.into_iter().zip(queued).collect();
    for lane in lanes {
        let numbers = match lane.stage {
            Stage::Whole => continue,
            Stage::Fetching => &numbers,
            Stage::Processing => &second,
        };
        for span in &mut lane.spans {
            span.task = span.task.and_then(|task| numbers.get(&task).copied());
        }
    }
}

/// Time from the first start to the last end of a task.
struct Extent {
    start: Millis,
    end: Millis,
}

/// Lists the tasks of a stage in the order of a time.
fn by_time(lanes: &[LaneTrace], stage: Stage, time: fn(&Extent) -> Millis) -> Vec<TaskId> {
    let of_stage = lanes.iter().filter(|lane| lane.stage == stage);
    let mut extents: BTreeMap<TaskId, Extent> = BTreeMap::new();
    for Span { task, start, end, .. } in of_stage.flat_map(|lane| &lane.spans) {
        let Some(task) = *task else { continue };
        let extent = extents.entry(task).or_insert(Extent { start: *start, end: *end });
        *extent = Extent { start: extent.start.min(*start), end: extent.end.max(*end) };
    }
    let mut tasks: Vec<(TaskId, Millis)> =
        extents.into_iter().map(|(task, extent)| (task, time(&extent))).collect();
    tasks.sort_by(|(_, one), (_, other)| one.0.total_cmp(&other.0));
    tasks.into_iter().map(|(task, _)| task).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{LaneKind, Phase};

    fn lane(stage: Stage, spans: &[(u32, f64, f64)]) -> LaneTrace {
        let span = |&(task, start, end): &(u32, f64, f64)| Span {
            task: Some(TaskId(task)),
            phase: Phase::Compute,
            start: Millis(start),
            end: Millis(end),
        };
        LaneTrace { kind: LaneKind::Thread, stage, spans: spans.iter().map(span).collect() }
    }

    fn numbers(lane: &LaneTrace) -> Vec<u32> {
        lane.spans.iter().filter_map(|span| span.task).map(|task| task.0).collect()
    }

    #[test]
    fn a_file_has_the_number_of_its_request_in_both_stages() {
        // The third file arrives before the second.
        let mut lanes = [
            lane(
                Stage::Fetching,
                &[(0, 0.0, 1.0), (1, 0.1, 0.2), (0, 1.0, 2.0), (3, 0.2, 3.0), (1, 4.0, 5.0)],
            ),
            lane(Stage::Processing, &[(2, 2.1, 4.0), (5, 5.1, 6.0)]),
            lane(Stage::Processing, &[(4, 3.1, 7.0)]),
        ];
        number(&mut lanes);
        assert_eq!(lanes.each_ref().map(numbers), [vec![0, 1, 0, 2, 1], vec![0, 1], vec![2]]);
    }

    #[test]
    fn work_in_one_stage_keeps_its_numbers() {
        let mut lanes = [lane(Stage::Whole, &[(4, 0.0, 1.0)])];
        number(&mut lanes);
        assert_eq!(numbers(&lanes[0]), [4]);
    }
}
