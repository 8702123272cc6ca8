//! Run in two stages: some lanes fetch, others process, with a bounded queue between them.

use crate::http::{self, Http};
use crate::pool::{PoolRun, ThreadSettings};
use crate::run::processes::{PreparedProcesses, ProcessRun};
use crate::time::WorkerClock;
use futures::FutureExt;
use futures::future::{self, Either, LocalBoxFuture};
use lanes_model::{Case, Ended, Failure, Timestamp};
use lanes_workloads::pipeline::{Handover, run_fetching_lane, run_fetching_loop, run_processing_lane};
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{Lane, LaneEvent, ProcessOrder, RequestTasks, StopFlag, TaskSource};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;

/// Run in two stages. The lanes that fetch come first.
pub(crate) struct PipelineRun {
    fetching: FetchingStage,
    fetching_lanes: usize,
    processing: ProcessingStage,
    handover: Arc<Handover>,
    stop: StopFlag,
}

enum FetchingStage {
    /// On this worker's own event loop, which only ever awaits.
    Loop(FetchingLoop),
    /// On threads of the pool.
    Threads(PoolRun),
}

enum ProcessingStage {
    Threads(PoolRun),
    Processes(Box<ProcessRun>),
}

/// Lanes of the processing stage, prepared.
pub(crate) enum PreparedProcessing {
    /// Number of the pool's threads.
    Threads(usize),
    /// Processes.
    Processes(PreparedProcesses),
}

impl PipelineRun {
    /// Starts both stages.
    ///
    /// # Errors
    /// If a stage has no threads, or the browser creates no worker.
    pub(crate) fn start(
        case: &Case,
        tasks: RequestTasks<Http>,
        order: ProcessOrder,
        processing: PreparedProcessing,
    ) -> Result<PipelineRun, Failure> {
        http::keep_times();
        let epoch = order.epoch;
        let threads = ThreadSettings::new(case, epoch);
        let fetching_threads = case.fetching_threads();
        let fetching_lanes = fetching_threads.max(1) as usize;
        let handover = Arc::new(Handover::new(case.queue, fetching_lanes as u32));
        let tasks = Arc::new(tasks);
        let processing = match processing {
            PreparedProcessing::Threads(count) => {
                let (tasks, handover) = (Arc::clone(&tasks), Arc::clone(&handover));
                ProcessingStage::Threads(PoolRun::start(threads.lanes(count), move |_, lane| {
                    run_processing_lane(&tasks, &handover, lane)
                })?)
            }
            PreparedProcessing::Processes(processes) => {
                let source = TaskSource::Fetched(Box::pin(handover.receiver()));
                ProcessingStage::Processes(Box::new(ProcessRun::start(order, source, processes)?))
            }
        };
        let fetching = if fetching_threads == 0 {
            FetchingStage::Loop(FetchingLoop::start(case.limit, tasks, Arc::clone(&handover), epoch))
        } else {
            let queue = TaskQueue::new(tasks.requests.count);
            let handover = Arc::clone(&handover);
            FetchingStage::Threads(PoolRun::start(threads.lanes(fetching_lanes), move |_, lane| {
                run_fetching_lane(&tasks, &queue, &handover, lane)
            })?)
        };
        Ok(PipelineRun { fetching, fetching_lanes, processing, handover, stop: threads.stop })
    }

    /// Returns the next event on the lanes. The future may be dropped and asked for again.
    pub(crate) async fn next_event(&mut self) -> LaneEvent {
        let fetching = pin!(async {
            match &mut self.fetching {
                FetchingStage::Loop(stage) => stage.next_event().await,
                FetchingStage::Threads(stage) => stage.next_event().await,
            }
        });
        let processing = pin!(async {
            match &mut self.processing {
                ProcessingStage::Threads(stage) => stage.next_event().await,
                ProcessingStage::Processes(stage) => stage.next_event().await,
            }
        });
        match future::select(fetching, processing).await {
            Either::Left((event, _)) => event,
            Either::Right((event, _)) => event.on_lanes_from(self.fetching_lanes),
        }
    }

    /// Takes the reports of lanes that send none themselves.
    pub(crate) fn take_reports(&self) -> Vec<LaneEvent> {
        let mut reports = match &self.fetching {
            FetchingStage::Loop(stage) => {
                vec![LaneEvent::Reported { lane: 0, report: stage.lane.take_report() }]
            }
            FetchingStage::Threads(stage) => stage.take_reports(),
        };
        if let ProcessingStage::Threads(stage) = &self.processing {
            let events = stage.take_reports().into_iter();
            reports.extend(events.map(|event| event.on_lanes_from(self.fetching_lanes)));
        }
        reports
    }

    /// Asks both stages to stop.
    pub(crate) fn stop(&mut self) {
        self.stop.raise();
        self.handover.close();
        if let FetchingStage::Loop(stage) = &mut self.fetching {
            stage.stop();
        }
        if let ProcessingStage::Processes(stage) = &mut self.processing {
            stage.stop();
        }
    }

    /// Returns true if any of its lanes is a thread of the pool.
    pub(crate) fn uses_pool(&self) -> bool {
        matches!(self.fetching, FetchingStage::Threads(_))
            || matches!(self.processing, ProcessingStage::Threads(_))
    }

    /// Returns the run of the processing stage, if that is on processes.
    pub(crate) fn into_processes(self) -> Option<ProcessRun> {
        match self.processing {
            ProcessingStage::Processes(run) => Some(*run),
            ProcessingStage::Threads(_) => None,
        }
    }
}

/// Fetching lane on this worker's event loop.
struct FetchingLoop {
    lane: Rc<Lane<WorkerClock>>,
    /// None once it has ended.
    work: Option<LocalBoxFuture<'static, Result<Ended, Failure>>>,
}

impl FetchingLoop {
    fn start(
        limit: u32,
        tasks: Arc<RequestTasks<Http>>,
        handover: Arc<Handover>,
        epoch: Timestamp,
    ) -> FetchingLoop {
        let lane = Rc::new(Lane::new(WorkerClock, epoch, StopFlag::default(), tasks.requests.count));
        let own = Rc::clone(&lane);
        let work = async move { run_fetching_loop(&tasks, limit, &handover, &own).await };
        FetchingLoop { lane, work: Some(work.boxed_local()) }
    }

    async fn next_event(&mut self) -> LaneEvent {
        let Some(work) = &mut self.work else { return future::pending().await };
        let outcome = work.await;
        self.work = None;
        LaneEvent::LaneEnded { at: self.lane.now(), outcome }
    }

    /// Drops the requests under way. The end of the lane is its next event.
    fn stop(&mut self) {
        if self.work.is_some() {
            self.work = Some(future::ready(Ok(Ended::Stopped)).boxed_local());
        }
    }
}
