//! Run under way, wherever its lanes are.

use crate::isolate::{Isolate, IsolateStore};
use crate::pool::PoolRun;
use crate::run::pipeline::PipelineRun;
use crate::run::processes::ProcessRun;
use lanes_model::{ProcessPool, TaskId, Timestamp};
use lanes_workloads::{LaneEvent, StopFlag};

/// Lanes of a run under way.
pub(crate) enum ActiveRun {
    /// Threads of the pool, and the flag that stops them.
    Pool(PoolRun, StopFlag),
    /// Event loop or thread of one isolate.
    Isolate(Isolate),
    /// Processes.
    Processes(ProcessRun),
    /// Two stages.
    Pipeline(PipelineRun),
}

impl ActiveRun {
    /// Returns the next event on the lanes of a run that began at `epoch`. The future may be dropped and asked for
    /// again without losing an event.
    pub(crate) async fn next_event(&mut self, epoch: Timestamp) -> LaneEvent {
        match self {
            ActiveRun::Pool(run, _) => run.next_event().await,
            ActiveRun::Isolate(isolate) => isolate.next_event(epoch).await,
            ActiveRun::Processes(run) => run.next_event().await,
            ActiveRun::Pipeline(run) => run.next_event().await,
        }
    }

    /// Takes the reports of lanes that share this worker's memory. Isolates send theirs, as events.
    pub(crate) fn take_reports(&self) -> Vec<LaneEvent> {
        match self {
            ActiveRun::Pool(run, _) => run.take_reports(),
            ActiveRun::Pipeline(run) => run.take_reports(),
            ActiveRun::Isolate(_) | ActiveRun::Processes(_) => Vec::new(),
        }
    }

    /// Returns the task in which the run crashed, if only this side knows it.
    pub(crate) fn task_under_way(&self) -> Option<TaskId> {
        match self {
            ActiveRun::Isolate(isolate) => isolate.task_under_way(),
            // The failure of a process names its task, and a crash on the pool ends the engine.
            ActiveRun::Processes(_) | ActiveRun::Pool(..) | ActiveRun::Pipeline(_) => None,
        }
    }

    /// Asks the lanes to stop.
    pub(crate) fn stop(&mut self) {
        match self {
            ActiveRun::Pool(_, stop) => stop.raise(),
            ActiveRun::Isolate(isolate) => isolate.stop(),
            ActiveRun::Processes(run) => run.stop(),
            ActiveRun::Pipeline(run) => run.stop(),
        }
    }

    /// Gives the isolates back to the store after the run. Returns the number of blocked threads of the pool; an isolate
    /// that is blocked is ended, and another takes its place.
    pub(crate) fn release(
        self,
        store: &mut IsolateStore,
        processes: ProcessPool,
        lanes_at_work: usize,
        has_failed: bool,
    ) -> u32 {
        let (run, blocked_lanes) = match self {
            ActiveRun::Pool(..) => (None, lanes_at_work),
            ActiveRun::Isolate(isolate) => {
                if lanes_at_work == 0 && !has_failed {
                    store.keep([isolate]);
                } else {
                    store.retire([isolate]);
                }
                (None, 0)
            }
            ActiveRun::Processes(run) => (Some(run), 0),
            ActiveRun::Pipeline(run) => {
                let blocked_lanes = if run.uses_pool() { lanes_at_work } else { 0 };
                (run.into_processes(), blocked_lanes)
            }
        };
        if let Some(run) = run {
            let (reusable, lost) = run.into_isolates();
            store.retire(lost);
            match processes {
                ProcessPool::Reuse => store.keep(reusable),
                ProcessPool::Fresh => store.retire(reusable),
            }
        }
        blocked_lanes as u32
    }
}
