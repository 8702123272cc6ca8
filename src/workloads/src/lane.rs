//! One lane at work: it keeps the time of what its tasks do, and holds the GIL where there is one.

use crate::clock::Clock;
use crate::gil::Gil;
use crate::network::UnderWay;
use crate::stop::{StopFlag, Stopped};
use lanes_model::workload::Library;
use lanes_model::{Answer, Failure, Millis, Phase, Span, TaskId, TaskReport, Timestamp};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A span per phase of a task, and some to spare.
const SPANS_PER_TASK: usize = 4;

/// So many tasks are as good as any number: the news are fetched some ten times a second.
const MOST_TASKS: u32 = 1000;

/// Room for as many switches of a GIL as there can be between two looks at the news.
const SPANS_UNDER_A_GIL: usize = 4096;

/// What happened on a lane since it was last asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaneNews {
    /// Spans that ended.
    pub spans: Vec<Span>,
    /// Tasks that ended.
    pub reports: Vec<TaskReport>,
}

impl LaneNews {
    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty() && self.reports.is_empty()
    }
}

/// A lane that tasks run on. Whoever conducts the run may read its news at any time from another thread.
#[derive(Debug)]
pub struct Lane<C> {
    clock: C,
    epoch: Timestamp,
    stop: StopFlag,
    gil: Option<Arc<Gil>>,
    /// Whether this lane holds the GIL. Only its own thread looks.
    holds_gil: AtomicBool,
    announce: Option<fn(Option<TaskId>)>,
    // Taken for a push by the lane and for a copy by the conductor some ten times a second, so nobody
    // waits for it to speak of. Room for the spans is made beforehand: memory is a global lock.
    log: Mutex<LaneNews>,
}

impl<C: Clock> Lane<C> {
    /// A lane for that many tasks, whose spans count from `epoch`.
    pub fn new(clock: C, epoch: Timestamp, stop: StopFlag, tasks: u32) -> Lane<C> {
        let room = tasks.min(MOST_TASKS) as usize;
        let log =
            LaneNews { spans: Vec::with_capacity(room * SPANS_PER_TASK), reports: Vec::with_capacity(room) };
        Lane {
            clock,
            epoch,
            stop,
            gil: None,
            holds_gil: AtomicBool::new(false),
            announce: None,
            log: Mutex::new(log),
        }
    }

    /// The same lane, which computes under a lock.
    #[must_use]
    pub fn under(mut self, gil: Arc<Gil>) -> Lane<C> {
        self.gil = Some(gil);
        self.log().spans.reserve(SPANS_UNDER_A_GIL);
        self
    }

    /// The same lane, which says which task computes: it is still known where the lane has crashed.
    #[must_use]
    pub fn announcing(mut self, announce: fn(Option<TaskId>)) -> Lane<C> {
        self.announce = Some(announce);
        self
    }

    /// The flag that stops it.
    pub fn stop(&self) -> &StopFlag {
        &self.stop
    }

    /// The time since the start of the run.
    pub fn now(&self) -> Millis {
        self.clock.now().since(self.epoch).max(Millis::ZERO)
    }

    /// Uses the core for a task. `work` calls the checkpoint it is given many times in a millisecond; a
    /// GIL that another thread asks for changes hands there.
    pub fn compute<T>(
        &self,
        task: TaskId,
        work: impl FnOnce(&mut dyn FnMut() -> Result<(), Stopped>) -> T,
    ) -> T {
        self.take_gil(task);
        self.announce(Some(task));
        let mut start = self.now();
        let value = work(&mut || {
            self.stop.check()?;
            if let Some(gil) = self.gil.as_ref().filter(|gil| gil.is_wanted()) {
                self.record(Some(task), Phase::Compute, start);
                self.timed(task, Phase::LockWait, || {
                    gil.let_go();
                    gil.take();
                });
                start = self.now();
            }
            Ok(())
        });
        self.record(Some(task), Phase::Compute, start);
        self.announce(None);
        value
    }

    /// Has code compute for a task that does that with the GIL. Where it releases it, no other thread waits for it to be
    /// done: as around hashlib's C code, the caller holds the GIL, releases it for the call, and acquires it again
    /// before it goes on. `work` calls the checkpoint it is given many times in a millisecond.
    pub fn call<T>(
        &self,
        library: Library,
        task: TaskId,
        work: impl FnOnce(&mut dyn FnMut() -> Result<(), Stopped>) -> T,
    ) -> T {
        if library == Library::Holds || self.gil.is_none() {
            return self.compute(task, work);
        }
        self.timed(task, Phase::LockWait, || {
            self.enter();
            // Releasing it on request takes until another thread has it.
            self.leave();
        });
        self.announce(Some(task));
        let value = self.timed(task, Phase::Compute, || work(&mut || self.stop.check()));
        self.announce(None);
        self.take_gil(task);
        value
    }

    /// Waits for a task, and keeps the lane, but not the GIL.
    pub fn block<T>(&self, task: TaskId, wait: impl FnOnce() -> T) -> T {
        self.leave();
        let start = self.now();
        let value = wait();
        self.record(Some(task), Phase::IoWait, start);
        value
    }

    /// Waits for a task, and leaves the lane to others meanwhile. A wait that is given up leaves no span.
    pub async fn wait<T>(&self, task: TaskId, wait: impl Future<Output = T>) -> T {
        let start = self.now();
        let value = wait.await;
        self.record(Some(task), Phase::IoWait, start);
        value
    }

    /// Waits for a task, and leaves the lane to others meanwhile. Where `under_way` finds in what came when
    /// something was really waited for, it only queued before and after.
    pub async fn queue_and_wait<T>(
        &self,
        task: TaskId,
        wait: impl Future<Output = T>,
        under_way: impl Fn(&T) -> Option<UnderWay>,
    ) -> T {
        let start = self.now();
        let value = wait.await;
        let end = self.now();
        let since_epoch = |moment: Timestamp| Millis(moment.since(self.epoch).0.clamp(start.0, end.0));
        let (sent, arrived) = match under_way(&value) {
            Some(UnderWay { sent, arrived }) => {
                (since_epoch(sent), since_epoch(arrived).max(since_epoch(sent)))
            }
            None => (start, end),
        };
        let spans =
            [(Phase::Queue, start, sent), (Phase::IoWait, sent, arrived), (Phase::Queue, arrived, end)];
        let spans = spans.into_iter().filter(|(phase, start, end)| end > start || *phase == Phase::IoWait);
        self.log().spans.extend(spans.map(|(phase, start, end)| Span {
            task: Some(task),
            phase,
            start,
            end,
        }));
        value
    }

    /// Does something for a task, in that phase.
    pub fn timed<T>(&self, task: TaskId, phase: Phase, work: impl FnOnce() -> T) -> T {
        let start = self.now();
        let value = work();
        self.record(Some(task), phase, start);
        value
    }

    /// Lets go of what the lane holds: it has nothing to compute for now. (Like a Python thread, it
    /// keeps the GIL from one task to the next.)
    pub fn leave(&self) {
        if self.holds_gil.swap(false, Ordering::Relaxed)
            && let Some(gil) = &self.gil
        {
            gil.let_go();
        }
    }

    fn announce(&self, task: Option<TaskId>) {
        if let Some(announce) = self.announce {
            announce(task);
        }
    }

    /// Notes how a task ended.
    pub fn report(&self, task: TaskId, outcome: Result<Answer, Failure>) {
        let outcome = outcome.map_err(|failure| failure.in_task(task));
        self.log().reports.push(TaskReport { task, outcome });
    }

    /// What happened since the last call.
    pub fn news(&self) -> LaneNews {
        let mut log = self.log();
        // Drained, not taken: the lane keeps its room.
        LaneNews { spans: log.spans.drain(..).collect(), reports: log.reports.drain(..).collect() }
    }

    /// Takes the GIL, where there is one and the lane does not hold it. Nothing is noted of that.
    pub(crate) fn enter(&self) {
        if let Some(gil) = &self.gil
            && !self.holds_gil.swap(true, Ordering::Relaxed)
        {
            gil.take();
        }
    }

    /// Returns true if this lane computes under a lock.
    pub(crate) fn has_gil(&self) -> bool {
        self.gil.is_some()
    }

    fn take_gil(&self, task: TaskId) {
        if self.has_gil() && !self.holds_gil.load(Ordering::Relaxed) {
            self.timed(task, Phase::LockWait, || self.enter());
        }
    }

    /// Notes what the lane did, for a task or for itself, from `start` to now.
    pub(crate) fn record(&self, task: Option<TaskId>, phase: Phase, start: Millis) {
        let end = self.now().max(start);
        self.note(Span { task, phase, start, end });
    }

    /// Notes a span. A lane without a lock never waits for one.
    pub(crate) fn note(&self, span: Span) {
        debug_assert!(self.has_gil() || span.phase != Phase::LockWait, "{span:?} without a lock");
        self.log().spans.push(span);
    }

    fn log(&self) -> MutexGuard<'_, LaneNews> {
        // Nothing panics while it holds the log, and a push is whole or not at all.
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
