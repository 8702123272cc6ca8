//! Where a run happens: on the pool, in one isolate, in several, or in two stages.

use crate::isolates::Isolate;
use crate::pipeline::PipelineRun;
use crate::pool::PoolRun;
use crate::processes::ProcessRun;
use crate::run_log::LaneEvent;
use lanes_model::{Millis, TaskId};
use lanes_workloads::StopFlag;

/// A run under way, wherever it happens.
pub(crate) enum Host {
    /// On threads of this engine's pool, and what tells them to stop.
    Pool(PoolRun, StopFlag),
    /// On the one lane of an isolate.
    Isolate(Isolate),
    /// On isolates that are given tasks.
    Processes(ProcessRun),
    /// In two stages.
    Pipeline(PipelineRun),
}

impl Host {
    /// What happens next; `now` dates what cannot date itself. The future may be dropped and asked for
    /// again without losing anything.
    pub(crate) async fn next_event(&mut self, now: impl Fn() -> Millis) -> LaneEvent {
        match self {
            Host::Pool(run, _) => run.next_event().await,
            Host::Isolate(isolate) => isolate.next_event(now).await,
            Host::Processes(run) => run.next_event().await,
            Host::Pipeline(run) => run.next_event().await,
        }
    }

    /// What happened meanwhile and is not told as an event. (Isolates tell everything as it happens.)
    pub(crate) fn news(&self) -> Vec<LaneEvent> {
        match self {
            Host::Pool(run, _) => run.news(),
            Host::Pipeline(run) => run.news(),
            Host::Isolate(_) | Host::Processes(_) => Vec::new(),
        }
    }

    /// The task that a crash of the run hit, if that can be told, once all lanes had time to stop.
    pub(crate) fn task_under_way(&self) -> Option<TaskId> {
        match self {
            Host::Isolate(isolate) => isolate.task_under_way(),
            // A process's failure names its task already, and a crash on the pool takes the engine with it.
            Host::Processes(_) | Host::Pool(..) | Host::Pipeline(_) => None,
        }
    }

    /// Asks the lanes to stop.
    pub(crate) fn stop(&mut self) {
        match self {
            Host::Pool(_, stop) => stop.raise(),
            Host::Isolate(isolate) => isolate.stop(),
            Host::Processes(run) => run.stop(),
            Host::Pipeline(run) => run.stop(),
        }
    }
}
