//! Spans of a lane that changes what it does many thousand times a second.

use crate::clock::Clock;
use crate::lane::Lane;
use lanes_model::{Millis, Phase, Span, TaskId};

/// What a span takes at least to be noted by itself.
const GRAIN: Millis = Millis(1.0);

/// Notes what a lane does without a span for each time it does it: memory and the time to keep it would run
/// away. What took less than [`GRAIN`] is added up until that much time has passed, and then laid down side by
/// side, phase by phase. So the sum of each phase is exact, while the moment of a short span is to a
/// millisecond; at most a few spans are kept of each millisecond.
pub(crate) struct CoarseSpans<'l, C: Clock> {
    lane: &'l Lane<C>,
    task: TaskId,
    /// Everything before is noted.
    from: Millis,
    short: Vec<(Phase, Millis)>,
}

impl<'l, C: Clock> CoarseSpans<'l, C> {
    /// For a task that begins now.
    pub(crate) fn new(lane: &'l Lane<C>, task: TaskId) -> CoarseSpans<'l, C> {
        CoarseSpans { lane, task, from: lane.now(), short: Vec::new() }
    }

    /// Does something, in that phase.
    pub(crate) fn timed<T>(&mut self, phase: Phase, work: impl FnOnce() -> T) -> T {
        let start = self.lane.now();
        let value = work();
        self.add(phase, start, self.lane.now().max(start));
        value
    }

    /// Takes the lane's GIL and notes the wait for it. A lane without a GIL goes on at once, and nothing is noted.
    pub(crate) fn enter(&mut self) {
        let lane = self.lane;
        if lane.has_gil() {
            self.timed(Phase::LockWait, || lane.enter());
        }
    }

    fn add(&mut self, phase: Phase, start: Millis, end: Millis) {
        if end - start >= GRAIN {
            self.lay_down(start);
            self.lane.note(Span { task: Some(self.task), phase, start, end });
            self.from = end;
            return;
        }
        match self.short.iter_mut().find(|(other, _)| *other == phase) {
            Some((_, total)) => *total = *total + (end - start),
            None => self.short.push((phase, end - start)),
        }
        if end - self.from >= GRAIN {
            self.lay_down(end);
        }
    }

    /// Notes what was added up until now, one phase after the other.
    fn lay_down(&mut self, until: Millis) {
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
        self.lay_down(self.lane.now());
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

    /// A clock that says what it is told.
    struct Told(Cell<f64>);

    impl Clock for Told {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.get())
        }
    }

    #[test]
    fn short_spans_are_added_up_and_long_ones_kept() {
        let clock = Told(Cell::new(0.0));
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
        let noted = lane.news().spans;
        assert!(noted.len() < 1000, "{} spans", noted.len());
        let total =
            |phase| noted.iter().filter(|span| span.phase == phase).map(Span::duration).sum::<Millis>();
        assert_eq!((total(Phase::IoWait), total(Phase::Compute)), (Millis(250.0), Millis(125.0)));
        assert_eq!((noted.last().unwrap().start, total(Phase::LockWait)), (Millis(375.0), Millis(5.0)));
        assert!(noted.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }

    #[test]
    fn only_a_lane_under_a_lock_waits_for_one() {
        let clock = Told(Cell::new(0.0));
        let noted = |gil: Option<Arc<Gil>>| {
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
        assert_eq!(noted(None), []);
        assert_eq!(noted(Some(Arc::new(Gil::new(Duration::from_millis(5))))), [Phase::LockWait]);
    }
}
