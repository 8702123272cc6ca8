//! Waiting for a lock is noted where there is a lock, whatever is run, and nowhere else.

use futures::executor::block_on;
use lanes_catalogue::Setup;
use lanes_catalogue::experiments::CATALOGUE;
use lanes_model::workload::File;
use lanes_model::{Case, Failure, Phase, Scheduler, Span, Timestamp, Work, Workload};
use lanes_workloads::pipeline::{Handover, run_fetching_lane, run_fetching_loop, run_processing_lane};
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{
    AsyncNetwork, BlockingNetwork, Clock, Gil, Lane, Material, NetworkAnswer, RequestTasks, StopFlag, Tasks,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

struct RealClock(Instant);

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.elapsed().as_secs_f64() * 1000.0)
    }
}

/// Answers every request at once, with a page that links nowhere.
#[derive(Clone, Copy)]
struct FakeNetwork;

impl FakeNetwork {
    fn answer() -> NetworkAnswer {
        let body = b"<title>A page</title>".to_vec();
        NetworkAnswer { status: 200, network: Some("simulated".into()), body, under_way: None }
    }
}

impl BlockingNetwork for FakeNetwork {
    fn get(&self, _: &str) -> Result<NetworkAnswer, Failure> {
        Ok(FakeNetwork::answer())
    }
}

impl AsyncNetwork for FakeNetwork {
    async fn get(&self, _: &str) -> Result<NetworkAnswer, Failure> {
        Ok(FakeNetwork::answer())
    }
}

/// An experiment at its least, with tasks for two lanes.
fn smallest(experiment: &'static lanes_catalogue::Experiment) -> Setup {
    let mut setup = Setup::new(experiment, 2);
    for parameter in experiment.parameters {
        setup.set(parameter.key, 0);
    }
    for key in ["tasks", "requests", "files", "users", "tiles", "cpu", "workers", "limit"] {
        setup.set(key, 2);
    }
    setup
}

fn bundled(workload: &Workload) -> Vec<File> {
    let read = |name: String| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/public/");
        let bytes =
            std::fs::read(format!("{folder}{name}")).unwrap_or_else(|error| panic!("{name}: {error}"));
        File { name, bytes: bytes.into() }
    };
    workload.bundled_files().into_iter().map(read).collect()
}

/// The spans of each of so many lanes that run something, each on a thread of its own.
fn on_threads(lanes: &[Lane<&RealClock>], run: impl Fn(usize, &Lane<&RealClock>) + Sync) -> Vec<Span> {
    std::thread::scope(|scope| {
        for (index, lane) in lanes.iter().enumerate() {
            let run = &run;
            scope.spawn(move || run(index, lane));
        }
    });
    lanes.iter().flat_map(|lane| lane.news().spans).collect()
}

/// What the lanes of a case note. A process is a lane by itself, which shares no lock.
fn spans(case: &Case) -> Vec<Span> {
    let clock = RealClock(Instant::now());
    let gil = Arc::new(Gil::new(Duration::from_micros(50)));
    let lane = |_| {
        let lane = Lane::new(&clock, clock.now(), StopFlag::default(), case.work.tasks());
        if case.strategy.has_gil() { lane.under(Arc::clone(&gil)) } else { lane }
    };
    let lanes = |count: u32| (0..count).map(lane).collect::<Vec<_>>();
    let queue = TaskQueue::new(case.work.tasks());
    match &case.work {
        Work::Whole { scheduler, workload } => {
            let material = Material::prepare(workload, &bundled(workload)).expect("good files");
            let tasks = Tasks::new(workload, &material, "", FakeNetwork);
            let run = |index, lane: &Lane<&RealClock>| {
                tasks.run_lane(&queue, index, lane, || {}).expect("no panic");
            };
            match scheduler {
                Scheduler::Async => {
                    let lanes = lanes(1);
                    block_on(tasks.run_event_loop(case.limit, &lanes[0], || {})).expect("no panic");
                    lanes[0].news().spans
                }
                Scheduler::Sequential => on_threads(&lanes(1), run),
                Scheduler::Threads | Scheduler::ThreadsGil | Scheduler::Processes => {
                    on_threads(&lanes(case.workers), run)
                }
            }
        }
        Work::Staged { requests, .. } => {
            let tasks =
                RequestTasks { requests: requests.clone(), label: String::new(), network: FakeNetwork };
            let fetching = case.fetching_threads();
            let handover = Handover::new(case.queue, fetching.max(1));
            let (fetchers, processors) = (fetching.max(1) as usize, case.workers);
            // Fetching lanes compute nothing, and have no lock to wait for either way.
            on_threads(&lanes(fetchers as u32 + processors), |index, lane| {
                if index >= fetchers {
                    run_processing_lane(&tasks, &handover, lane).expect("no panic");
                } else if fetching > 0 {
                    run_fetching_lane(&tasks, &queue, &handover, lane).expect("no panic");
                } else {
                    block_on(run_fetching_loop(&tasks, case.limit, &handover, lane)).expect("no panic");
                }
            })
        }
    }
}

#[test]
fn no_strategy_without_a_lock_waits_for_one() {
    let mut waited = Vec::new();
    for experiment in CATALOGUE {
        let first = smallest(experiment).plan(true, 0).cases.into_iter().filter(|case| case.point == 0);
        for case in first {
            let spans = spans(&case);
            let waits = spans.iter().any(|span| span.phase == Phase::LockWait);
            assert!(case.strategy.has_gil() || !waits, "{}: {}", experiment.id, case.strategy);
            if waits {
                waited.push(experiment.id);
            }
        }
    }
    // Under a lock, waiting for it is seen: the convoy's server is held up even in its shortest window.
    assert!(waited.contains(&"gil-convoy"), "{waited:?}");
}
