//! Waiting for a lock is recorded if there is a lock, and never otherwise.

mod support;

use futures::executor::block_on;
use lanes_catalogue::Setup;
use lanes_catalogue::experiments::CATALOGUE;
use lanes_model::workload::File;
use lanes_model::{Case, Failure, Phase, Scheduler, Span, Work, Workload};
use lanes_workloads::pipeline::{Handover, run_fetching_lane, run_fetching_loop, run_processing_lane};
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{
    AsyncNetwork, BlockingNetwork, Clock, Gil, Lane, NetworkAnswer, RequestTasks, StopFlag, prepare, tasks_of,
};
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::RealClock;

/// A network that answers every request at once, with a page without links.
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

/// Returns the smallest setup of an experiment that has tasks for two lanes.
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

/// Runs each lane on a thread of its own, and returns the spans of all.
fn on_threads<'c>(
    lanes: &[Lane<&'c RealClock>],
    run: impl Fn(usize, &Lane<&'c RealClock>) + Sync,
) -> Vec<Span> {
    std::thread::scope(|scope| {
        for (index, lane) in lanes.iter().enumerate() {
            let run = &run;
            scope.spawn(move || run(index, lane));
        }
    });
    lanes.iter().flat_map(|lane| lane.take_report().spans).collect()
}

/// Returns the spans of a case. A process is a lane that shares no lock.
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
            let material = prepare(workload, &bundled(workload)).expect("good files");
            let tasks = tasks_of(workload, &material, "", FakeNetwork);
            let run = |index, lane: &Lane<_>| {
                tasks.run_lane(&queue, index, lane, &mut || {}).expect("no panic");
            };
            match scheduler {
                Scheduler::Async => {
                    let lanes = lanes(1);
                    block_on(tasks.run_event_loop(case.limit, &lanes[0], &mut || {})).expect("no panic");
                    lanes[0].take_report().spans
                }
                Scheduler::Program => unreachable!("no program is planned"),
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
            // Fetching lanes never compute, so they wait for no lock in any case.
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
    // Only CPython runs programs.
    for experiment in CATALOGUE.iter().filter(|experiment| !experiment.runs_program()) {
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
    // The check sees waits under a lock: the convoy's server waits even in its shortest window.
    assert!(waited.contains(&"gil-convoy"), "{waited:?}");
}
