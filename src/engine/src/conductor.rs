//! The conductor: it makes the runs of a job in their order and tells the page how they go. It only ever
//! awaits, so its event loop hears a Stop whatever the lanes do.

use crate::clock::WorkerClock;
use crate::crossing::Cargo;
use crate::host::Host;
use crate::http::Http;
use crate::isolates::{self, Isolate};
use crate::pipeline::{PipelineRun, ProcessingPlace};
use crate::place::{Place, ProcessPlace};
use crate::pool::{self, PoolRun, PoolSetting};
use crate::port::{self, Received};
use crate::processes::{ProcessOrder, Source};
use crate::run_log::RunLog;
use crate::supplies::{Supplies, Supply};
use crate::tasks::{asked, tasks_of};
use crate::timer::{sleep, ticks};
use futures::channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use futures::future::{self, Either, Fuse, FusedFuture};
use futures::{FutureExt, StreamExt, select_biased};
use js_sys::Function;
use lanes_model::limits::MAX_PROCESSES;
use lanes_model::message::{EngineInfo, FromEngine, JobId, RunOrder, ToEngine, ToIsolate};
use lanes_model::strategy::Processing;
use lanes_model::{
    Case, Ended, Enough, Failure, FailureKind, Millis, Plan, ProcessPool, Product, Round, Rounds, Run,
    Scheduler, Tile, Timestamp, Turn, Work, Workload,
};
use lanes_workloads::pipeline::Handover;
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{Clock, Material, RequestTasks, merge};
use std::pin::{Pin, pin};

/// How often progress is told.
const PROGRESS_INTERVAL_MS: u32 = 50;

/// How long lanes may take to answer a Stop. Whoever is still blocked then is given up, so that the
/// reader sees the end within 100 ms.
const STOP_GRACE_MS: u32 = 40;

/// How long isolates that have nothing to do are kept for the next run. Each holds a memory of its own.
const IDLE_MS: u32 = 60_000;

type Messages = UnboundedReceiver<Received<ToEngine>>;

/// Answers messages of the page from here on.
pub(crate) async fn start(base: String, spawn_isolate: Function, crash_channel: String, began_at: Timestamp) {
    let messages = port::messages_of_owner();
    let lanes = pool::make_ready(crash_channel).await;
    let start_up = WorkerClock.now().since(began_at);
    port::post_to_owner(&FromEngine::Ready { engine: EngineInfo { lanes, start_up } });
    Conductor { base, spawn_isolate, has_pool: lanes > 0, idle: Vec::new(), lost: Vec::new() }
        .serve(messages)
        .await;
}

struct Conductor {
    base: String,
    spawn_isolate: Function,
    has_pool: bool,
    /// Isolates that are there and have nothing to do.
    idle: Vec<Isolate>,
    /// Isolates that are not used again. Ending a worker takes a while: the page is told of the run before.
    lost: Vec<Isolate>,
}

/// A run that was made, and how many lanes did not come back from it.
struct Made {
    run: Run,
    /// What its tasks made that is of use only when merged.
    parts: Vec<Product>,
    blocked_lanes: u32,
}

/// How a job ended.
struct End {
    ended: Ended,
    /// Why there are enough rounds.
    enough: Option<Enough>,
    blocked_lanes: u32,
}

impl End {
    fn stopped(blocked_lanes: u32) -> End {
        End { ended: Ended::Stopped, enough: None, blocked_lanes }
    }
}

/// The time since then; none where that is yet to come.
fn since(then: Option<Timestamp>) -> Millis {
    then.map_or(Millis::ZERO, |then| WorkerClock.now().since(then))
}

/// How the page is told of a run.
#[derive(Clone, Copy)]
struct Telling {
    job: JobId,
    turn: Turn,
    /// Tasks done in the runs before.
    done_before: u64,
    /// Tasks there are, over all runs as far as their number is known.
    total: u64,
    /// When the first measured round began, once it has.
    measured_from: Option<Timestamp>,
}

impl Telling {
    fn done(self, done: u64) {
        let Telling { job, turn, done_before, total, .. } = self;
        let spent = since(self.measured_from);
        port::post_to_owner(&FromEngine::Progress { job, turn, done: done_before + done, total, spent });
    }

    /// Merges what the tasks of a run made, and tells it. Returns whether there was anything.
    fn merged(self, parts: Vec<Product>) -> bool {
        let start = WorkerClock.now();
        let Some(summary) = merge(parts) else { return false };
        let took = WorkerClock.now().since(start);
        port::post_to_owner(&FromEngine::Merged { job: self.job, summary, took });
        true
    }

    fn drew(self, tiles: Vec<Tile>) {
        if !tiles.is_empty() {
            port::post_to_owner(&FromEngine::Drew { job: self.job, turn: self.turn, tiles });
        }
    }
}

impl Conductor {
    async fn serve(mut self, mut messages: Messages) {
        while let Some(received) = self.next_message(&mut messages).await {
            match received.message {
                Ok(ToEngine::Start { job, plan }) => {
                    self.conduct(job, &plan, &mut messages).await;
                    self.lost.clear();
                }
                // The job it was meant for has just ended.
                Ok(ToEngine::Stop { .. }) => {}
                Err(failure) => port::post_to_owner(&FromEngine::Failed { job: None, failure }),
            }
        }
    }

    /// The next message. Isolates that had nothing to do for a while are let go meanwhile.
    async fn next_message(&mut self, messages: &mut Messages) -> Option<Received<ToEngine>> {
        if !self.idle.is_empty() {
            select_biased! {
                received = messages.next() => return received,
                () = sleep(IDLE_MS).fuse() => self.idle.clear(),
            }
        }
        messages.next().await
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
            Ok(End { ended, enough, blocked_lanes }) => {
                FromEngine::Finished { job, ended, enough, blocked_lanes }
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
    ) -> Result<End, Failure> {
        let mut rounds = Rounds::new(plan);
        let (mut done_before, mut missing) = (0, 0);
        let mut supplies = Supplies::new(&plan.files, &self.base);
        let mut merged = false;
        let mut measured_from = None;
        loop {
            for (turn, case) in rounds.begin() {
                if turn.round != Round::WarmUp {
                    measured_from.get_or_insert_with(|| WorkerClock.now());
                }
                let total = rounds.tasks().saturating_sub(missing);
                let telling = Telling { job, turn, done_before, total, measured_from };
                telling.done(0);
                let workload = case.work.workload();
                let supply = select_biased! {
                    () = stops.select_next_some() => return Ok(End::stopped(0)),
                    supply = supplies.get(&workload).fuse() => supply?,
                };
                let made = self.make_run(case, workload, supply, telling, stops).await?;
                let Some(Made { run, parts, blocked_lanes }) = made else { return Ok(End::stopped(0)) };
                let ended = run.ended;
                // All complete runs made the same, if their answers agree: merging is done once.
                let whole = ended == Ended::Completed && run.failures().next().is_none();
                merged = merged || (whole && telling.merged(parts));
                if ended == Ended::Completed {
                    self.lost.clear();
                }
                // Where tasks are found on the way, there may be fewer than were reckoned with.
                let there_were = run.reports.len() as u64;
                missing += u64::from(case.work.tasks()).saturating_sub(there_were);
                done_before += there_were;
                rounds.note(&run);
                port::post_to_owner(&FromEngine::Ran { job, run });
                if ended == Ended::Stopped {
                    return Ok(End::stopped(blocked_lanes));
                }
            }
            if let Some(enough) = rounds.enough(since(measured_from)) {
                return Ok(End { ended: Ended::Completed, enough: Some(enough), blocked_lanes: 0 });
            }
        }
    }

    /// Makes a run; nothing where a Stop came before it began.
    async fn make_run(
        &mut self,
        case: &Case,
        workload: Workload,
        supply: &Supply,
        telling: Telling,
        stops: &mut UnboundedReceiver<()>,
    ) -> Result<Option<Made>, Failure> {
        let began = WorkerClock.now();
        let mut place = select_biased! {
            () = stops.select_next_some() => return Ok(None),
            place = pin!(self.prepare(case, &workload).fuse()) => place?,
        };
        let start_up = WorkerClock.now().since(began);
        select_biased! {
            () = stops.select_next_some() => return Ok(None),
            supplied = pin!(place.take(&workload, supply).fuse()) => supplied?,
        }
        let lanes = place.lanes(case);
        let turn = telling.turn;
        let label = format!("{}-{}-{}-{:?}", telling.job.0, turn.strategy, turn.point, turn.round);
        let order = Order { case, workload, label, material: &supply.material, epoch: WorkerClock.now() };
        let epoch = order.epoch;
        let mut host = self.hand_over(place, order)?;
        let mut log = RunLog::new(turn, &lanes, start_up);
        follow(&mut host, &mut log, epoch, stops, telling).await;

        let still_at_work = log.lanes_at_work();
        log.name_failed_task(|| host.task_under_way());
        log.abandon(WorkerClock.now().since(epoch));
        let parts = log.take_parts();
        let outcome = log.finish();
        let blocked_lanes = self.take_back(host, case.processes, still_at_work, outcome.is_ok());
        Ok(Some(Made { run: outcome?, parts, blocked_lanes }))
    }

    /// Sees to it that the lanes of a run are there and warm before the clock starts; all but fresh
    /// processes, which are made while it runs.
    async fn prepare(&mut self, case: &Case, workload: &Workload) -> Result<Place, Failure> {
        let workers = case.workers.max(1) as usize;
        Ok(match &case.work {
            Work::Whole { scheduler, .. } => match scheduler {
                Scheduler::Threads | Scheduler::ThreadsGil => Place::Pool(workers),
                Scheduler::Sequential if self.has_pool => Place::Pool(1),
                Scheduler::Sequential | Scheduler::Async => {
                    Place::Isolate(self.isolates(1).await?.pop().ok_or_else(isolates::fell_silent)?)
                }
                Scheduler::Processes => {
                    let cargo = match workload {
                        Workload::Crossing(crossing) => Some(Cargo::new(crossing)?),
                        _ => None,
                    };
                    Place::Processes(self.processes(case).await?, cargo)
                }
            },
            Work::Staged { stages, requests } => {
                let processing = match stages.processing {
                    Processing::Threads | Processing::ThreadsGil => ProcessingPlace::Threads(workers),
                    Processing::Processes => ProcessingPlace::Processes(self.processes(case).await?),
                };
                Place::Pipeline(requests.clone(), processing)
            }
        })
    }

    async fn processes(&mut self, case: &Case) -> Result<ProcessPlace, Failure> {
        let count = case.workers.max(1) as usize;
        Ok(match case.processes {
            ProcessPool::Reuse => ProcessPlace { count, there: Some(self.isolates(count).await?) },
            ProcessPool::Fresh => {
                // Those that are there have memories, too, and a browser gives only so many.
                self.idle.truncate((MAX_PROCESSES as usize).saturating_sub(count));
                ProcessPlace { count, there: None }
            }
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

    fn hand_over(&self, place: Place, order: Order<'_>) -> Result<Host, Failure> {
        let Order { case, workload, label, material, epoch } = order;
        let tasks = |label: &str| tasks_of(&workload, material, label, &self.base);
        let queue = |lanes: usize| {
            TaskQueue::in_shares(workload.tasks(), if case.splits_beforehand() { lanes as u32 } else { 1 })
        };
        Ok(match place {
            Place::Pool(lanes) => {
                let setting = PoolSetting::new(case, epoch);
                let (tasks, queue) = (tasks(&label), queue(lanes));
                let run = PoolRun::start(&setting, lanes, move |index, lane| {
                    tasks.run_lane(&queue, index, lane, || {})
                })?;
                Host::Pool(run, setting.stop)
            }
            Place::Isolate(isolate) => {
                let Work::Whole { scheduler, .. } = case.work else {
                    return Err(Failure::new(FailureKind::Unsupported, "An isolate has one lane."));
                };
                let order = RunOrder { workload, scheduler, limit: case.limit, epoch, label };
                isolate.post(&ToIsolate::Run { order })?;
                Host::Isolate(isolate)
            }
            Place::Processes(place, cargo) => {
                let source = match cargo {
                    Some(cargo) => Source::Cargo(Some(cargo)),
                    None => Source::of(tasks(&label), queue(place.count)),
                };
                let order = ProcessOrder { workload, label, epoch };
                Host::Processes(place.start(order, source, &self.spawn_isolate)?)
            }
            Place::Pipeline(requests, processing) => {
                let (base, timeout_ms) = (self.base.clone(), requests.timeout_ms);
                let network = Http { base, timeout_ms, asked: asked(&workload) };
                let staged = RequestTasks { requests, label: label.clone(), network };
                let processing = match processing {
                    ProcessingPlace::Threads(lanes) => ProcessingPlace::Threads(lanes),
                    ProcessingPlace::Processes(place) => {
                        let order = ProcessOrder { workload, label, epoch };
                        ProcessingPlace::Processes(move |handover: &Handover| {
                            let source = Source::Fetched(Box::pin(handover.receiver()));
                            place.start(order, source, &self.spawn_isolate)
                        })
                    }
                };
                Host::Pipeline(PipelineRun::start(case, staged, epoch, processing)?)
            }
        })
    }

    /// Keeps what may be used again. Returns how many threads of the pool did not come back: an isolate
    /// that does not is ended, and another takes its place.
    fn take_back(&mut self, host: Host, processes: ProcessPool, still_at_work: usize, well: bool) -> u32 {
        let (run, blocked_lanes) = match host {
            Host::Pool(..) => (None, still_at_work),
            Host::Isolate(isolate) => {
                let isolates = if still_at_work == 0 && well { &mut self.idle } else { &mut self.lost };
                isolates.push(isolate);
                (None, 0)
            }
            Host::Processes(run) => (Some(run), 0),
            Host::Pipeline(run) => {
                let blocked_lanes = if run.uses_pool() { still_at_work } else { 0 };
                (run.into_processes(), blocked_lanes)
            }
        };
        if let Some(run) = run {
            let (reusable, lost) = run.into_isolates();
            self.lost.extend(lost);
            match processes {
                ProcessPool::Reuse => self.idle.extend(reusable),
                ProcessPool::Fresh => self.lost.extend(reusable),
            }
        }
        blocked_lanes as u32
    }
}

/// What is handed over to the lanes of a run.
struct Order<'a> {
    case: &'a Case,
    workload: Workload,
    /// Makes the requests of this run differ from those of every other.
    label: String,
    material: &'a Material,
    /// The moment all spans count from.
    epoch: Timestamp,
}

/// Follows a run until all its lanes ended, or until they had their time to do so after a stop.
async fn follow(
    host: &mut Host,
    log: &mut RunLog,
    epoch: Timestamp,
    stops: &mut UnboundedReceiver<()>,
    telling: Telling,
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
                    telling.done(told);
                }
                telling.drew(log.take_tiles());
            },
            () = grace => break,
        }
    }
    host.news().into_iter().for_each(|event| log.add(event));
    telling.drew(log.take_tiles());
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
