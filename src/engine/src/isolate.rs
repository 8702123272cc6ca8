//! Inside an isolate: one lane, with a memory of its own, that does what it is told by message.

use crate::clock::WorkerClock;
use crate::crossing::sum_cargo;
use crate::http::{self, Http};
use crate::port::{self, Received};
use crate::shared_cell;
use crate::tasks::tasks_of;
use crate::timer::ticks;
use futures::channel::mpsc::UnboundedReceiver;
use futures::{FutureExt, StreamExt, select_biased};
use lanes_model::message::{
    FromIsolate, RunOrder, TaskInput, TaskOrder, TaskOutput, ToIsolate, decode, encode,
};
use lanes_model::{Ended, Failure, FailureKind, Phase, Scheduler, Span, Stage, Timestamp};
use lanes_workloads::schedule::{TaskQueue, run_task};
use lanes_workloads::{BlockingTasks, Lane, Material, StopFlag, Tasks};
use std::pin::pin;
use wasm_bindgen::JsValue;

/// How often news are sent at most.
const NEWS_INTERVAL_MS: u32 = 50;

type Messages = UnboundedReceiver<Received<ToIsolate>>;

/// Answers messages from here on.
pub(crate) fn start(base: String) {
    wasm_bindgen_futures::spawn_local(serve(base, port::messages_of_owner()));
    port::post_to_owner(&FromIsolate::Ready);
}

async fn serve(base: String, mut messages: Messages) {
    let mut material = Material::default();
    while let Some(Received { message, at, cargo }) = messages.next().await {
        let outcome = match message {
            Ok(ToIsolate::Prepare { workload, files }) => {
                Material::prepare(&workload, &files).map(|prepared| {
                    material = prepared;
                    FromIsolate::Ready
                })
            }
            Ok(ToIsolate::Run { order }) => make_run(&order, &material, &base, &mut messages).await,
            Ok(ToIsolate::Task { order }) => do_task(&order, &base, at, &cargo),
            // What it was meant for has just ended.
            Ok(ToIsolate::Stop) => continue,
            Err(failure) => Err(failure),
        };
        port::post_to_owner(&outcome.unwrap_or_else(|failure| FromIsolate::Failed { failure }));
    }
}

fn lane(epoch: Timestamp, tasks: u32) -> Lane<WorkerClock> {
    let stop = StopFlag::or_elsewhere(shared_cell::own_says_stop);
    Lane::new(WorkerClock, epoch, stop, tasks).announcing(shared_cell::tell_task)
}

/// Runs one task, as a process of a pool. `at` is when the message came, and `cargo` what came beside it.
fn do_task(order: &TaskOrder, base: &str, at: Timestamp, cargo: &JsValue) -> Result<FromIsolate, Failure> {
    let TaskOrder { task, epoch, sent, .. } = *order;
    let arrived = at.since(epoch).max(sent);
    let lane = lane(epoch, 1);
    let input: TaskInput<'_> = decode(&order.input)?;
    let read = lane.now();
    // A process has what it is sent, and nothing else.
    let tasks = || tasks_of(&input.workload, &Material::default(), &input.label, base);
    let outcome = run_task(task, &lane, || match input.stage {
        Stage::Whole if !cargo.is_undefined() => sum_cargo(cargo, task, &lane),
        Stage::Whole | Stage::Fetching => BlockingTasks::run(&tasks(), task, &input.bytes, &lane),
        Stage::Processing => tasks().process(task, &input.bytes, &lane),
    });
    let output: TaskOutput = match outcome {
        Ok(output) => output,
        Err(ended) => return Ok(FromIsolate::Finished { ended: ended?, at: lane.now() }),
    };
    let output = lane.timed(task, Phase::Serialize, || encode(&output))?;
    let span = |phase, start, end| Span { task: Some(task), phase, start, end };
    let mut spans = vec![span(Phase::Queue, sent, arrived), span(Phase::Deserialize, arrived, read)];
    spans.extend(lane.news().spans);
    Ok(FromIsolate::TaskDone { task, output, spans, sent: lane.now() })
}

/// Makes a whole run on this lane.
async fn make_run(
    order: &RunOrder,
    material: &Material,
    base: &str,
    messages: &mut Messages,
) -> Result<FromIsolate, Failure> {
    let tasks = tasks_of(&order.workload, material, &order.label, base);
    let count = order.workload.tasks();
    let lane = lane(order.epoch, count);
    http::keep_times();
    let ended = match order.scheduler {
        Scheduler::Sequential => tasks.run_lane(&TaskQueue::new(count), 0, &lane, tell_news(&lane)),
        Scheduler::Async => as_futures(&tasks, order.limit, &lane, messages).await,
        other => {
            let message = format!("An isolate has one lane. {other:?} needs more.");
            Err(Failure::new(FailureKind::Unsupported, message))
        }
    };
    let at = lane.now();
    send_news(&lane);
    Ok(FromIsolate::Finished { ended: ended?, at })
}

/// Runs all tasks on this event loop until they are done or a message says stop.
async fn as_futures(
    tasks: &Tasks<Http>,
    limit: u32,
    lane: &Lane<WorkerClock>,
    messages: &mut Messages,
) -> Result<Ended, Failure> {
    let mut work = pin!(tasks.run_event_loop(limit, lane, tell_news(lane)).fuse());
    let mut ticks = pin!(ticks(NEWS_INTERVAL_MS).fuse());
    loop {
        select_biased! {
            received = messages.next() => {
                if matches!(received, None | Some(Received { message: Ok(ToIsolate::Stop), .. })) {
                    return Ok(Ended::Stopped);
                }
            },
            ended = work => return ended,
            _ = ticks.next() => send_news(lane),
        }
    }
}

/// Sends news between tasks, though not after each. A lane that computes has no other time for it: what
/// it has told is known, even if it is ended then.
fn tell_news(lane: &Lane<WorkerClock>) -> impl FnMut() {
    let mut told = lane.now();
    move || {
        if (lane.now() - told).0 >= f64::from(NEWS_INTERVAL_MS) {
            send_news(lane);
            told = lane.now();
        }
    }
}

fn send_news(lane: &Lane<WorkerClock>) {
    let news = lane.news();
    if !news.is_empty() {
        port::post_to_owner(&FromIsolate::Report { spans: news.spans, reports: news.reports });
    }
}
