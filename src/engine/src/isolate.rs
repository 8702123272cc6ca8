//! Inside an isolate: one lane, with a memory of its own, that makes runs it is told of by message.

use crate::clock::WorkerClock;
use crate::http::Http;
use crate::port;
use crate::timer::ticks;
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::{FutureExt, StreamExt, select_biased};
use lanes_model::message::{FromIsolate, RunOrder, ToIsolate};
use lanes_model::{Ended, Failure, FailureKind, LaneKind, Millis, Strategy, Workload};
use lanes_workloads::schedule::{Step, TaskQueue, run_event_loop, run_next};
use lanes_workloads::{AsyncTasks, BlockingTasks, Lane, RequestTasks, StopFlag, SumTasks};
use std::pin::pin;

/// How often news are sent at most.
const NEWS_INTERVAL_MS: u32 = 50;

/// Answers messages from here on.
pub(crate) fn start(base: String) {
    let (sender, messages) = mpsc::unbounded();
    port::listen_to_owner(move |message| {
        // The receiver lives as long as the isolate.
        let _ = sender.unbounded_send(message);
    });
    wasm_bindgen_futures::spawn_local(serve(base, messages));
    port::post_to_owner(&FromIsolate::Ready);
}

type Messages = UnboundedReceiver<Result<ToIsolate, Failure>>;

async fn serve(base: String, mut messages: Messages) {
    while let Some(message) = messages.next().await {
        let order = match message {
            Ok(ToIsolate::Run { order }) => order,
            // The run it was meant for has just ended.
            Ok(ToIsolate::Stop) => continue,
            Err(failure) => {
                port::post_to_owner(&FromIsolate::Failed { failure });
                continue;
            }
        };
        let outcome = make_run(&order, &base, &mut messages).await;
        port::post_to_owner(&match outcome {
            Ok((ended, at)) => FromIsolate::Finished { ended, at },
            Err(failure) => FromIsolate::Failed { failure },
        });
    }
}

async fn make_run(order: &RunOrder, base: &str, messages: &mut Messages) -> Result<(Ended, Millis), Failure> {
    let kind = match order.strategy {
        Strategy::Async => LaneKind::EventLoop,
        Strategy::Sequential | Strategy::Threads => LaneKind::Thread,
    };
    let lane = Lane::new(kind, WorkerClock, order.epoch, StopFlag::default(), order.workload.tasks());
    let ended = match (&order.workload, order.strategy) {
        (Workload::SumOfSquares { tasks, n }, Strategy::Sequential) => {
            one_after_the_other(&SumTasks { tasks: *tasks, n: *n }, &lane)
        }
        (Workload::Requests(requests), strategy @ (Strategy::Sequential | Strategy::Async)) => {
            let network = Http { base: base.to_owned() };
            let tasks = RequestTasks { requests: requests.clone(), label: order.label.clone(), network };
            match strategy {
                Strategy::Async => Ok(as_futures(&tasks, order.limit, &lane, messages).await),
                _ => one_after_the_other(&tasks, &lane),
            }
        }
        (_, strategy) => Err(Failure::new(
            FailureKind::Unsupported,
            format!("This work cannot be run as {} in an isolate.", strategy.key()),
        )),
    }?;
    let at = lane.now();
    send_news(&lane);
    Ok((ended, at))
}

/// Runs all tasks without a break, so a Stop is not heard meanwhile: whoever wants one ends the worker.
/// What is finished by then has been told.
fn one_after_the_other(
    tasks: &impl BlockingTasks<WorkerClock>,
    lane: &Lane<WorkerClock>,
) -> Result<Ended, Failure> {
    let queue = TaskQueue::new(tasks.count());
    let mut told_at = lane.now();
    loop {
        match run_next(tasks, &queue, lane)? {
            Step::Ran => {}
            Step::Ended(ended) => return Ok(ended),
        }
        if (lane.now() - told_at).0 >= f64::from(NEWS_INTERVAL_MS) {
            send_news(lane);
            told_at = lane.now();
        }
    }
}

/// Runs all tasks on this event loop until they are done or a message says stop.
async fn as_futures(
    tasks: &impl AsyncTasks<WorkerClock>,
    limit: u32,
    lane: &Lane<WorkerClock>,
    messages: &mut Messages,
) -> Ended {
    let mut work = pin!(run_event_loop(tasks, limit, lane).fuse());
    let mut news = pin!(ticks(NEWS_INTERVAL_MS).fuse());
    loop {
        select_biased! {
            message = messages.next() => if matches!(message, Some(Ok(ToIsolate::Stop)) | None) {
                return Ended::Stopped;
            },
            ended = work => return ended,
            _ = news.next() => send_news(lane),
        }
    }
}

fn send_news(lane: &Lane<WorkerClock>) {
    let news = lane.news();
    if !news.is_empty() {
        port::post_to_owner(&FromIsolate::Report { lane: lane.trace(news.spans), reports: news.reports });
    }
}
