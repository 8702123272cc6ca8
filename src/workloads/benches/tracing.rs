//! The cost of tracing: the same sums with and without a lane that records them, and the same runs with and without
//! reports of their spans to the page.
//!
//! Run it by `cargo bench -p lanes-workloads`. The two of a pair take turns, so that other load on the machine affects
//! both.

use lanes_model::message::{FromEngine, JobId, encode};
use lanes_model::plan::{Round, Turn};
use lanes_model::stats::figures;
use lanes_model::{Answer, Checksum, LaneKind, Millis, Stage, Strategy, TaskId, Timestamp};
use lanes_workloads::workload::sum_of_squares::sum_of_squares;
use lanes_workloads::{Clock, Lane, LaneEvent, RunLog, StopFlag};
use std::hint::black_box;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const ROUNDS: usize = 31;

struct RealClock(Instant);

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.elapsed().as_secs_f64() * 1000.0)
    }
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Runs `tasks` sums of `n` squares both ways and prints the ratio of their times.
fn compare(tasks: u32, n: u64) {
    let clock = RealClock(Instant::now());
    let ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let plain = seconds(|| {
                for _ in 0..tasks {
                    let _ = black_box(sum_of_squares(n, &mut || Ok(())));
                }
            });
            let lane = Lane::new(&clock, clock.now(), StopFlag::default(), tasks);
            let traced = seconds(|| {
                for task in (0..tasks).map(TaskId) {
                    let _ = black_box(lane.compute(task, |checkpoint| sum_of_squares(n, checkpoint)));
                }
            });
            traced / plain
        })
        .collect();
    if let Some(ratio) = figures(&ratios) {
        println!(
            "{tasks:>6} tasks of {n:>11} squares: traced takes {:.4} times as long ({:.4} to {:.4})",
            ratio.median, ratio.low, ratio.high
        );
    }
}

/// Number of lanes of a run with reports.
const LANES: usize = 2;
/// Interval and maximum size of the reports, as in the engine (`src/engine/src/run/mod.rs`).
const INTERVAL: Duration = Duration::from_millis(50);
const MOST_SPANS: usize = 256;

/// Runs `tasks` sums of `n` squares on two threads, while this thread gathers what they report, and with `is_live` also
/// writes the messages that show their spans on the page.
fn run(tasks: u32, n: u64, is_live: bool) {
    let clock = RealClock(Instant::now());
    let turn = Turn { strategy: Strategy::Threads, point: 0, round: Round::WarmUp };
    let mut log = RunLog::new(turn, &[(LaneKind::Thread, Stage::Whole); LANES], Millis::ZERO);
    let lanes = [(); LANES].map(|()| Lane::new(&clock, clock.now(), StopFlag::default(), tasks));
    let (next, at_work) = (AtomicU32::new(0), AtomicUsize::new(LANES));
    thread::scope(|scope| {
        let conductor = thread::current();
        for lane in &lanes {
            let (next, at_work, conductor) = (&next, &at_work, conductor.clone());
            scope.spawn(move || {
                while let task = TaskId(next.fetch_add(1, Ordering::Relaxed))
                    && task.0 < tasks
                {
                    let sum = lane.compute(task, |checkpoint| sum_of_squares(n, checkpoint));
                    if let Ok(sum) = sum {
                        lane.report(task, Ok(Answer::from(Checksum(sum))));
                    }
                }
                if at_work.fetch_sub(1, Ordering::Release) == 1 {
                    conductor.unpark();
                }
            });
        }
        while at_work.load(Ordering::Acquire) > 0 {
            thread::park_timeout(INTERVAL);
            for (lane, own) in lanes.iter().enumerate() {
                log.add(LaneEvent::Reported { lane, report: own.take_report() });
            }
            if is_live {
                let lanes = log.copy_new_spans(MOST_SPANS);
                let message = FromEngine::SpansEnded { job: JobId(1), turn, at: Millis::ZERO, lanes };
                let _ = black_box(encode(&message));
            }
        }
    });
}

/// Runs both ways and prints the ratio of their times.
fn compare_live(tasks: u32, n: u64) {
    let ratios: Vec<f64> = (0..ROUNDS)
        .map(|round| {
            // Which goes first alternates.
            let first = seconds(|| run(tasks, n, round % 2 == 0));
            let second = seconds(|| run(tasks, n, round % 2 == 1));
            if round % 2 == 0 { first / second } else { second / first }
        })
        .collect();
    if let Some(ratio) = figures(&ratios) {
        println!(
            "{tasks:>6} tasks of {n:>11} squares on {LANES} threads: with live reports takes {:.4} times as long \
             ({:.4} to {:.4})",
            ratio.median, ratio.low, ratio.high
        );
    }
}

fn main() {
    compare(4, 20_000_000);
    compare(1_000, 100_000);
    compare(10_000, 1_000);
    compare_live(8, 100_000_000);
    compare_live(1_000, 1_000_000);
    compare_live(100_000, 10_000);
}
