//! The cost of tracing: the same sums with and without a lane that records them.
//!
//! Run it by `cargo bench -p lanes-workloads`. The two take turns, so that other load on the machine affects both.

use lanes_model::stats::figures;
use lanes_model::{TaskId, Timestamp};
use lanes_workloads::workload::sum_of_squares::sum_of_squares;
use lanes_workloads::{Clock, Lane, StopFlag};
use std::hint::black_box;
use std::time::Instant;

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

fn main() {
    compare(4, 20_000_000);
    compare(1_000, 100_000);
    compare(10_000, 1_000);
}
