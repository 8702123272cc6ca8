//! All strategies, on native threads and with a fake network.

mod support;

use lanes_model::workload::{
    Failing, Fault, Hashing, Library, Network, Processing, Requests, Simulation, Source, SumOfSquares,
};
use lanes_model::{
    Answer, Checksum, Ended, FailureKind, LaneKind, LaneTrace, Phase, Span, Stage, TaskId, TaskReport,
    Timestamp,
};
use lanes_workloads::pipeline::{Handover, run_fetching_lane, run_fetching_loop, run_processing_lane};
use lanes_workloads::schedule::{TaskQueue, run_event_loop, run_lane};
use lanes_workloads::{
    AsyncNetwork, BlockingNetwork, BlockingTasks, Checkpoint, Clock, Computation, Computing, Gil, Lane,
    Material, NetworkAnswer, RequestTasks, StopFlag, TaskError, UnderWay,
};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};
use support::RealClock;

/// A network that answers after a delay, and counts how many requests are under way.
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

    fn end(&self, path: &str) -> NetworkAnswer {
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        let id = path.split(['=', '&']).nth(1).expect("the path begins with an id");
        let status = if self.failing == id.parse().ok() { 503 } else { 200 };
        NetworkAnswer {
            status,
            network: Some("simulated".into()),
            body: id.as_bytes().to_vec(),
            under_way: None,
        }
    }
}

impl BlockingNetwork for &FakeNetwork {
    fn get(&self, path: &str) -> Result<NetworkAnswer, lanes_model::Failure> {
        self.begin();
        std::thread::sleep(self.latency);
        Ok(self.end(path))
    }
}

impl AsyncNetwork for &FakeNetwork {
    async fn get(&self, path: &str) -> Result<NetworkAnswer, lanes_model::Failure> {
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

fn sums(tasks: u32, n: u64) -> Computing<SumOfSquares> {
    Computing::new(SumOfSquares { tasks, n }, Material::default())
}

fn digest(passes: u32) -> Processing {
    Processing::Digest { passes, library: Library::Releases }
}

fn requests(network: &FakeNetwork, count: u32) -> RequestTasks<&FakeNetwork> {
    let simulation = Simulation {
        network: Network::Simulated,
        latency_ms: 0,
        bytes: 0,
        jitter_ms: 0,
        error_percent: 0,
        seed: 1,
    };
    let (source, processing) = (Source::Api(simulation), digest(3));
    let requests = Requests { count, source, timeout_ms: 1000, processing };
    RequestTasks { requests, label: "test".into(), network }
}

fn lane<'c>(clock: &'c RealClock, stop: &StopFlag, tasks: u32) -> Lane<&'c RealClock> {
    Lane::new(clock, clock.now(), stop.clone(), tasks)
}

/// All answers by task, and the spans of each lane.
type Outcome = (Vec<TaskReport>, Vec<Vec<Span>>);

fn on_threads<T>(tasks: &T, lanes: usize) -> Outcome
where
    T: for<'c> BlockingTasks<&'c RealClock> + ?Sized,
{
    let clock = RealClock(Instant::now());
    let stop = StopFlag::default();
    let queue = TaskQueue::new(tasks.count());
    let all: Vec<_> = (0..lanes).map(|_| lane(&clock, &stop, tasks.count())).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(lanes).build().expect("threads");
    pool.scope(|scope| {
        for (index, lane) in all.iter().enumerate() {
            let queue = &queue;
            scope.spawn(move |_| {
                assert_eq!(run_lane(tasks, queue, index, lane, || {}), Ok(Ended::Completed));
            });
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
    let lane_reports: Vec<_> = lanes.iter().map(Lane::take_report).collect();
    let mut reports: Vec<_> = lane_reports.iter().flat_map(|report| report.reports.clone()).collect();
    reports.sort_by_key(|report| report.task);
    (reports, lane_reports.into_iter().map(|report| report.spans).collect())
}

#[test]
fn every_task_is_taken_once() {
    let queue = TaskQueue::new(1000);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().expect("threads");
    let mut taken: Vec<_> =
        pool.broadcast(|_| std::iter::from_fn(|| queue.take(0)).collect::<Vec<_>>()).concat();
    taken.sort();
    assert_eq!(taken, (0..1000).map(TaskId).collect::<Vec<_>>());
    assert_eq!(queue.take(0), None);
}

#[test]
fn equal_shares_are_given_to_their_lanes() {
    let queue = TaskQueue::in_shares(10, 3);
    let share = |lane| std::iter::from_fn(|| queue.take(lane)).map(|task| task.0).collect::<Vec<_>>();
    assert_eq!((share(0), share(2), share(1)), (vec![0, 1, 2], vec![6, 7, 8, 9], vec![3, 4, 5]));
}

#[test]
fn sums_agree_between_one_lane_and_many() {
    let tasks = sums(9, 10_000);
    let (one, _) = on_threads(&tasks, 1);
    let (many, _) = on_threads(&tasks, 3);
    assert_eq!(one.len(), 9);
    assert_eq!(one, many);
    assert_eq!(one[0].outcome, Ok(Checksum((0..10_000u64).map(|i| i * i).sum()).into()));
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
    let Source::Api(simulation) = &mut tasks.requests.source else { panic!("not the api") };
    simulation.network = Network::ThisServer;
    let (reports, _) = on_threads(&tasks, 1);
    assert!(reports[0].outcome.as_ref().unwrap_err().message.contains("only serves files"));
}

#[test]
fn the_event_loop_uses_its_limit_and_never_exceeds_it() {
    for limit in [1, 3, 10] {
        let network = FakeNetwork { latency: Duration::from_millis(1), ..FakeNetwork::default() };
        on_an_event_loop(&requests(&network, 10), limit);
        assert_eq!(network.most.load(Ordering::SeqCst), limit);
    }
}

#[test]
fn threads_wait_at_the_same_time_each_for_one_task() {
    let network = FakeNetwork { latency: Duration::from_millis(20), ..FakeNetwork::default() };
    let (_, lanes) = on_threads(&requests(&network, 8), 4);
    assert_eq!(network.most.load(Ordering::SeqCst), 4);
    for spans in lanes {
        let trace = LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans };
        assert_eq!(trace.overlap(), None);
        let waits = trace.spans.iter().filter(|span| span.phase == Phase::IoWait).count();
        assert!(waits >= 1, "a lane without work");
    }
}

/// A network that reports a request as sent after 3 ms, and as answered 2 ms later.
struct TimedNetwork<'a>(&'a RealClock);

impl AsyncNetwork for TimedNetwork<'_> {
    async fn get(&self, _: &str) -> Result<NetworkAnswer, lanes_model::Failure> {
        let asked = self.0.now();
        while self.0.now().since(asked).0 < 10.0 {
            yield_now().await;
        }
        let after = |ms| Timestamp(asked.0 + ms);
        let under_way = Some(UnderWay { sent: after(3.0), arrived: after(5.0) });
        Ok(NetworkAnswer { status: 200, network: Some("simulated".into()), body: Vec::new(), under_way })
    }
}

#[test]
fn a_request_queues_before_it_is_sent_and_after_it_is_answered() {
    let clock = RealClock(Instant::now());
    let RequestTasks { requests, label, .. } = requests(&FakeNetwork::default(), 1);
    let tasks = RequestTasks { requests, label, network: TimedNetwork(&clock) };
    let lane = lane(&clock, &StopFlag::default(), 1);
    futures::executor::block_on(run_event_loop(&tasks, 1, &lane, || {})).expect("no panic");
    let (_, spans) = collect(&[lane]);
    let phases: Vec<_> = spans[0].iter().map(|span| span.phase).collect();
    assert_eq!(phases, [Phase::Queue, Phase::IoWait, Phase::Queue, Phase::Compute]);
    assert!(spans[0].windows(2).all(|pair| pair[0].end <= pair[1].start));
    assert!((spans[0][1].duration().0 - 2.0).abs() < 1e-6);
}

/// Fetches on `fetching` threads, or on an event loop if that is zero, and processes on two threads.
fn in_two_stages(tasks: &RequestTasks<&FakeNetwork>, fetching: u32, room: u32) -> Outcome {
    let clock = RealClock(Instant::now());
    let (stop, queue) = (StopFlag::default(), TaskQueue::new(tasks.requests.count));
    let handover = Handover::new(room, fetching.max(1));
    let lanes: Vec<_> = (0..fetching.max(1) + 2).map(|_| lane(&clock, &stop, tasks.requests.count)).collect();
    let (fetching_lanes, processing_lanes) = lanes.split_at(fetching.max(1) as usize);
    std::thread::scope(|scope| {
        for lane in processing_lanes {
            scope.spawn(|| assert_eq!(run_processing_lane(tasks, &handover, lane), Ok(Ended::Completed)));
        }
        if fetching == 0 {
            let work = run_fetching_loop(tasks, 4, &handover, &fetching_lanes[0]);
            assert_eq!(futures::executor::block_on(work), Ok(Ended::Completed));
            return;
        }
        for lane in fetching_lanes {
            scope.spawn(|| {
                assert_eq!(run_fetching_lane(tasks, &queue, &handover, lane), Ok(Ended::Completed));
            });
        }
    });
    collect(&lanes)
}

fn has_phase(spans: &[Span], phase: Phase) -> bool {
    spans.iter().any(|span| span.phase == phase)
}

#[test]
fn two_stages_give_the_same_answers_as_one() {
    let network = FakeNetwork { failing: Some(4), ..FakeNetwork::default() };
    let tasks = requests(&network, 12);
    let (in_one, _) = on_threads(&tasks, 1);
    for fetching in [0, 1, 3] {
        assert_eq!(in_two_stages(&tasks, fetching, 2).0, in_one, "{fetching} fetching threads");
    }
}

#[test]
fn stages_overlap_and_record_when_they_wait_for_each_other() {
    let network = FakeNetwork { latency: Duration::from_millis(10), ..FakeNetwork::default() };
    let (_, lanes) = in_two_stages(&requests(&network, 6), 1, 1);
    assert!(has_phase(&lanes[1], Phase::Starved) && has_phase(&lanes[2], Phase::Starved));

    let network = FakeNetwork::default();
    let mut tasks = requests(&network, 8);
    tasks.requests.processing = digest(3_000);
    let (_, lanes) = in_two_stages(&tasks, 1, 1);
    assert!(has_phase(&lanes[0], Phase::Blocked));
    for spans in lanes {
        let trace = LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans };
        assert_eq!(trace.overlap(), None);
    }
}

#[test]
fn a_closed_queue_ends_both_stages() {
    let clock = RealClock(Instant::now());
    let network = FakeNetwork::default();
    let (tasks, stop) = (requests(&network, 1000), StopFlag::default());
    let (handover, queue) = (Handover::new(1, 1), TaskQueue::new(1000));
    let lane = lane(&clock, &stop, 1000);
    std::thread::scope(|scope| {
        let fetching = scope.spawn(|| run_fetching_lane(&tasks, &queue, &handover, &lane));
        let handed_over = handover.receiver();
        while !handed_over.is_full() {
            std::thread::yield_now();
        }
        stop.raise();
        handover.close();
        assert_eq!(fetching.join().expect("no panic"), Ok(Ended::Stopped));
    });
    assert_eq!(run_processing_lane(&tasks, &handover, &lane), Ok(Ended::Stopped));
}

#[test]
fn a_stopped_run_keeps_what_is_finished() {
    let clock = RealClock(Instant::now());
    let stop = StopFlag::default();
    let lane = lane(&clock, &stop, 4);
    let queue = TaskQueue::new(4);
    let (first, _) = (run_lane_once(&lane), stop.raise());
    assert_eq!(first, Ok(Ended::Completed));
    let endless = sums(4, u64::MAX);
    assert_eq!(run_lane(&endless, &queue, 0, &lane, || {}), Ok(Ended::Stopped));
    assert_eq!(lane.take_report().reports.len(), 1);
}

fn run_lane_once(lane: &Lane<&RealClock>) -> Result<Ended, lanes_model::Failure> {
    run_lane(&sums(1, 10), &TaskQueue::new(1), 0, lane, || {})
}

struct PanickingTasks;

impl Computation for PanickingTasks {
    fn compute(&self, task: TaskId, _: &[u8], _: Checkpoint<'_>) -> Result<Answer, TaskError> {
        assert!(task.0 != 1, "bad luck");
        Ok(Checksum(0).into())
    }
}

#[test]
fn a_panic_ends_the_run_and_names_the_task() {
    let clock = RealClock(Instant::now());
    let lane = lane(&clock, &StopFlag::default(), 3);
    let (library, material) = (Library::Holds, Material::default());
    let tasks = Computing { computation: PanickingTasks, count: 3, library, material };
    let failure = run_lane(&tasks, &TaskQueue::new(3), 0, &lane, || {}).unwrap_err();
    assert_eq!((failure.kind, failure.task), (FailureKind::Panic, Some(TaskId(1))));
    assert_eq!(failure.causes, ["bad luck"]);
    assert!(lane.stop().is_raised());
    assert_eq!(lane.take_report().reports.len(), 1);
}

#[test]
fn a_task_that_fails_leaves_the_others_alone() {
    let failing = Failing { tasks: 5, n: 10, fault: Fault::Error };
    let (reports, _) = on_threads(&Computing::new(failing, Material::default()), 2);
    let failed: Vec<_> = reports.iter().filter(|report| report.outcome.is_err()).collect();
    assert_eq!((reports.len(), failed.len(), failed[0].task), (5, 1, TaskId(2)));
}

#[test]
fn under_a_gil_threads_compute_one_at_a_time() {
    let clock = RealClock(Instant::now());
    let (stop, epoch) = (StopFlag::default(), clock.now());
    let gil = Arc::new(Gil::new(Duration::from_millis(1)));
    let lanes: Vec<_> =
        (0..3).map(|_| Lane::new(&clock, epoch, stop.clone(), 6).under(Arc::clone(&gil))).collect();
    let tasks = sums(6, 3_000_000);
    let queue = TaskQueue::new(6);
    std::thread::scope(|scope| {
        for lane in &lanes {
            scope.spawn(|| assert_eq!(run_lane(&tasks, &queue, 0, lane, || {}), Ok(Ended::Completed)));
        }
    });
    let mut computing: Vec<Span> = collect(&lanes).1.concat();
    computing.retain(|span| span.phase == Phase::Compute);
    assert!(computing.len() > 6, "the lock never changed hands");
    let trace = LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: computing };
    assert_eq!(trace.overlap(), None);
}

/// Returns the spans of three threads that hash with a library under a GIL.
fn hashing_under_a_gil(library: Library) -> Vec<Span> {
    let clock = RealClock(Instant::now());
    let (stop, epoch) = (StopFlag::default(), clock.now());
    let gil = Arc::new(Gil::new(Duration::from_millis(1)));
    let lanes: Vec<_> =
        (0..3).map(|_| Lane::new(&clock, epoch, stop.clone(), 6).under(Arc::clone(&gil))).collect();
    let hashing = Hashing { tasks: 6, bytes: 200_000, passes: 20, library };
    let tasks = Computing::new(hashing, Material::default());
    let (queue, together) = (TaskQueue::new(6), Barrier::new(3));
    std::thread::scope(|scope| {
        for lane in &lanes {
            scope.spawn(|| {
                together.wait();
                assert_eq!(run_lane(&tasks, &queue, 0, lane, || {}), Ok(Ended::Completed));
            });
        }
    });
    let (reports, spans) = collect(&lanes);
    assert!(reports.iter().all(|report| report.outcome.is_ok()) && reports.len() == 6);
    for spans in &spans {
        let trace = LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: spans.clone() };
        assert_eq!(trace.overlap(), None);
    }
    spans.concat()
}

#[test]
fn threads_run_in_parallel_under_a_gil_that_a_library_releases() {
    let computing = |library| {
        let spans = hashing_under_a_gil(library).into_iter().filter(|span| span.phase == Phase::Compute);
        LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: spans.collect() }
    };
    assert_eq!(computing(Library::Holds).overlap(), None);
    // Threads that share a core may run one after the other, but not each time.
    assert!((0..5).any(|_| computing(Library::Releases).overlap().is_some()));
}

#[test]
fn a_library_acquires_the_gil_before_and_after_it_computes() {
    let mut spans = hashing_under_a_gil(Library::Releases);
    spans.sort_by(|a, b| (a.task, a.start.0).partial_cmp(&(b.task, b.start.0)).expect("no NaN"));
    let phases: Vec<_> = spans.chunks(3).map(|task| [task[0].phase, task[1].phase, task[2].phase]).collect();
    assert_eq!(phases, [[Phase::LockWait, Phase::Compute, Phase::LockWait]; 6]);
}

#[test]
fn without_a_gil_a_library_only_computes() {
    let hashing = Hashing { tasks: 2, bytes: 100, passes: 2, library: Library::Releases };
    let (reports, spans) = on_threads(&Computing::new(hashing, Material::default()), 1);
    assert_eq!(spans.concat().iter().map(|span| span.phase).collect::<Vec<_>>(), [Phase::Compute; 2]);
    let holding = Computing::new(Hashing { library: Library::Holds, ..hashing }, Material::default());
    assert_eq!(on_threads(&holding, 2).0, reports);
    assert_ne!(reports[0].outcome, reports[1].outcome);
}

#[test]
fn a_report_is_returned_once() {
    let clock = RealClock(Instant::now());
    let lane = lane(&clock, &StopFlag::default(), 1);
    run_lane_once(&lane).expect("no panic");
    assert!(!lane.take_report().is_empty());
    assert!(lane.take_report().is_empty());
}
