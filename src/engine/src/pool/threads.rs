//! The rayon pool: lanes that are threads on one shared memory.

use super::crash::{note_task, report_crash};
use crate::clock::WorkerClock;
use crate::run_log::LaneEvent;
use crate::tasks::{Tasks, blocking_tasks};
use futures::StreamExt;
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::future;
use lanes_model::message::RunOrder;
use lanes_model::{Failure, Strategy};
use lanes_workloads::schedule::{TaskQueue, run_lane};
use lanes_workloads::{Gil, Lane, StopFlag};
use std::sync::Arc;
use std::time::Duration;

/// What the threads of a run share.
struct Shared {
    tasks: Tasks,
    queue: TaskQueue,
    lanes: Vec<Lane<WorkerClock>>,
}

/// A run on the pool.
pub(crate) struct PoolRun {
    shared: Arc<Shared>,
    stop: StopFlag,
    events: UnboundedReceiver<LaneEvent>,
}

impl PoolRun {
    /// Hands the work to that many threads. It does not wait for them: this worker's event loop is to
    /// stay free.
    pub(crate) fn start(order: &RunOrder, lanes: usize, base: &str) -> Result<PoolRun, Failure> {
        let stop = StopFlag::default();
        let count = order.workload.tasks();
        let interval = Duration::from_micros(u64::from(order.switch_interval_us));
        let gil = (order.strategy == Strategy::ThreadsGil).then(|| Arc::new(Gil::new(interval)));
        let lane = |_| {
            let lane = Lane::new(WorkerClock, order.epoch, stop.clone(), count);
            let lane = lane.announcing(note_task);
            match &gil {
                Some(gil) => lane.under(Arc::clone(gil)),
                None => lane,
            }
        };
        let shared = Arc::new(Shared {
            tasks: blocking_tasks(&order.workload, &order.label, base),
            queue: TaskQueue::new(count),
            lanes: (0..lanes).map(lane).collect(),
        });
        let (sender, events) = mpsc::unbounded();
        for index in 0..lanes {
            let (shared, sender) = (Arc::clone(&shared), sender.clone());
            rayon::spawn(move || {
                let lane = &shared.lanes[index];
                let outcome = run_lane(shared.tasks.as_ref(), &shared.queue, lane, || {});
                // The receiver is gone where the run was given up; then nobody wants to know.
                let _ = sender.unbounded_send(LaneEvent::Ended { at: lane.now(), outcome });
            });
        }
        Ok(PoolRun { shared, stop, events })
    }

    /// What happens next on its lanes.
    pub(crate) async fn next_event(&mut self) -> LaneEvent {
        match self.events.next().await {
            Some(event) => event,
            // Every thread sent its end, and nothing else is ever waited for.
            None => future::pending().await,
        }
    }

    /// Asks the threads to stop.
    pub(crate) fn stop(&self) {
        self.stop.raise();
    }

    /// What happened on the lanes since the last call.
    pub(crate) fn news(&self) -> Vec<LaneEvent> {
        let lanes = self.shared.lanes.iter().enumerate();
        lanes.map(|(lane, at_work)| LaneEvent::News { lane, news: at_work.news() }).collect()
    }
}

/// Has each thread of the pool tell if it crashes, on the channel of that name, and counts the threads by
/// their answers.
pub(crate) async fn make_ready(crash_channel: String) -> u32 {
    let (sender, answers) = mpsc::unbounded();
    rayon::spawn_broadcast(move |_| {
        report_crash(&crash_channel);
        let _ = sender.unbounded_send(());
    });
    answers.fold(0, |count, ()| async move { count + 1 }).await
}
