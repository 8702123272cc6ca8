//! Making of one run: its lanes are prepared, its clock starts, and its events are gathered until all lanes ended.

mod active;
mod pipeline;
mod prepared;
mod processes;
mod progress;

pub(crate) use progress::RunProgress;

use crate::isolate::IsolateStore;
use crate::run::active::ActiveRun;
use crate::run::prepared::{PreparedRun, RunSpec};
use crate::supplies::Supply;
use crate::time::{WorkerClock, sleep, ticks};
use futures::channel::mpsc::UnboundedReceiver;
use futures::future::{Fuse, FusedFuture};
use futures::{FutureExt, StreamExt, select_biased};
use lanes_model::{Case, Failure, Plan, Product, Run, Timestamp, Workload};
use lanes_workloads::{Clock, RunLog};
use std::pin::{Pin, pin};

/// Time between two progress messages.
const PROGRESS_INTERVAL_MS: u32 = 50;

/// Maximum number of spans in a progress message, so that a run of a million tasks does not burden the page.
const MOST_SPANS: usize = 256;

/// Time for lanes to answer a Stop. Lanes that are still blocked then are given up, so that the reader sees the end
/// within 100 ms.
const STOP_GRACE_MS: u32 = 40;

/// Maker of runs, with everything that outlives a run.
pub(crate) struct RunMaker {
    /// Absolute URL that requests are relative to.
    pub(crate) base: String,
    /// True on the threaded engine.
    pub(crate) has_pool: bool,
    pub(crate) isolates: IsolateStore,
}

/// Run that has ended, with what does not stay in it.
pub(crate) struct MadeRun {
    pub(crate) run: Run,
    /// Products of its tasks that are useful only when merged.
    pub(crate) parts: Vec<Product>,
    /// Number of lanes that did not answer a Stop.
    pub(crate) blocked_lanes: u32,
}

impl RunMaker {
    /// Returns true if a run of the plan has isolates.
    pub(crate) fn needs_isolates(&self, plan: &Plan) -> bool {
        plan.cases.iter().any(|case| prepared::needs_isolates(case, self.has_pool))
    }

    /// Makes a run. Returns None if a Stop came before it began.
    ///
    /// # Errors
    /// If the lanes cannot be prepared, or one of them failed.
    pub(crate) async fn make(
        &mut self,
        case: &Case,
        workload: Workload,
        supply: &Supply,
        progress: RunProgress,
        stops: &mut UnboundedReceiver<()>,
    ) -> Result<Option<MadeRun>, Failure> {
        let began = WorkerClock.now();
        let mut prepared = select_biased! {
            () = stops.select_next_some() => return Ok(None),
            prepared = pin!(PreparedRun::new(case, &workload, self.has_pool, &mut self.isolates).fuse()) => prepared?,
        };
        let start_up = WorkerClock.since(began);
        select_biased! {
            () = stops.select_next_some() => return Ok(None),
            supplied = pin!(prepared.supply(&workload, supply).fuse()) => supplied?,
        }
        let mut log = RunLog::new(progress.turn, &prepared.lanes(case), start_up);
        let (label, base) = (progress.run_label(), self.base.as_str());
        let epoch = WorkerClock.now();
        let spec = RunSpec { case, workload, label, material: &supply.material, epoch, base };
        let mut active = prepared.start(spec)?;
        follow(&mut active, &mut log, epoch, stops, progress).await;

        let lanes_at_work = log.lanes_at_work();
        log.name_failed_task(|| active.task_under_way());
        log.abandon(WorkerClock.since(epoch));
        let parts = log.take_parts();
        let outcome = log.finish();
        let blocked_lanes =
            active.release(&mut self.isolates, case.processes, lanes_at_work, outcome.is_err());
        Ok(Some(MadeRun { run: outcome?, parts, blocked_lanes }))
    }
}

/// Gathers the events of a run until all its lanes ended, or until the grace period after a Stop is over.
async fn follow(
    run: &mut ActiveRun,
    log: &mut RunLog,
    epoch: Timestamp,
    stops: &mut UnboundedReceiver<()>,
    progress: RunProgress,
) {
    let mut ticks = pin!(ticks(PROGRESS_INTERVAL_MS).fuse());
    let mut grace = pin!(Fuse::terminated());
    let mut posted = None;
    while log.lanes_at_work() > 0 {
        select_biased! {
            () = stops.select_next_some() => stop(run, grace.as_mut(), || sleep(STOP_GRACE_MS)),
            event = run.next_event(epoch).fuse() => {
                log.add(event);
                if log.has_failed() {
                    stop(run, grace.as_mut(), || sleep(STOP_GRACE_MS));
                }
            },
            _ = ticks.next() => {
                run.take_reports().into_iter().for_each(|event| log.add(event));
                let done = log.tasks_done();
                // The first message shows the page that the lanes are at work.
                if posted.replace(done) != Some(done) {
                    progress.post_done(done);
                    progress.post_spans(WorkerClock.since(epoch), log.copy_new_spans(MOST_SPANS));
                }
                progress.post_tiles(log.take_tiles());
            },
            () = grace => break,
        }
    }
    run.take_reports().into_iter().for_each(|event| log.add(event));
    progress.post_tiles(log.take_tiles());
}

/// Asks the lanes to stop and starts the grace period, unless that has been done.
fn stop<F: Future<Output = ()>>(
    run: &mut ActiveRun,
    mut grace: Pin<&mut Fuse<F>>,
    sleep: impl FnOnce() -> F,
) {
    if grace.is_terminated() {
        run.stop();
        grace.set(sleep().fuse());
    }
}
