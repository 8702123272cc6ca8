//! Run whose lanes are ready before its clock starts.

use crate::attachment;
use crate::http::Http;
use crate::isolate::{Isolate, IsolateStore, fell_silent};
use crate::messages::AttachedValue;
use crate::pool::{PoolRun, ThreadSettings};
use crate::run::active::ActiveRun;
use crate::run::pipeline::{PipelineRun, PreparedProcessing};
use crate::run::processes::{PreparedProcesses, ProcessRun};
use crate::supplies::Supply;
use lanes_model::limits::MAX_PROCESSES;
use lanes_model::message::{RunOrder, ToIsolate};
use lanes_model::strategy::Processing;
use lanes_model::workload::Requests;
use lanes_model::{
    Case, Failure, FailureKind, LaneKind, ProcessPool, Scheduler, Stage, Timestamp, Work, Workload,
};
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{Attachment, Material, ProcessOrder, RequestTasks, TaskSource, tasks_of};

/// Lanes of a run, ready to start.
pub(crate) enum PreparedRun {
    /// Number of the pool's threads.
    Pool(usize),
    /// One isolate.
    Isolate(Isolate),
    /// Processes, and the attachment of their only task, if it has one.
    Processes(PreparedProcesses, Option<Attachment<AttachedValue>>),
    /// Two stages: the requests, and the lanes that process the responses.
    Pipeline(Requests, PreparedProcessing),
}

/// Returns true if the lanes of a case are isolates, all or some.
pub(super) fn needs_isolates(case: &Case, has_pool: bool) -> bool {
    match &case.work {
        Work::Whole { scheduler, .. } => match scheduler {
            Scheduler::Threads | Scheduler::ThreadsGil | Scheduler::Program => false,
            Scheduler::Sequential => !has_pool,
            Scheduler::Async | Scheduler::Processes => true,
        },
        Work::Staged { stages, .. } => stages.processing == Processing::Processes,
    }
}

/// Work to hand to the lanes of a run.
pub(crate) struct RunSpec<'a> {
    pub(crate) case: &'a Case,
    pub(crate) workload: Workload,
    /// Text that makes the URLs of this run differ from those of every other.
    pub(crate) label: String,
    pub(crate) material: &'a Material,
    /// Moment that all spans count from.
    pub(crate) epoch: Timestamp,
    /// Absolute URL that requests are relative to.
    pub(crate) base: &'a str,
}

impl PreparedRun {
    /// Prepares the lanes of a case and waits until they have started, except for fresh processes, which start while
    /// the run's clock runs.
    ///
    /// # Errors
    /// If an isolate does not start, or there is no memory for an attachment.
    pub(crate) async fn new(
        case: &Case,
        workload: &Workload,
        has_pool: bool,
        store: &mut IsolateStore,
    ) -> Result<PreparedRun, Failure> {
        let workers = case.workers.max(1) as usize;
        Ok(match &case.work {
            Work::Whole { scheduler, .. } => match scheduler {
                Scheduler::Threads | Scheduler::ThreadsGil => PreparedRun::Pool(workers),
                Scheduler::Sequential if has_pool => PreparedRun::Pool(1),
                Scheduler::Sequential | Scheduler::Async => {
                    PreparedRun::Isolate(store.take(1).await?.pop().ok_or_else(fell_silent)?)
                }
                Scheduler::Program => {
                    return Err(Failure::new(FailureKind::Unsupported, "Only CPython runs your program."));
                }
                Scheduler::Processes => {
                    let attachment = match workload {
                        Workload::Crossing(crossing) => Some(attachment::attach(crossing)?),
                        _ => None,
                    };
                    PreparedRun::Processes(prepare_processes(case, store).await?, attachment)
                }
            },
            Work::Staged { stages, requests } => {
                let processing = match stages.processing {
                    Processing::Threads | Processing::ThreadsGil => PreparedProcessing::Threads(workers),
                    Processing::Processes => {
                        PreparedProcessing::Processes(prepare_processes(case, store).await?)
                    }
                };
                PreparedRun::Pipeline(requests.clone(), processing)
            }
        })
    }

    /// Hands an isolate the files of the run. Threads share them, and processes are sent theirs with each task.
    ///
    /// # Errors
    /// If the isolate cannot prepare the files.
    pub(crate) async fn supply(&mut self, workload: &Workload, supply: &Supply) -> Result<(), Failure> {
        match self {
            PreparedRun::Isolate(isolate) if !supply.material.is_nothing() => {
                isolate.prepare(workload, &supply.files).await
            }
            _ => Ok(()),
        }
    }

    /// Returns the kinds and stages of the lanes, in their order.
    pub(crate) fn lanes(&self, case: &Case) -> Vec<(LaneKind, Stage)> {
        match self {
            PreparedRun::Pool(count) => vec![(LaneKind::Thread, Stage::Whole); *count],
            PreparedRun::Isolate(_) if case.work.is_sequential() => {
                vec![(LaneKind::Thread, Stage::Whole)]
            }
            PreparedRun::Isolate(_) => vec![(LaneKind::EventLoop, Stage::Whole)],
            PreparedRun::Processes(processes, _) => {
                vec![(LaneKind::Process, Stage::Whole); processes.count()]
            }
            PreparedRun::Pipeline(_, processing) => {
                let mut lanes = match case.fetching_threads() {
                    0 => vec![(LaneKind::EventLoop, Stage::Fetching)],
                    threads => vec![(LaneKind::Thread, Stage::Fetching); threads as usize],
                };
                let (kind, count) = match processing {
                    PreparedProcessing::Threads(count) => (LaneKind::Thread, *count),
                    PreparedProcessing::Processes(processes) => (LaneKind::Process, processes.count()),
                };
                lanes.extend(vec![(kind, Stage::Processing); count]);
                lanes
            }
        }
    }

    /// Starts the run.
    ///
    /// # Errors
    /// If the lanes cannot be handed their work.
    pub(crate) fn start(self, spec: RunSpec<'_>) -> Result<ActiveRun, Failure> {
        let RunSpec { case, workload, label, material, epoch, base } = spec;
        let http = Http::for_workload(&workload, base);
        let queue = |lanes: usize| {
            TaskQueue::in_shares(workload.tasks(), if case.splits_beforehand() { lanes as u32 } else { 1 })
        };
        Ok(match self {
            PreparedRun::Pool(count) => {
                let threads = ThreadSettings::new(case, epoch);
                let (tasks, queue) = (tasks_of(&workload, material, &label, http), queue(count));
                let run = PoolRun::start(threads.lanes(count), move |index, lane| {
                    tasks.run_lane(&queue, index, lane, &mut || {})
                })?;
                ActiveRun::Pool(run, threads.stop)
            }
            PreparedRun::Isolate(isolate) => {
                let Work::Whole { scheduler, .. } = case.work else {
                    return Err(Failure::new(FailureKind::Unsupported, "An isolate has one lane."));
                };
                let order = RunOrder { workload, scheduler, limit: case.limit, epoch, label };
                isolate.post(&ToIsolate::StartRun { order })?;
                ActiveRun::Isolate(isolate)
            }
            PreparedRun::Processes(processes, attachment) => {
                let source = match attachment {
                    Some(attachment) => TaskSource::Attached(Some(attachment)),
                    None => {
                        let tasks = tasks_of(&workload, material, &label, http);
                        TaskSource::new(tasks, queue(processes.count()))
                    }
                };
                let order = ProcessOrder { workload, label, epoch };
                ActiveRun::Processes(ProcessRun::start(order, source, processes)?)
            }
            PreparedRun::Pipeline(requests, processing) => {
                let tasks = RequestTasks { requests, label: label.clone(), network: http };
                let order = ProcessOrder { workload, label, epoch };
                ActiveRun::Pipeline(PipelineRun::start(case, tasks, order, processing)?)
            }
        })
    }
}

async fn prepare_processes(case: &Case, store: &mut IsolateStore) -> Result<PreparedProcesses, Failure> {
    let count = case.workers.max(1) as usize;
    Ok(match case.processes {
        ProcessPool::Reuse => PreparedProcesses::Ready(store.take(count).await?),
        ProcessPool::Fresh => {
            // Idle isolates hold memories too, and a browser allows only so many.
            store.limit_idle((MAX_PROCESSES as usize).saturating_sub(count));
            PreparedProcesses::Fresh { count, spawn: store.spawner() }
        }
    })
}
