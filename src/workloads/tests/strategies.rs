//! Every strategy, on native threads and with a network made up here.

use lanes_model::workload::{Failing, Misfortune};
use lanes_model::{
    Checksum, Ended, FailureKind, LaneKind, Network, Phase, Requests, Span, TaskId, TaskReport, Timestamp,
};
use lanes_workloads::schedule::{TaskQueue, run_event_loop, run_lane};
use lanes_workloads::{
    Answer, AsyncNetwork, BlockingNetwork, BlockingTasks, Clock, FailingTasks, Gil, Lane, RequestTasks,
    StopFlag, SumTasks, TaskError,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

struct RealClock(Instant);

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.elapsed().as_secs_f64() * 1000.0)
    }
}

/// Answers after a while, and counts how many requests were under way at once.
#[derive(Default)]
struct FakeNetwork {
    latency: Duration,
    failing: Option<u32>,
    under_way: AtomicU32,
    most: AtomicU32,
}

impl FakeNetwork {
    fn begin(&self) {
        let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
    }

    fn end(&self, path: &str) -> Answer {
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        let id = path.split(['=', '&']).nth(1).expect("the path begins with an id");
        let status = if self.failing == id.parse().ok() { 503 } else { 200 };
        Answer { status, network: Some("simulated".into()), body: id.as_bytes().to_vec() }
    }
}

impl BlockingNetwork for &FakeNetwork {
    fn get(&self, path: &str) -> Result<Answer, lanes_model::Failure> {
        self.begin();
        std::thread::sleep(self.latency);
        Ok(self.end(path))
    }
}

impl AsyncNetwork for &FakeNetwork {
    async fn get(&self, path: &str) -> Result<Answer, lanes_model::Failure> {
        self.begin();
        let until = Instant::now() + self.latency;
        while Instant::now() < until {
            yield_now().await;
        }
        Ok(self.end(path))
    }
}

async fn yield_now() {
    let mut yielded = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

fn requests(network: &FakeNetwork, count: u32) -> RequestTasks<&FakeNetwork> {
    let requests = Requests {
        count,
        network: Network::Simulated,
        latency_ms: 0,
        bytes: 0,
        jitter_ms: 0,
        error_percent: 0,
        seed: 1,
        timeout_ms: 1000,
    };
    RequestTasks { requests, label: "test".into(), network }
}

fn lane<'c>(clock: &'c RealClock, stop: &StopFlag, tasks: u32) -> Lane<&'c RealClock> {
    Lane::new(clock, clock.now(), stop.clone(), tasks)
}

/// All answers by task, and the spans of each lane.
type Outcome = (Vec<TaskReport>, Vec<Vec<Span>>);

fn on_threads<T>(tasks: &T, lanes: usize) -> Outcome
where
    T: for<'c> BlockingTasks<&'c RealClock>,
{
    let clock = RealClock(Instant::now());
    let stop = StopFlag::default();
    let queue = TaskQueue::new(tasks.count());
    let all: Vec<_> = (0..lanes).map(|_| lane(&clock, &stop, tasks.count())).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(lanes).build().expect("threads");
    pool.scope(|scope| {
        for lane in &all {
            scope.spawn(|_| assert_eq!(run_lane(tasks, &queue, lane, || {}), Ok(Ended::Completed)));
        }
    });
    collect(&all)
}

fn on_an_event_loop(tasks: &RequestTasks<&FakeNetwork>, limit: u32) -> Outcome {
    let clock = RealClock(Instant::now());
    let lane = lane(&clock, &StopFlag::default(), tasks.requests.count);
    assert_eq!(futures::executor::block_on(run_event_loop(tasks, limit, &lane, || {})), Ok(Ended::Completed));
    collect(&[lane])
}

fn collect(lanes: &[Lane<&RealClock>]) -> Outcome {
    let news: Vec<_> = lanes.iter().map(Lane::news).collect();
    let mut reports: Vec<_> = news.iter().flat_map(|news| news.reports.clone()).collect();
    reports.sort_by_key(|report| report.task);
    (reports, news.into_iter().map(|news| news.spans).collect())
}

#[test]
fn every_task_is_given_out_once() {
    let queue = TaskQueue::new(1000);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().expect("threads");
    let mut taken: Vec<_> =
        pool.broadcast(|_| std::iter::from_fn(|| queue.take()).collect::<Vec<_>>()).concat();
    taken.sort();
    assert_eq!(taken, (0..1000).map(TaskId).collect::<Vec<_>>());
    assert_eq!(queue.take(), None);
}

#[test]
fn sums_agree_between_one_lane_and_many() {
    let tasks = SumTasks { tasks: 9, n: 10_000 };
    let (one, _) = on_threads(&tasks, 1);
    let (many, _) = on_threads(&tasks, 3);
    assert_eq!(one.len(), 9);
    assert_eq!(one, many);
    assert_eq!(one[0].outcome, Ok(Checksum((0..10_000u64).map(|i| i * i).sum())));
}

#[test]
fn requests_agree_between_all_strategies() {
    let network = FakeNetwork { failing: Some(4), ..FakeNetwork::default() };
    let tasks = requests(&network, 12);
    let (sequential, _) = on_threads(&tasks, 1);
    assert_eq!(sequential.iter().filter(|report| report.outcome.is_err()).count(), 1);
    assert_eq!(sequential, on_threads(&tasks, 4).0);
    assert_eq!(sequential, on_an_event_loop(&tasks, 5).0);
}

#[test]
fn a_failed_request_names_its_task_and_the_others_go_on() {
    let network = FakeNetwork { failing: Some(4), ..FakeNetwork::default() };
    let (reports, _) = on_an_event_loop(&requests(&network, 6), 6);
    let failure = reports[4].outcome.as_ref().unwrap_err();
    assert_eq!((failure.task, failure.kind), (Some(TaskId(4)), FailureKind::Network));
    assert_eq!(failure.causes, ["HTTP status 503"]);
    assert_eq!(reports.iter().filter(|report| report.outcome.is_ok()).count(), 5);
}

#[test]
fn an_answer_from_another_network_is_a_failure() {
    let network = FakeNetwork::default();
    let mut tasks = requests(&network, 1);
    tasks.requests.network = Network::ThisServer;
    let (reports, _) = on_threads(&tasks, 1);
    assert!(reports[0].outcome.as_ref().unwrap_err().message.contains("only serves files"));
}

#[test]
fn the_event_loop_keeps_to_its_limit_and_uses_it() {
    for limit in [1, 3, 10] {
        let network = FakeNetwork { latency: Duration::from_millis(1), ..FakeNetwork::default() };
        on_an_event_loop(&requests(&network, 10), limit);
        assert_eq!(network.most.load(Ordering::SeqCst), limit);
    }
}

#[test]
fn threads_wait_at_once_but_each_for_one_task() {
    let network = FakeNetwork { latency: Duration::from_millis(20), ..FakeNetwork::default() };
    let (_, lanes) = on_threads(&requests(&network, 8), 4);
    assert_eq!(network.most.load(Ordering::SeqCst), 4);
    for spans in lanes {
        let trace = lanes_model::LaneTrace { kind: LaneKind::Thread, spans };
        assert_eq!(trace.overlap(), None);
        let waits = trace.spans.iter().filter(|span| span.phase == Phase::IoWait).count();
        assert!(waits >= 1, "a lane got nothing to do");
    }
}

#[test]
fn a_stopped_run_keeps_what_is_finished() {
    let clock = RealClock(Instant::now());
    let stop = StopFlag::default();
    let lane = lane(&clock, &stop, 4);
    let queue = TaskQueue::new(4);
    let (first, _) = (run_lane_once(&lane), stop.raise());
    assert_eq!(first, Ok(Ended::Completed));
    assert_eq!(run_lane(&SumTasks { tasks: 4, n: u64::MAX }, &queue, &lane, || {}), Ok(Ended::Stopped));
    assert_eq!(lane.news().reports.len(), 1);
}

fn run_lane_once(lane: &Lane<&RealClock>) -> Result<Ended, lanes_model::Failure> {
    run_lane(&SumTasks { tasks: 1, n: 10 }, &TaskQueue::new(1), lane, || {})
}

struct PanickingTasks;

impl<C: Clock> BlockingTasks<C> for PanickingTasks {
    fn count(&self) -> u32 {
        3
    }

    fn run(&self, task: TaskId, _: &Lane<C>) -> Result<Checksum, TaskError> {
        assert!(task.0 != 1, "bad luck");
        Ok(Checksum(0))
    }
}

#[test]
fn a_panic_ends_the_run_and_names_the_task() {
    let clock = RealClock(Instant::now());
    let lane = lane(&clock, &StopFlag::default(), 3);
    let failure = run_lane(&PanickingTasks, &TaskQueue::new(3), &lane, || {}).unwrap_err();
    assert_eq!((failure.kind, failure.task), (FailureKind::Panic, Some(TaskId(1))));
    assert_eq!(failure.causes, ["bad luck"]);
    assert!(lane.stop().is_raised());
    assert_eq!(lane.news().reports.len(), 1);
}

#[test]
fn a_task_that_fails_leaves_the_others_alone() {
    let tasks = FailingTasks(Failing { tasks: 5, n: 10, misfortune: Misfortune::Error });
    let (reports, _) = on_threads(&tasks, 2);
    let failed: Vec<_> = reports.iter().filter(|report| report.outcome.is_err()).collect();
    assert_eq!((reports.len(), failed.len(), failed[0].task), (5, 1, TaskId(2)));
}

#[test]
fn under_a_gil_threads_compute_one_at_a_time_and_wait_at_once() {
    let clock = RealClock(Instant::now());
    let (stop, epoch) = (StopFlag::default(), clock.now());
    let gil = Arc::new(Gil::new(Duration::from_millis(1)));
    let lanes: Vec<_> =
        (0..3).map(|_| Lane::new(&clock, epoch, stop.clone(), 6).under(Arc::clone(&gil))).collect();
    let (tasks, queue) = (SumTasks { tasks: 6, n: 3_000_000 }, TaskQueue::new(6));
    std::thread::scope(|scope| {
        for lane in &lanes {
            scope.spawn(|| assert_eq!(run_lane(&tasks, &queue, lane, || {}), Ok(Ended::Completed)));
        }
    });
    let mut computing: Vec<Span> = collect(&lanes).1.concat();
    computing.retain(|span| span.phase == Phase::Compute);
    assert!(computing.len() > 6, "the lock never changed hands");
    let trace = lanes_model::LaneTrace { kind: LaneKind::Thread, spans: computing };
    assert_eq!(trace.overlap(), None);
}

#[test]
fn news_come_once() {
    let clock = RealClock(Instant::now());
    let lane = lane(&clock, &StopFlag::default(), 1);
    run_lane_once(&lane).expect("no panic");
    assert!(!lane.news().is_empty());
    assert!(lane.news().is_empty());
}
