//! rayon's pool: lanes that are threads on one shared memory.

use crate::time::WorkerClock;
use futures::StreamExt;
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::channel::oneshot;
use futures::future;
use lanes_model::{Ended, Failure, TaskId};
use lanes_workloads::{Lane, LaneEvent};
use std::sync::Arc;
use wasm_bindgen::prelude::*;

// A thread that traps (out of stack, out of memory) is gone, and the module with it. Only JavaScript can still report
// the exception, and the task.
#[wasm_bindgen(module = "/src/pool/report_crash.js")]
extern "C" {
    #[wasm_bindgen(js_name = reportCrash)]
    fn report_crash(channel_name: &str);

    #[wasm_bindgen(js_name = noteTask)]
    fn note_task_number(number: u32);
}

/// Run, or stage of one, on the pool.
pub(crate) struct PoolRun {
    lanes: Arc<Vec<Lane<WorkerClock>>>,
    events: UnboundedReceiver<LaneEvent>,
}

impl PoolRun {
    /// Starts `work` on one thread for each lane, with the lane and its index, and returns at once: this worker's
    /// event loop stays free.
    pub(crate) fn start(
        lanes: Vec<Lane<WorkerClock>>,
        work: impl Fn(usize, &Lane<WorkerClock>) -> Result<Ended, Failure> + Send + Sync + 'static,
    ) -> Result<PoolRun, Failure> {
        let note_task = |task: Option<TaskId>| note_task_number(task.map_or(0, TaskId::number));
        let lanes: Arc<Vec<_>> = Arc::new(lanes.into_iter().map(|lane| lane.announcing(note_task)).collect());
        let work = Arc::new(work);
        let (sender, events) = mpsc::unbounded();
        for index in 0..lanes.len() {
            let (lanes, work, sender) = (Arc::clone(&lanes), Arc::clone(&work), sender.clone());
            rayon::spawn(move || {
                let lane = &lanes[index];
                let outcome = work(index, lane);
                // Without a receiver the run was given up, and nothing depends on its end.
                let _ = sender.unbounded_send(LaneEvent::LaneEnded { at: lane.now(), outcome });
            });
        }
        Ok(PoolRun { lanes, events })
    }

    /// Returns the next event on the lanes.
    pub(crate) async fn next_event(&mut self) -> LaneEvent {
        match self.events.next().await {
            Some(event) => event,
            // All threads have ended, so there is no other event.
            None => future::pending().await,
        }
    }

    /// Takes the reports of all lanes since the last call.
    pub(crate) fn take_reports(&self) -> Vec<LaneEvent> {
        let lanes = self.lanes.iter().enumerate();
        lanes.map(|(lane, at_work)| LaneEvent::Reported { lane, report: at_work.take_report() }).collect()
    }
}

/// Computes something on a thread of the pool, so that this worker's event loop stays free.
pub(crate) async fn compute<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, answer) = oneshot::channel();
    rayon::spawn(move || {
        // Without a receiver a Stop came first.
        let _ = sender.send(work());
    });
    match answer.await {
        Ok(answer) => answer,
        // A panic has ended the pool, which the page hears from the thread.
        Err(oneshot::Canceled) => future::pending().await,
    }
}

/// Has each thread of the pool report a crash on the broadcast channel of that name. Returns the number of threads that
/// answered.
pub(crate) async fn start(crash_channel: String) -> u32 {
    let (sender, answers) = mpsc::unbounded();
    rayon::spawn_broadcast(move |_| {
        report_crash(&crash_channel);
        let _ = sender.unbounded_send(());
    });
    answers.fold(0, |count, ()| async move { count + 1 }).await
}
