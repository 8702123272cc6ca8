//! One lane at work: it records what its tasks do and when, and holds the GIL if there is one.

use crate::gil::Gil;
use crate::network::UnderWay;
use crate::stop::{Checkpoint, StopFlag};
use lanes_model::workload::Library;
use lanes_model::{Answer, Failure, Millis, Phase, Span, TaskId, TaskReport, Timestamp};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A span for each phase of a task, and some to spare.
const SPANS_PER_TASK: usize = 4;

/// Cap on preallocated task slots. Reports are taken some ten times a second, so more are never needed.
const MAX_PREALLOCATED_TASKS: u32 = 1000;

/// Room for all switches of a GIL between two reports.
const SPANS_UNDER_A_GIL: usize = 4096;

/// A clock that all lanes of a run share.
pub trait Clock {
    /// Returns the current time.
    fn now(&self) -> Timestamp;
}

impl<C: Clock> Clock for &C {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

/// A report of the spans and tasks that ended on a lane since its last report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaneReport {
    /// Spans that ended.
    pub spans: Vec<Span>,
    /// Tasks that ended.
    pub reports: Vec<TaskReport>,
}

impl LaneReport {
    /// Returns true if nothing happened.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty() && self.reports.is_empty()
    }
}

/// A lane that runs tasks. The conductor may take its report from another thread at any time.
#[derive(Debug)]
pub struct Lane<C> {
    clock: C,
    epoch: Timestamp,
    stop: StopFlag,
    gil: Option<Arc<Gil>>,
    /// True while this lane holds the GIL. Only its own thread reads it.
    holds_gil: AtomicBool,
    announce: Option<fn(Option<TaskId>)>,
    // Locked by the lane for a push, and by the conductor for a copy some ten times a second, so waits are rare.
    // Room for the spans is allocated beforehand, because the allocator is one global lock.
    log: Mutex<LaneReport>,
}

impl<C: Clock> Lane<C> {
    /// Makes a lane for a number of tasks, whose spans count from `epoch`.
    pub fn new(clock: C, epoch: Timestamp, stop: StopFlag, tasks: u32) -> Lane<C> {
        let room = tasks.min(MAX_PREALLOCATED_TASKS) as usize;
        let log = LaneReport {
            spans: Vec::with_capacity(room * SPANS_PER_TASK),
            reports: Vec::with_capacity(room),
        };
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

    /// Makes the lane compute only while it holds `gil`.
    #[must_use]
    pub fn under(mut self, gil: Arc<Gil>) -> Lane<C> {
        self.gil = Some(gil);
        self.log().spans.reserve(SPANS_UNDER_A_GIL);
        self
    }

    /// Makes the lane announce the task that computes, so that it is known if the lane crashes.
    #[must_use]
    pub fn announcing(mut self, announce: fn(Option<TaskId>)) -> Lane<C> {
        self.announce = Some(announce);
        self
    }

    /// Returns the flag that stops the lane.
    pub fn stop(&self) -> &StopFlag {
        &self.stop
    }

    /// Returns the time since the start of the run.
    pub fn now(&self) -> Millis {
        self.clock.now().since(self.epoch).max(Millis::ZERO)
    }

    /// Computes for a task. `work` calls its checkpoint many times per millisecond: that is where a GIL changes hands
    /// if another thread requests it.
    pub fn compute<T>(&self, task: TaskId, work: impl FnOnce(Checkpoint<'_>) -> T) -> T {
        self.acquire_gil(task);
        self.announce(Some(task));
        let mut start = self.now();
        let value = work(&mut || {
            self.stop.check()?;
            if let Some(gil) = self.gil.as_ref().filter(|gil| gil.is_requested()) {
                self.record(Some(task), Phase::Compute, start);
                self.timed(task, Phase::LockWait, || {
                    gil.release();
                    gil.acquire();
                });
                start = self.now();
            }
            Ok(())
        });
        self.record(Some(task), Phase::Compute, start);
        self.announce(None);
        value
    }

    /// Computes for a task in code that treats the GIL as `library` says.
    ///
    /// A library that releases the GIL does as hashlib's C code: its caller holds the GIL, releases it for the call,
    /// and acquires it again before it goes on. Meanwhile no other thread has to wait.
    pub fn call<T>(&self, library: Library, task: TaskId, work: impl FnOnce(Checkpoint<'_>) -> T) -> T {
        if library == Library::Holds || self.gil.is_none() {
            return self.compute(task, work);
        }
        self.timed(task, Phase::LockWait, || {
            self.enter();
            // If another thread requested the GIL, releasing it lasts until that thread has it.
            self.leave();
        });
        self.announce(Some(task));
        let value = self.timed(task, Phase::Compute, || work(&mut || self.stop.check()));
        self.announce(None);
        self.acquire_gil(task);
        value
    }

    /// Waits for a task, and occupies the lane but not the GIL.
    pub fn block<T>(&self, task: TaskId, wait: impl FnOnce() -> T) -> T {
        self.leave();
        self.timed(task, Phase::IoWait, wait)
    }

    /// Waits for a task, and leaves the lane to others meanwhile. A cancelled wait leaves no span.
    pub async fn wait<T>(&self, task: TaskId, wait: impl Future<Output = T>) -> T {
        let start = self.now();
        let value = wait.await;
        self.record(Some(task), Phase::IoWait, start);
        value
    }

    /// Waits for a task, and leaves the lane to others meanwhile. If `under_way` finds out when the result was really
    /// waited for, the time before and after counts as queueing.
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
        let span = |(phase, start, end)| Span { task: Some(task), phase, start, end };
        self.log().spans.extend(spans.map(span));
        value
    }

    /// Does some work for a task, and records the time as `phase`.
    pub fn timed<T>(&self, task: TaskId, phase: Phase, work: impl FnOnce() -> T) -> T {
        let start = self.now();
        let value = work();
        self.record(Some(task), phase, start);
        value
    }

    /// Releases the GIL if the lane holds it, because it has nothing to compute for now. (Like a Python thread, a lane
    /// keeps the GIL from one task to the next.)
    pub fn leave(&self) {
        if self.holds_gil.swap(false, Ordering::Relaxed)
            && let Some(gil) = &self.gil
        {
            gil.release();
        }
    }

    fn announce(&self, task: Option<TaskId>) {
        if let Some(announce) = self.announce {
            announce(task);
        }
    }

    /// Records the outcome of a task.
    pub fn report(&self, task: TaskId, outcome: Result<Answer, Failure>) {
        let outcome = outcome.map_err(|failure| failure.in_task(task));
        self.log().reports.push(TaskReport { task, outcome });
    }

    /// Takes the spans and tasks that ended since the last call.
    pub fn take_report(&self) -> LaneReport {
        let mut log = self.log();
        // Drained, not taken: the lane keeps its room.
        LaneReport { spans: log.spans.drain(..).collect(), reports: log.reports.drain(..).collect() }
    }

    /// Acquires the GIL if there is one and the lane does not hold it, and records nothing.
    pub(crate) fn enter(&self) {
        if let Some(gil) = &self.gil
            && !self.holds_gil.swap(true, Ordering::Relaxed)
        {
            gil.acquire();
        }
    }

    /// Returns true if this lane computes under a GIL.
    pub(crate) fn has_gil(&self) -> bool {
        self.gil.is_some()
    }

    fn acquire_gil(&self, task: TaskId) {
        if self.has_gil() && !self.holds_gil.load(Ordering::Relaxed) {
            self.timed(task, Phase::LockWait, || self.enter());
        }
    }

    /// Records a span from `start` to now, for a task or for the lane itself.
    pub(crate) fn record(&self, task: Option<TaskId>, phase: Phase, start: Millis) {
        let end = self.now().max(start);
        self.note(Span { task, phase, start, end });
    }

    /// Records a span. A lane without a GIL never waits for one.
    pub(crate) fn note(&self, span: Span) {
        debug_assert!(self.has_gil() || span.phase != Phase::LockWait, "{span:?} without a lock");
        self.log().spans.push(span);
    }

    fn log(&self) -> MutexGuard<'_, LaneReport> {
        // No code panics while it holds the log, and a push happens entirely or not at all.
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
