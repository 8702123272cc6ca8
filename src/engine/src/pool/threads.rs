//! The rayon pool: lanes that are threads on one shared memory.

use super::PoolSetting;
use super::crash::{note_task, report_crash};
use crate::clock::WorkerClock;
use crate::run_log::LaneEvent;
use futures::StreamExt;
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::channel::oneshot;
use futures::future;
use lanes_model::{Ended, Failure};
use lanes_workloads::Lane;
use std::sync::Arc;

/// A run, or a stage of one, on the pool.
pub(crate) struct PoolRun {
    lanes: Arc<Vec<Lane<WorkerClock>>>,
    events: UnboundedReceiver<LaneEvent>,
}

impl PoolRun {
    /// Has that many threads each do `work`, given their place among them and their lane. It does not wait
    /// for them: this worker's event loop is to stay free.
    pub(crate) fn start(
        setting: &PoolSetting,
        lanes: usize,
        work: impl Fn(usize, &Lane<WorkerClock>) -> Result<Ended, Failure> + Send + Sync + 'static,
    ) -> Result<PoolRun, Failure> {
        let lane = |_| {
            let lane = Lane::new(WorkerClock, setting.epoch, setting.stop.clone(), setting.tasks);
            let lane = lane.announcing(note_task);
            match &setting.gil {
                Some(gil) => lane.under(Arc::clone(gil)),
                None => lane,
            }
        };
        let all: Arc<Vec<_>> = Arc::new((0..lanes).map(lane).collect());
        let work = Arc::new(work);
        let (sender, events) = mpsc::unbounded();
        for index in 0..lanes {
            let (all, work, sender) = (Arc::clone(&all), Arc::clone(&work), sender.clone());
            rayon::spawn(move || {
                let lane = &all[index];
                let outcome = work(index, lane);
                // The receiver is gone where the run was given up; then nobody wants to know.
                let _ = sender.unbounded_send(LaneEvent::Ended { at: lane.now(), outcome });
            });
        }
        Ok(PoolRun { lanes: all, events })
    }

    /// What happens next on its lanes.
    pub(crate) async fn next_event(&mut self) -> LaneEvent {
        match self.events.next().await {
            Some(event) => event,
            // Every thread sent its end, and nothing else is ever waited for.
            None => future::pending().await,
        }
    }

    /// What happened on the lanes since the last call.
    pub(crate) fn news(&self) -> Vec<LaneEvent> {
        let lanes = self.lanes.iter().enumerate();
        lanes.map(|(lane, at_work)| LaneEvent::News { lane, news: at_work.news() }).collect()
    }
}

/// Has a thread of the pool compute something: this worker's event loop is to stay free.
pub(crate) async fn compute<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, answer) = oneshot::channel();
    rayon::spawn(move || {
        // The receiver is gone where a Stop came before.
        let _ = sender.send(work());
    });
    match answer.await {
        Ok(answer) => answer,
        // It panicked, which ends the pool: the page hears of that from the thread.
        Err(oneshot::Canceled) => future::pending().await,
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
