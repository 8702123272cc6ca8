//! Conductor: answers the page's messages and makes the runs of a job in their order. The conductor only ever awaits,
//! so its event loop hears a Stop whatever the lanes do.

use crate::isolate::IsolateStore;
use crate::messages::{self, Received};
use crate::pool;
use crate::run::{MadeRun, RunMaker, RunProgress};
use crate::supplies::Supplies;
use crate::time::{WorkerClock, sleep};
use futures::channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use futures::future::{self, Either};
use futures::{FutureExt, StreamExt, select_biased};
use js_sys::Function;
use lanes_model::message::{EngineInfo, FromEngine, JobId, ToEngine};
use lanes_model::{Ended, Enough, Failure, FailureKind, Millis, Plan, Round, Rounds, Timestamp};
use lanes_workloads::Clock;
use std::pin::pin;

/// Time that idle isolates are kept for the next run. Each holds a memory of its own.
const IDLE_MS: u32 = 60_000;

type Messages = UnboundedReceiver<Received<ToEngine>>;

/// Answers messages of the page from now on. The parameters are those of [`start_engine`](crate::start_engine).
pub(crate) async fn start(base: String, spawn_isolate: Function, crash_channel: String, began_at: Timestamp) {
    let messages = messages::messages_of_owner();
    let lanes = pool::start(crash_channel).await;
    let start_up = WorkerClock.since(began_at);
    messages::post_to_owner(&FromEngine::Ready { engine: EngineInfo { lanes, start_up } });
    let isolates = IsolateStore::new(spawn_isolate);
    Conductor { runs: RunMaker { base, has_pool: lanes > 0, isolates } }.serve(messages).await;
}

struct Conductor {
    runs: RunMaker,
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

    /// Returns the next message. Meanwhile, isolates that are idle for long are ended.
    async fn next_message(&mut self, messages: &mut Messages) -> Option<Received<ToEngine>> {
        if self.runs.isolates.has_idle() {
            select_biased! {
                received = messages.next() => return received,
                () = sleep(IDLE_MS).fuse() => self.runs.isolates.limit_idle(0),
            }
        }
        messages.next().await
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
        let mut rounds = Rounds::new(plan);
        let mut supplies = Supplies::new(&plan.files, &self.runs.base);
        let (mut done_before, mut missing) = (0, 0);
        let mut merged = false;
        let mut measured_from = None;
        loop {
            for (turn, case) in rounds.begin() {
                if turn.round != Round::WarmUp {
                    measured_from.get_or_insert_with(|| WorkerClock.now());
                }
                let total = rounds.tasks().saturating_sub(missing);
                let progress = RunProgress { job, turn, done_before, total, measured_from };
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
                // All complete runs give the same if their answers agree, so one is merged.
                let is_whole = ended == Ended::Completed && run.failures().next().is_none();
                merged = merged || (is_whole && progress.post_merged(parts));
                if ended == Ended::Completed {
                    self.runs.isolates.end_retired();
                }
                // Tasks that are found during the run may be fewer than expected.
                let found = run.reports.len() as u64;
                missing += u64::from(case.work.tasks()).saturating_sub(found);
                done_before += found;
                rounds.note(&run);
                messages::post_to_owner(&FromEngine::RunFinished { job, run });
                if ended == Ended::Stopped {
                    return Ok(JobEnd::stopped(blocked_lanes));
                }
            }
            let spent = measured_from.map_or(Millis::ZERO, |from| WorkerClock.since(from));
            if let Some(enough) = rounds.enough(spent) {
                return Ok(JobEnd { ended: Ended::Completed, enough: Some(enough), blocked_lanes: 0 });
            }
        }
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
