//! Where a run happens: on the pool, in one isolate, or in several.

use crate::isolates::Isolate;
use crate::pool::PoolRun;
use crate::processes::ProcessRun;
use crate::run_log::LaneEvent;
use lanes_model::Millis;

/// A run under way, wherever it happens.
pub(crate) enum Host {
    /// On threads of this engine's pool.
    Pool(PoolRun),
    /// On the one lane of an isolate.
    Isolate(Isolate),
    /// On isolates that are given tasks.
    Processes(ProcessRun),
}

impl Host {
    /// What happens next; `now` dates what cannot date itself. The future may be dropped and asked for
    /// again without losing anything.
    pub(crate) async fn next_event(&mut self, now: impl Fn() -> Millis) -> LaneEvent {
        match self {
            Host::Pool(run) => run.next_event().await,
            Host::Isolate(isolate) => isolate.next_event(now).await,
            Host::Processes(run) => run.next_event().await,
        }
    }

    /// What happened meanwhile and is not told as an event. (Isolates tell everything as it happens.)
    pub(crate) fn news(&self) -> Vec<LaneEvent> {
        match self {
            Host::Pool(run) => run.news(),
            Host::Isolate(_) | Host::Processes(_) => Vec::new(),
        }
    }

    /// Asks the lanes to stop.
    pub(crate) fn stop(&mut self) {
        match self {
            Host::Pool(run) => run.stop(),
            Host::Isolate(isolate) => isolate.stop(),
            Host::Processes(run) => run.stop(),
        }
    }
}
