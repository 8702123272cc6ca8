//! Spans of a lane that changes its phase many thousand times a second.

use crate::lane::{Clock, Lane};
use lanes_model::{Millis, Phase, Span, TaskId};

/// Minimum duration of a span that is recorded on its own.
const GRAIN: Millis = Millis(1.0);

/// A record of what a lane does with far fewer spans than events: one for each would take too much memory and time.
///
/// Spans shorter than [`GRAIN`] are added up until that much time has passed, and then recorded side by side, one per
/// phase. So the total of each phase is exact, the place of a short span is exact to a millisecond, and each
/// millisecond has a few spans at most.
pub(crate) struct CoarseSpans<'l, C: Clock> {
    lane: &'l Lane<C>,
    task: TaskId,
    /// Time up to which everything is recorded.
    from: Millis,
    short: Vec<(Phase, Millis)>,
}

impl<'l, C: Clock> CoarseSpans<'l, C> {
    /// Begins the record of a task.
    pub(crate) fn new(lane: &'l Lane<C>, task: TaskId) -> CoarseSpans<'l, C> {
        CoarseSpans { lane, task, from: lane.now(), short: Vec::new() }
    }

    /// Does some work, and counts its time as `phase`.
    pub(crate) fn timed<T>(&mut self, phase: Phase, work: impl FnOnce() -> T) -> T {
        let start = self.lane.now();
        let value = work();
        self.add(phase, start, self.lane.now().max(start));
        value
    }

    /// Acquires the lane's GIL and counts the wait. A lane without a GIL goes on at once, and nothing is counted.
    pub(crate) fn enter(&mut self) {
        let lane = self.lane;
        if lane.has_gil() {
            self.timed(Phase::LockWait, || lane.enter());
        }
    }

    fn add(&mut self, phase: Phase, start: Millis, end: Millis) {
        if end - start >= GRAIN {
            self.record_short(start);
            self.lane.note(Span { task: Some(self.task), phase, start, end });
            self.from = end;
            return;
        }
        match self.short.iter_mut().find(|(other, _)| *other == phase) {
            Some((_, total)) => *total = *total + (end - start),
            None => self.short.push((phase, end - start)),
        }
        if end - self.from >= GRAIN {
            self.record_short(end);
        }
    }

    /// Records what was added up until now, one phase after the other.
    fn record_short(&mut self, until: Millis) {
        let mut start = self.from;
        for (phase, total) in &mut self.short {
            let end = (start + std::mem::take(total)).min(until);
            if end > start {
                self.lane.note(Span { task: Some(self.task), phase: *phase, start, end });
            }
            start = end;
        }
        self.from = until;
    }
}

impl<C: Clock> Drop for CoarseSpans<'_, C> {
    fn drop(&mut self) {
        self.record_short(self.lane.now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gil::Gil;
    use crate::stop::StopFlag;
    use lanes_model::Timestamp;
    use std::cell::Cell;
    use std::sync::Arc;
    use std::time::Duration;

    /// A clock that a test sets.
    struct ManualClock(Cell<f64>);

    impl Clock for ManualClock {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.get())
        }
    }

    #[test]
    fn short_spans_are_added_up_and_long_ones_kept() {
        let clock = ManualClock(Cell::new(0.0));
        let gil = Arc::new(Gil::new(Duration::from_millis(5)));
        let lane = Lane::new(&clock, Timestamp(0.0), StopFlag::default(), 1).under(gil);
        let pass = |ms: f64| clock.0.set(clock.0.get() + ms);
        let mut spans = CoarseSpans::new(&lane, TaskId(0));
        for _ in 0..1000 {
            spans.timed(Phase::IoWait, || pass(0.25));
            spans.timed(Phase::Compute, || pass(0.125));
        }
        spans.timed(Phase::LockWait, || pass(5.0));
        drop(spans);
        let recorded = lane.take_report().spans;
        assert!(recorded.len() < 1000, "{} spans", recorded.len());
        let total =
            |phase| recorded.iter().filter(|span| span.phase == phase).map(Span::duration).sum::<Millis>();
        assert_eq!((total(Phase::IoWait), total(Phase::Compute)), (Millis(250.0), Millis(125.0)));
        assert_eq!((recorded.last().unwrap().start, total(Phase::LockWait)), (Millis(375.0), Millis(5.0)));
        assert!(recorded.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }

    #[test]
    fn only_a_lane_under_a_lock_waits_for_one() {
        let clock = ManualClock(Cell::new(0.0));
        let waits = |gil: Option<Arc<Gil>>| {
            let lane = Lane::new(&clock, Timestamp(0.0), StopFlag::default(), 1);
            let lane = match gil {
                Some(gil) => lane.under(gil),
                None => lane,
            };
            let mut spans = CoarseSpans::new(&lane, TaskId(0));
            spans.enter();
            let phases: Vec<Phase> = spans.short.iter().map(|(phase, _)| *phase).collect();
            lane.leave();
            phases
        };
        assert_eq!(waits(None), []);
        assert_eq!(waits(Some(Arc::new(Gil::new(Duration::from_millis(5))))), [Phase::LockWait]);
    }
}
