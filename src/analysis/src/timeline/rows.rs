//! The row of its lane that each task is drawn on.

use super::order::by_key;
use lanes_model::trace::{Span, TaskId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Assigns each task a row: the lowest that is free from its first start to its last end.
pub fn assign_rows(spans: &[Span]) -> BTreeMap<Option<TaskId>, usize> {
    let mut extents: BTreeMap<Option<TaskId>, (f64, f64)> = BTreeMap::new();
    for span in spans {
        let (start, end) = extents.entry(span.task).or_insert((span.start.0, span.end.0));
        (*start, *end) = (start.min(span.start.0), end.max(span.end.0));
    }
    let tasks: Vec<(Option<TaskId>, f64, f64)> =
        extents.into_iter().map(|(task, (start, end))| (task, start, end)).collect();
    let tasks = by_key(&tasks, |task| task.1);

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

/// Moment ordered by `total_cmp`, for the heap.
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
