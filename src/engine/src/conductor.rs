//! The conductor: it makes the runs of a job in their order and tells the page how they go. It only ever
//! awaits, so its event loop hears a Stop whatever the lanes do.

use crate::clock::WorkerClock;
use crate::host::Host;
use crate::isolates::Isolate;
use crate::pool::{self, PoolRun};
use crate::port;
use crate::run_log::RunLog;
use crate::timer::{sleep, ticks};
use futures::channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use futures::future::{self, Either, Fuse, FusedFuture};
use futures::{FutureExt, StreamExt, select_biased};
use js_sys::Function;
use lanes_model::message::{EngineInfo, FromEngine, JobId, RunOrder, ToEngine, ToIsolate};
use lanes_model::{Ended, Failure, FailureKind, LaneKind, Plan, Run, Strategy, Timestamp, Turn};
use lanes_workloads::Clock;
use std::pin::pin;

/// How often progress is told.
const PROGRESS_INTERVAL_MS: u32 = 50;

/// How long lanes may take to answer a Stop. Whoever is still blocked then is given up, so that the
/// reader sees the end within 100 ms.
const STOP_GRACE_MS: u32 = 60;

type Messages = UnboundedReceiver<Result<ToEngine, Failure>>;

/// Answers messages of the page from here on.
pub(crate) async fn start(base: String, spawn_isolate: Function, began_at: Timestamp) {
    let (sender, messages) = mpsc::unbounded();
    port::listen_to_owner(move |message| {
        // The receiver lives as long as the engine.
        let _ = sender.unbounded_send(message);
    });
    let lanes = pool::count_threads().await;
    let start_up = WorkerClock.now().since(began_at);
    port::post_to_owner(&FromEngine::Ready { engine: EngineInfo { lanes, start_up } });
    Conductor { base, spawn_isolate, has_pool: lanes > 0, spare: None }.serve(messages).await;
}

struct Conductor {
    base: String,
    spawn_isolate: Function,
    has_pool: bool,
    /// An isolate that is there and idle.
    spare: Option<Isolate>,
}

/// A run that was made, and how many lanes did not come back from it.
struct Made {
    run: Run,
    blocked_lanes: u32,
}

impl Conductor {
    async fn serve(mut self, mut messages: Messages) {
        while let Some(message) = messages.next().await {
            match message {
                Ok(ToEngine::Start { job, plan }) => self.conduct(job, &plan, &mut messages).await,
                // The job it was meant for has just ended.
                Ok(ToEngine::Stop { .. }) => {}
                Err(failure) => port::post_to_owner(&FromEngine::Failed { job: None, failure }),
            }
        }
    }

    /// Makes all runs of a job, hearing its Stop meanwhile.
    async fn conduct(&mut self, job: JobId, plan: &Plan, messages: &mut Messages) {
        let (stop, mut stops) = mpsc::unbounded();
        let work = pin!(self.make_runs(job, plan, &mut stops));
        let listening = pin!(hear(job, messages, stop));
        let outcome = match future::select(work, listening).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), work)) => work.await,
        };
        port::post_to_owner(&match outcome {
            Ok((ended, blocked_lanes)) => FromEngine::Finished { job, ended, blocked_lanes },
            Err(failure) => FromEngine::Failed { job: Some(job), failure },
        });
    }

    async fn make_runs(
        &mut self,
        job: JobId,
        plan: &Plan,
        stops: &mut UnboundedReceiver<()>,
    ) -> Result<(Ended, u32), Failure> {
        let total = plan.total_tasks();
        let mut done_before = 0;
        for turn in plan.turns() {
            let tell = |done: u64| {
                port::post_to_owner(&FromEngine::Progress { job, turn, done: done_before + done, total });
            };
            tell(0);
            let Made { run, blocked_lanes } = self.make_run(job, plan, turn, stops, tell).await?;
            let ended = run.ended;
            done_before += u64::from(plan.workload.tasks());
            port::post_to_owner(&FromEngine::Ran { job, run });
            if ended == Ended::Stopped {
                return Ok((ended, blocked_lanes));
            }
        }
        Ok((Ended::Completed, 0))
    }

    async fn make_run(
        &mut self,
        job: JobId,
        plan: &Plan,
        turn: Turn,
        stops: &mut UnboundedReceiver<()>,
        tell: impl Fn(u64),
    ) -> Result<Made, Failure> {
        let lanes = match turn.strategy {
            Strategy::Threads => plan.workers.max(1) as usize,
            Strategy::Sequential | Strategy::Async => 1,
        };
        let (mut host, order) = self.hand_over(job, plan, turn, lanes).await?;
        let kind = if turn.strategy == Strategy::Async { LaneKind::EventLoop } else { LaneKind::Thread };
        let mut log = RunLog::new(turn, lanes, kind);
        follow(&mut host, &mut log, order.epoch, stops, tell).await;

        let still_at_work = log.lanes_at_work();
        log.abandon(WorkerClock.now().since(order.epoch));
        let outcome = log.finish();
        let blocked_lanes = match host {
            Host::Pool(_) => still_at_work as u32,
            Host::Isolate(isolate) => {
                // One that does not answer, or failed, is dropped, and so ended; another takes its place.
                self.spare = Some(isolate).filter(|_| still_at_work == 0 && outcome.is_ok());
                0
            }
        };
        Ok(Made { run: outcome?, blocked_lanes })
    }

    /// Starts a run where it belongs. What it runs on is there and warm before the clock starts.
    async fn hand_over(
        &mut self,
        job: JobId,
        plan: &Plan,
        turn: Turn,
        lanes: usize,
    ) -> Result<(Host, RunOrder), Failure> {
        let on_pool = match turn.strategy {
            Strategy::Threads => true,
            Strategy::Sequential => self.has_pool,
            Strategy::Async => false,
        };
        let isolate = if on_pool { None } else { Some(self.take_isolate().await?) };
        let order = RunOrder {
            workload: plan.workload.clone(),
            strategy: turn.strategy,
            limit: plan.limit,
            epoch: WorkerClock.now(),
            label: format!("{}-{}-{:?}", job.0, turn.strategy.key(), turn.round),
        };
        let host = match isolate {
            Some(isolate) => {
                isolate.post(&ToIsolate::Run { order: order.clone() })?;
                Host::Isolate(isolate)
            }
            None => Host::Pool(PoolRun::start(&order, lanes, &self.base)?),
        };
        Ok((host, order))
    }

    async fn take_isolate(&mut self) -> Result<Isolate, Failure> {
        match self.spare.take() {
            Some(isolate) => Ok(isolate),
            None => Isolate::start(&self.spawn_isolate).await,
        }
    }
}

/// Follows a run until all its lanes ended, or until they had their time to do so after a stop.
async fn follow(
    host: &mut Host,
    log: &mut RunLog,
    epoch: Timestamp,
    stops: &mut UnboundedReceiver<()>,
    tell: impl Fn(u64),
) {
    let mut ticks = pin!(ticks(PROGRESS_INTERVAL_MS).fuse());
    let mut grace = pin!(Fuse::terminated());
    let mut told = 0;
    while log.lanes_at_work() > 0 {
        select_biased! {
            () = stops.select_next_some() => {
                host.stop();
                if grace.is_terminated() {
                    grace.set(sleep(STOP_GRACE_MS).fuse());
                }
            },
            event = host.next_event(|| WorkerClock.now().since(epoch)).fuse() => log.add(event),
            _ = ticks.next() => {
                host.news().into_iter().for_each(|event| log.add(event));
                if log.tasks_done() != told {
                    told = log.tasks_done();
                    tell(told);
                }
            },
            () = grace => break,
        }
    }
    host.news().into_iter().for_each(|event| log.add(event));
}

/// Hears what the page says while a job is under way.
async fn hear(job: JobId, messages: &mut Messages, stop: UnboundedSender<()>) {
    while let Some(message) = messages.next().await {
        match message {
            Ok(ToEngine::Stop { job: stopped }) if stopped == job => {
                // The receiver is gone only when the job has just ended.
                let _ = stop.unbounded_send(());
            }
            Ok(ToEngine::Stop { .. }) => {}
            Ok(ToEngine::Start { job: other, .. }) => {
                let failure = Failure::new(FailureKind::Protocol, "The engine runs one job at a time.");
                port::post_to_owner(&FromEngine::Failed { job: Some(other), failure });
            }
            Err(failure) => port::post_to_owner(&FromEngine::Failed { job: None, failure }),
        }
    }
}
