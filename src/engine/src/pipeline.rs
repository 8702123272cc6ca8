//! A run in two stages: some lanes fetch, others process, and a bounded queue lies between.

use crate::clock::WorkerClock;
use crate::http::{self, Http};
use crate::pool::{PoolRun, PoolSetting};
use crate::processes::ProcessRun;
use crate::run_log::LaneEvent;
use futures::FutureExt;
use futures::future::{self, Either, LocalBoxFuture};
use lanes_model::{Case, Ended, Failure, Timestamp};
use lanes_workloads::pipeline::{Handover, run_fetching_lane, run_fetching_loop, run_processing_lane};
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{Lane, RequestTasks, StopFlag};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;

/// A run in two stages. The lanes that fetch come first.
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

/// Where the second stage happens.
pub(crate) enum ProcessingPlace<F> {
    /// On that many threads of the pool.
    Threads(usize),
    /// On processes, which `F` starts, given the hand-over.
    Processes(F),
}

impl PipelineRun {
    /// Starts both stages.
    pub(crate) fn start(
        case: &Case,
        tasks: RequestTasks<Http>,
        epoch: Timestamp,
        place: ProcessingPlace<impl FnOnce(&Handover) -> Result<ProcessRun, Failure>>,
    ) -> Result<PipelineRun, Failure> {
        http::keep_times();
        let setting = PoolSetting::new(case, epoch);
        let fetching_threads = case.fetching_threads();
        let fetching_lanes = fetching_threads.max(1) as usize;
        let handover = Arc::new(Handover::new(case.queue, fetching_lanes as u32));
        let tasks = Arc::new(tasks);
        let processing = match place {
            ProcessingPlace::Threads(lanes) => {
                let (tasks, handover) = (Arc::clone(&tasks), Arc::clone(&handover));
                ProcessingStage::Threads(PoolRun::start(&setting, lanes, move |_, lane| {
                    run_processing_lane(&tasks, &handover, lane)
                })?)
            }
            ProcessingPlace::Processes(start) => ProcessingStage::Processes(Box::new(start(&handover)?)),
        };
        let fetching = if fetching_threads == 0 {
            FetchingStage::Loop(FetchingLoop::start(case.limit, tasks, Arc::clone(&handover), epoch))
        } else {
            let queue = TaskQueue::new(tasks.requests.count);
            let handover = Arc::clone(&handover);
            FetchingStage::Threads(PoolRun::start(&setting, fetching_lanes, move |_, lane| {
                run_fetching_lane(&tasks, &queue, &handover, lane)
            })?)
        };
        Ok(PipelineRun { fetching, fetching_lanes, processing, handover, stop: setting.stop })
    }

    /// What happens next on its lanes. The future may be dropped and asked for again.
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

    /// What happened meanwhile and is not told as an event.
    pub(crate) fn news(&self) -> Vec<LaneEvent> {
        let mut news = match &self.fetching {
            FetchingStage::Loop(stage) => vec![LaneEvent::News { lane: 0, news: stage.lane.news() }],
            FetchingStage::Threads(stage) => stage.news(),
        };
        if let ProcessingStage::Threads(stage) = &self.processing {
            news.extend(stage.news().into_iter().map(|event| event.on_lanes_from(self.fetching_lanes)));
        }
        news
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

    /// Whether any of its lanes is a thread of the pool.
    pub(crate) fn uses_pool(&self) -> bool {
        matches!(self.fetching, FetchingStage::Threads(_))
            || matches!(self.processing, ProcessingStage::Threads(_))
    }

    /// The processes it used, where it did.
    pub(crate) fn into_processes(self) -> Option<ProcessRun> {
        match self.processing {
            ProcessingStage::Processes(run) => Some(*run),
            ProcessingStage::Threads(_) => None,
        }
    }
}

/// Fetching on this worker's event loop.
struct FetchingLoop {
    lane: Rc<Lane<WorkerClock>>,
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
        LaneEvent::Ended { at: self.lane.now(), outcome }
    }

    /// Gives up what is under way; its end is the next event.
    fn stop(&mut self) {
        if self.work.is_some() {
            self.work = Some(future::ready(Ok(Ended::Stopped)).boxed_local());
        }
    }
}
