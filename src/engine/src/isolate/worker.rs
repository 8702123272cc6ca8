//! Inside an isolate: one lane that runs tasks as messages ask it to.

use crate::attachment::sum_attached;
use crate::http::{self, Http};
use crate::isolate::shared_cell;
use crate::messages::{self, Received};
use crate::time::{WorkerClock, ticks};
use futures::channel::mpsc::UnboundedReceiver;
use futures::{FutureExt, StreamExt, select_biased};
use lanes_model::message::{
    FromIsolate, RunOrder, TaskInput, TaskOrder, TaskOutput, ToIsolate, decode, encode,
};
use lanes_model::{Ended, Failure, FailureKind, Phase, Scheduler, Span, Stage, Timestamp};
use lanes_workloads::schedule::{TaskQueue, run_task};
use lanes_workloads::{Lane, Material, StopFlag, Tasks, prepare, tasks_of};
use std::pin::pin;
use wasm_bindgen::JsValue;

/// Minimum time between two reports.
const REPORT_INTERVAL_MS: u32 = 50;

type Messages = UnboundedReceiver<Received<ToIsolate>>;

/// Answers messages from now on. Requests are relative to `base`.
pub(crate) fn start(base: String) {
    wasm_bindgen_futures::spawn_local(serve(base, messages::messages_of_owner()));
    messages::post_to_owner(&FromIsolate::Ready);
}

async fn serve(base: String, mut messages: Messages) {
    let mut material = Material::default();
    while let Some(Received { message, at, attached }) = messages.next().await {
        let outcome = match message {
            Ok(ToIsolate::Prepare { workload, files }) => prepare(&workload, &files).map(|prepared| {
                material = prepared;
                FromIsolate::Ready
            }),
            Ok(ToIsolate::StartRun { order }) => make_run(&order, &material, &base, &mut messages).await,
            Ok(ToIsolate::RunTask { order }) => run_one_task(&order, &base, at, &attached),
            // What it was meant for has just ended.
            Ok(ToIsolate::Stop) => continue,
            Err(failure) => Err(failure),
        };
        messages::post_to_owner(&outcome.unwrap_or_else(|failure| FromIsolate::Failed { failure }));
    }
}

fn lane(epoch: Timestamp, tasks: u32) -> Lane<WorkerClock> {
    let stop = StopFlag::or_elsewhere(shared_cell::stop_is_set);
    Lane::new(WorkerClock, epoch, stop, tasks).announcing(shared_cell::publish_task)
}

/// Runs one task, as a process of a pool. `at` is when the message came, and `attached` what came with it.
fn run_one_task(
    order: &TaskOrder,
    base: &str,
    at: Timestamp,
    attached: &JsValue,
) -> Result<FromIsolate, Failure> {
    let TaskOrder { task, epoch, sent, .. } = *order;
    let arrived = at.since(epoch).max(sent);
    let lane = lane(epoch, 1);
    let input: TaskInput<'_> = decode(&order.input)?;
    let read = lane.now();
    // A process has nothing but what it is sent.
    let tasks = || {
        let http = Http::for_workload(&input.workload, base);
        tasks_of(&input.workload, &Material::default(), &input.label, http)
    };
    let outcome = run_task(task, &lane, || match input.stage {
        Stage::Whole if !attached.is_undefined() => sum_attached(attached, task, &lane),
        Stage::Whole | Stage::Fetching => tasks().run(task, &input.bytes, &lane),
        Stage::Processing => tasks().process(task, &input.bytes, &lane),
    });
    let output: TaskOutput = match outcome {
        Ok(output) => output,
        Err(ended) => return Ok(FromIsolate::LaneFinished { ended: ended?, at: lane.now() }),
    };
    let output = lane.timed(task, Phase::Serialize, || encode(&output))?;
    let span = |phase, start, end| Span { task: Some(task), phase, start, end };
    let mut spans = vec![span(Phase::Queue, sent, arrived), span(Phase::Deserialize, arrived, read)];
    spans.extend(lane.take_report().spans);
    Ok(FromIsolate::TaskFinished { task, output, spans, sent: lane.now() })
}

/// Makes a whole run on this isolate's lane.
async fn make_run(
    order: &RunOrder,
    material: &Material,
    base: &str,
    messages: &mut Messages,
) -> Result<FromIsolate, Failure> {
    let http = Http::for_workload(&order.workload, base);
    let tasks = tasks_of(&order.workload, material, &order.label, http);
    let count = order.workload.tasks();
    let lane = lane(order.epoch, count);
    http::keep_times();
    let ended = match order.scheduler {
        Scheduler::Sequential => {
            tasks.run_lane(&TaskQueue::new(count), 0, &lane, &mut report_between_tasks(&lane))
        }
        Scheduler::Async => run_as_futures(tasks.as_ref(), order.limit, &lane, messages).await,
        other => {
            let message = format!("An isolate has one lane. {other:?} needs more.");
            Err(Failure::new(FailureKind::Unsupported, message))
        }
    };
    let at = lane.now();
    send_report(&lane);
    Ok(FromIsolate::LaneFinished { ended: ended?, at })
}

/// Runs all tasks on this worker's event loop until they are done or a Stop comes.
async fn run_as_futures(
    tasks: &dyn Tasks<WorkerClock>,
    limit: u32,
    lane: &Lane<WorkerClock>,
    messages: &mut Messages,
) -> Result<Ended, Failure> {
    let mut between = report_between_tasks(lane);
    let mut work = tasks.run_event_loop(limit, lane, &mut between).fuse();
    let mut ticks = pin!(ticks(REPORT_INTERVAL_MS).fuse());
    loop {
        select_biased! {
            received = messages.next() => {
                if matches!(received, None | Some(Received { message: Ok(ToIsolate::Stop), .. })) {
                    return Ok(Ended::Stopped);
                }
            },
            ended = work => return ended,
            _ = ticks.next() => send_report(lane),
        }
    }
}

/// Returns a function that sends a report between two tasks, if the last one is old enough. A lane that computes has
/// no other time for reports, and what it reported is known even if its worker is then ended.
fn report_between_tasks(lane: &Lane<WorkerClock>) -> impl FnMut() {
    let mut last = lane.now();
    move || {
        if (lane.now() - last).0 >= f64::from(REPORT_INTERVAL_MS) {
            send_report(lane);
            last = lane.now();
        }
    }
}

fn send_report(lane: &Lane<WorkerClock>) {
    let report = lane.take_report();
    if !report.is_empty() {
        messages::post_to_owner(&FromIsolate::LaneReport { spans: report.spans, reports: report.reports });
    }
}
