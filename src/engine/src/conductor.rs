//! The conductor: it makes the runs of a job in their order and tells the page how they go. It only ever
//! awaits, so its event loop hears a Stop whatever the lanes do.

use crate::clock::WorkerClock;
use crate::host::Host;
use crate::isolates::{self, Isolate};
use crate::pool::{self, PoolRun};
use crate::port::{self, Received};
use crate::processes::ProcessRun;
use crate::run_log::RunLog;
use crate::timer::{sleep, ticks};
use futures::channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use futures::future::{self, Either, Fuse, FusedFuture};
use futures::{FutureExt, StreamExt, select_biased};
use js_sys::Function;
use lanes_model::message::{EngineInfo, FromEngine, JobId, RunOrder, ToEngine, ToIsolate};
use lanes_model::{Ended, Failure, FailureKind, LaneKind, Plan, ProcessPool, Run, Strategy, Timestamp, Turn};
use lanes_workloads::Clock;
use std::pin::{Pin, pin};

/// How often progress is told.
const PROGRESS_INTERVAL_MS: u32 = 50;

/// How long lanes may take to answer a Stop. Whoever is still blocked then is given up, so that the
/// reader sees the end within 100 ms.
const STOP_GRACE_MS: u32 = 40;

type Messages = UnboundedReceiver<Received<ToEngine>>;

/// Answers messages of the page from here on.
pub(crate) async fn start(base: String, spawn_isolate: Function, crash_channel: String, began_at: Timestamp) {
    let messages = port::messages_of_owner();
    let lanes = pool::make_ready(crash_channel).await;
    let start_up = WorkerClock.now().since(began_at);
    port::post_to_owner(&FromEngine::Ready { engine: EngineInfo { lanes, start_up } });
    Conductor { base, spawn_isolate, has_pool: lanes > 0, idle: Vec::new() }.serve(messages).await;
}

struct Conductor {
    base: String,
    spawn_isolate: Function,
    has_pool: bool,
    /// Isolates that are there and have nothing to do.
    idle: Vec<Isolate>,
}

/// A run that was made, and how many lanes did not come back from it.
struct Made {
    run: Run,
    blocked_lanes: u32,
}

impl Conductor {
    async fn serve(mut self, mut messages: Messages) {
        while let Some(received) = messages.next().await {
            match received.message {
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
        let began = WorkerClock.now();
        let place = self.prepare(plan, turn.strategy).await?;
        let order = RunOrder {
            workload: plan.workload.clone(),
            strategy: turn.strategy,
            limit: plan.limit,
            switch_interval_us: plan.switch_interval_us,
            epoch: WorkerClock.now(),
            label: format!("{}-{}-{:?}", job.0, turn.strategy.key(), turn.round),
        };
        let (lanes, kind) = (place.lanes(), place.lane_kind(turn.strategy));
        let mut host = self.hand_over(place, &order)?;
        let mut log = RunLog::new(turn, lanes, kind, order.epoch.since(began));
        follow(&mut host, &mut log, order.epoch, stops, tell).await;

        let still_at_work = log.lanes_at_work();
        log.name_failed_task(|| host.task_under_way());
        log.abandon(WorkerClock.now().since(order.epoch));
        let outcome = log.finish();
        let blocked_lanes = self.take_back(host, plan.processes, still_at_work, outcome.is_ok());
        Ok(Made { run: outcome?, blocked_lanes })
    }

    /// Sees to it that what a run needs is there and warm before the clock starts; all but fresh
    /// processes, which are made while it runs.
    async fn prepare(&mut self, plan: &Plan, strategy: Strategy) -> Result<Place, Failure> {
        let workers = plan.workers.max(1) as usize;
        Ok(match strategy {
            Strategy::Threads | Strategy::ThreadsGil => Place::Pool(workers),
            Strategy::Sequential if self.has_pool => Place::Pool(1),
            Strategy::Sequential | Strategy::Async => {
                let isolate = self.isolates(1).await?.pop();
                isolate.map(Place::Isolate).ok_or_else(isolates::fell_silent)?
            }
            Strategy::Processes => match plan.processes {
                ProcessPool::Reuse => Place::Processes(self.isolates(workers).await?),
                ProcessPool::Fresh => Place::FreshProcesses(workers),
            },
        })
    }

    /// That many isolates, idle ones first.
    async fn isolates(&mut self, count: usize) -> Result<Vec<Isolate>, Failure> {
        let mut isolates = self.idle.split_off(self.idle.len().saturating_sub(count));
        let missing = (isolates.len()..count).map(|_| Isolate::start(&self.spawn_isolate));
        isolates.extend(future::try_join_all(missing).await?);
        isolates.iter().for_each(Isolate::make_ready);
        Ok(isolates)
    }

    fn hand_over(&self, place: Place, order: &RunOrder) -> Result<Host, Failure> {
        Ok(match place {
            Place::Pool(lanes) => Host::Pool(PoolRun::start(order, lanes, &self.base)?),
            Place::Isolate(isolate) => {
                isolate.post(&ToIsolate::Run { order: order.clone() })?;
                Host::Isolate(isolate)
            }
            Place::Processes(isolates) => Host::Processes(ProcessRun::start(order, isolates, false)),
            Place::FreshProcesses(count) => {
                let isolates = (0..count).map(|_| Isolate::spawn(&self.spawn_isolate));
                Host::Processes(ProcessRun::start(order, isolates.collect::<Result<_, _>>()?, true))
            }
        })
    }

    /// Keeps what may be used again. Returns how many threads of the pool did not come back: an isolate
    /// that does not is ended, and another takes its place.
    fn take_back(&mut self, host: Host, processes: ProcessPool, still_at_work: usize, well: bool) -> u32 {
        match host {
            Host::Pool(_) => return still_at_work as u32,
            Host::Isolate(isolate) if still_at_work == 0 && well => self.idle.push(isolate),
            Host::Processes(run) if processes == ProcessPool::Reuse => self.idle.extend(run.into_reusable()),
            Host::Isolate(_) | Host::Processes(_) => {}
        }
        0
    }
}

/// Where a run is to happen.
enum Place {
    /// On that many threads of the pool.
    Pool(usize),
    /// On the one lane of an isolate.
    Isolate(Isolate),
    /// On isolates that are there.
    Processes(Vec<Isolate>),
    /// On that many isolates, which are yet to be made.
    FreshProcesses(usize),
}

impl Place {
    fn lanes(&self) -> usize {
        match self {
            Place::Pool(lanes) | Place::FreshProcesses(lanes) => *lanes,
            Place::Isolate(_) => 1,
            Place::Processes(isolates) => isolates.len(),
        }
    }

    fn lane_kind(&self, strategy: Strategy) -> LaneKind {
        match self {
            Place::Pool(_) => LaneKind::Thread,
            Place::Isolate(_) if strategy == Strategy::Async => LaneKind::EventLoop,
            Place::Isolate(_) => LaneKind::Thread,
            Place::Processes(_) | Place::FreshProcesses(_) => LaneKind::Process,
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
            () = stops.select_next_some() => stop(host, grace.as_mut(), || sleep(STOP_GRACE_MS)),
            event = host.next_event(|| WorkerClock.now().since(epoch)).fuse() => {
                log.add(event);
                if log.has_failed() {
                    stop(host, grace.as_mut(), || sleep(STOP_GRACE_MS));
                }
            },
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

/// Asks the lanes to stop, and has the time to do so begin.
fn stop<F: Future<Output = ()>>(host: &mut Host, mut grace: Pin<&mut Fuse<F>>, sleep: impl FnOnce() -> F) {
    if grace.is_terminated() {
        host.stop();
        grace.set(sleep().fuse());
    }
}

/// Hears what the page says while a job is under way.
async fn hear(job: JobId, messages: &mut Messages, stop: UnboundedSender<()>) {
    while let Some(received) = messages.next().await {
        match received.message {
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
