//! Conductor: answers the page's messages and makes the runs of a job in their order. The conductor only ever awaits,
//! so its event loop hears a Stop whatever the lanes do.

use crate::isolate::IsolateStore;
use crate::messages::{self, Received};
use crate::parts::EngineParts;
use crate::pool;
use crate::run::{MadeRun, RunMaker, RunProgress};
use crate::supplies::Supplies;
use crate::time::{WorkerClock, sleep};
use futures::channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use futures::future::{self, Either};
use futures::{FutureExt, StreamExt, select_biased};
use lanes_model::message::{EngineInfo, FromEngine, JobId, ToEngine};
use lanes_model::{
    Case, Ended, Enough, Failure, FailureKind, Millis, Plan, Product, Round, Rounds, Run, Timestamp, Turn,
};
use lanes_workloads::Clock;
use std::pin::pin;

/// Time that idle isolates are kept for the next run. Each holds a memory of its own.
const IDLE_MS: u32 = 60_000;

/// Time without a message after which the engine loads what it may need later, so that nothing of that disturbs a run.
const QUIET_MS: u32 = 300;

type Messages = UnboundedReceiver<Received<ToEngine>>;

/// Answers messages of the page from now on. The parameters are those of [`start_engine`](crate::start_engine).
pub(crate) async fn start(base: String, parts: EngineParts, crash_channel: String, began_at: Timestamp) {
    let messages = messages::messages_of_owner();
    let lanes = pool::start(crash_channel).await;
    let start_up = WorkerClock.since(began_at);
    messages::post_to_owner(&FromEngine::Ready { engine: EngineInfo { lanes, start_up } });
    let isolates = IsolateStore::new(parts.clone());
    let runs = RunMaker { base, has_pool: lanes > 0, isolates };
    Conductor { runs, parts, is_complete: false }.serve(messages).await;
}

struct Conductor {
    runs: RunMaker,
    parts: EngineParts,
    /// True once the page knows that everything a first run needs is loaded.
    is_complete: bool,
}

/// Ending of a job.
struct JobEnd {
    ended: Ended,
    /// Reason why no more rounds are measured.
    enough: Option<Enough>,
    blocked_lanes: u32,
}

impl JobEnd {
    fn stopped(blocked_lanes: u32) -> JobEnd {
        JobEnd { ended: Ended::Stopped, enough: None, blocked_lanes }
    }
}

impl Conductor {
    async fn serve(mut self, mut messages: Messages) {
        while let Some(received) = self.next_message(&mut messages).await {
            match received.message {
                Ok(ToEngine::Start { job, plan }) => {
                    self.conduct(job, &plan, &mut messages).await;
                    self.runs.isolates.end_retired();
                }
                // The job has just ended.
                Ok(ToEngine::Stop { .. }) => {}
                Err(failure) => messages::post_to_owner(&FromEngine::Failed { job: None, failure }),
            }
        }
    }

    /// Returns the next message. Meanwhile, what isolates run is loaded, and isolates that are idle for long are ended.
    async fn next_message(&mut self, messages: &mut Messages) -> Option<Received<ToEngine>> {
        if !self.is_complete {
            select_biased! {
                received = messages.next() => return received,
                () = pin!(self.complete().fuse()) => {},
            }
        }
        if self.runs.isolates.has_idle() {
            select_biased! {
                received = messages.next() => return received,
                () = sleep(IDLE_MS).fuse() => self.runs.isolates.limit_idle(0),
            }
        }
        messages.next().await
    }

    /// Loads what isolates run, once there was nothing else to do for a while. A failure is reported by the run that needs it.
    async fn complete(&mut self) {
        sleep(QUIET_MS).await;
        if self.runs.isolates.load().await.is_ok() {
            self.is_complete = true;
            self.parts.report_complete();
        }
    }

    /// Makes all runs of a job, while listening for its Stop.
    async fn conduct(&mut self, job: JobId, plan: &Plan, messages: &mut Messages) {
        let (stop, mut stops) = mpsc::unbounded();
        let work = pin!(self.make_runs(job, plan, &mut stops));
        let listening = pin!(listen(job, messages, stop));
        let outcome = match future::select(work, listening).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), work)) => work.await,
        };
        messages::post_to_owner(&match outcome {
            Ok(JobEnd { ended, enough, blocked_lanes }) => {
                FromEngine::JobFinished { job, ended, enough, blocked_lanes }
            }
            Err(failure) => FromEngine::Failed { job: Some(job), failure },
        });
    }

    /// Makes the runs of a job, round by round, until there are enough.
    async fn make_runs(
        &mut self,
        job: JobId,
        plan: &Plan,
        stops: &mut UnboundedReceiver<()>,
    ) -> Result<JobEnd, Failure> {
        if self.runs.needs_isolates(plan) {
            select_biased! {
                () = stops.select_next_some() => return Ok(JobEnd::stopped(0)),
                loaded = pin!(self.runs.isolates.load().fuse()) => loaded?,
            }
        }
        let mut rounds = Rounds::new(plan);
        let mut supplies = Supplies::new(&plan.files, &self.parts);
        let mut tally = JobTally::default();
        loop {
            for (turn, case) in rounds.begin() {
                let progress = tally.begin_run(job, turn, rounds.tasks());
                progress.post_done(0);
                let workload = case.work.workload();
                let supply = select_biased! {
                    () = stops.select_next_some() => return Ok(JobEnd::stopped(0)),
                    supply = supplies.get(&workload).fuse() => supply?,
                };
                let made = self.runs.make(case, workload, supply, progress, stops).await?;
                let Some(MadeRun { run, parts, blocked_lanes }) = made else {
                    return Ok(JobEnd::stopped(0));
                };
                let ended = run.ended;
                if ended == Ended::Completed {
                    tally.merge_once(progress, &run, parts);
                    self.runs.isolates.end_retired();
                }
                tally.end_run(case, &run);
                rounds.note(&run);
                messages::post_to_owner(&FromEngine::RunFinished { job, run });
                if ended == Ended::Stopped {
                    return Ok(JobEnd::stopped(blocked_lanes));
                }
            }
            if let Some(enough) = rounds.enough(tally.spent()) {
                return Ok(JobEnd { ended: Ended::Completed, enough: Some(enough), blocked_lanes: 0 });
            }
        }
    }
}

/// State of a job over its runs.
#[derive(Default)]
struct JobTally {
    /// Number of tasks done.
    done: u64,
    /// Number of tasks by which runs fell short of what was expected.
    missing: u64,
    is_merged: bool,
    /// Moment when the first measured round began; None before.
    measured_from: Option<Timestamp>,
}

impl JobTally {
    /// Begins a run. `expected` is the number of tasks that the rounds so far were expected to have.
    fn begin_run(&mut self, job: JobId, turn: Turn, expected: u64) -> RunProgress {
        if turn.round != Round::WarmUp {
            self.measured_from.get_or_insert_with(|| WorkerClock.now());
        }
        let total = expected.saturating_sub(self.missing);
        RunProgress { job, turn, done_before: self.done, total, measured_from: self.measured_from }
    }

    /// Merges the products of the first run without failures. All such runs give the same if their answers agree.
    fn merge_once(&mut self, progress: RunProgress, run: &Run, parts: Vec<Product>) {
        let has_failures = run.failures().next().is_some();
        self.is_merged = self.is_merged || (!has_failures && progress.post_merged(parts));
    }

    /// Counts the tasks of a run. Tasks that are found during a run may be fewer than expected.
    fn end_run(&mut self, case: &Case, run: &Run) {
        let done = run.reports.len() as u64;
        self.missing += u64::from(case.work.tasks()).saturating_sub(done);
        self.done += done;
    }

    /// Returns the time since the first measured round began.
    fn spent(&self) -> Millis {
        self.measured_from.map_or(Millis::ZERO, |from| WorkerClock.since(from))
    }
}

/// Listens to the page while a job is under way.
async fn listen(job: JobId, messages: &mut Messages, stop: UnboundedSender<()>) {
    while let Some(received) = messages.next().await {
        match received.message {
            Ok(ToEngine::Stop { job: stopped }) if stopped == job => {
                // The receiver is gone only if the job has just ended.
                let _ = stop.unbounded_send(());
            }
            Ok(ToEngine::Stop { .. }) => {}
            Ok(ToEngine::Start { job: other, .. }) => {
                let failure = Failure::new(FailureKind::Protocol, "The engine runs one job at a time.");
                messages::post_to_owner(&FromEngine::Failed { job: Some(other), failure });
            }
            Err(failure) => messages::post_to_owner(&FromEngine::Failed { job: None, failure }),
        }
    }
}
