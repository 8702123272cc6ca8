//! Where a run happens: on the pool, or in an isolate.

use crate::isolates::Isolate;
use crate::pool::PoolRun;
use crate::run_log::LaneEvent;
use lanes_model::Millis;
use lanes_model::message::ToIsolate;

/// A run under way, wherever it happens.
pub(crate) enum Host {
    /// On threads of this engine's pool.
    Pool(PoolRun),
    /// On the one lane of an isolate.
    Isolate(Isolate),
}

impl Host {
    /// What happens next; `now` dates what cannot date itself. The future may be dropped and asked for
    /// again without losing anything.
    pub(crate) async fn next_event(&mut self, now: impl Fn() -> Millis) -> LaneEvent {
        match self {
            Host::Pool(run) => run.next_event().await,
            Host::Isolate(isolate) => isolate.next_event(now).await,
        }
    }

    /// What happened meanwhile and is not told as an event. (An isolate tells everything as it happens.)
    pub(crate) fn news(&self) -> Vec<LaneEvent> {
        match self {
            Host::Pool(run) => run.news(),
            Host::Isolate(_) => Vec::new(),
        }
    }

    /// Asks the lanes to stop.
    pub(crate) fn stop(&self) {
        match self {
            Host::Pool(run) => run.stop(),
            // One that cannot be told is given up soon after, like one that does not answer.
            Host::Isolate(isolate) => drop(isolate.post(&ToIsolate::Stop)),
        }
    }
}
