//! The records of lanes add up, whatever their tasks do.

mod support;

use lanes_model::run::check_trace;
use lanes_model::{
    Answer, Checksum, Ended, LaneKind, LaneTrace, Millis, Phase, Round, Run, Span, Stage, Strategy, TaskId,
    Timestamp, Turn,
};
use lanes_workloads::schedule::{TaskQueue, run_lane};
use lanes_workloads::{BlockingTasks, Clock, Gil, Lane, StopFlag, TaskError};
use proptest::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use support::RealClock;

/// A clock in microseconds that stands still except when a task lets time pass.
#[derive(Default)]
struct HandClock(AtomicU64);

impl HandClock {
    fn pass(&self, micros: u64) {
        self.0.fetch_add(micros, Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed) as f64 / 1000.0)
    }
}

/// Tasks that each wait and then compute, for a time in microseconds.
struct Timed<'c>(Vec<(u64, u64)>, &'c HandClock);

impl<'c> BlockingTasks<&'c HandClock> for Timed<'c> {
    fn count(&self) -> u32 {
        self.0.len() as u32
    }

    fn run(&self, task: TaskId, _: &[u8], lane: &Lane<&'c HandClock>) -> Result<Answer, TaskError> {
        let (wait, compute) = self.0[task.0 as usize];
        lane.block(task, || self.1.pass(wait));
        lane.compute(task, |checkpoint| {
            self.1.pass(compute);
            checkpoint()
        })?;
        Ok(Checksum(compute).into())
    }
}

fn run_of(strategy: Strategy, lanes: Vec<Vec<Span>>, wall: Millis) -> Run {
    let lane = |spans| LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans };
    Run {
        turn: Turn { strategy, point: 0, round: Round::Measured(0) },
        ended: Ended::Completed,
        start_up: Millis::ZERO,
        wall,
        lanes: lanes.into_iter().map(lane).collect(),
        reports: Vec::new(),
        bytes_moved: 0,
    }
}

proptest! {
    #[test]
    fn the_phases_of_a_lane_add_up_to_the_wall_time(
        durations in prop::collection::vec((0u64..5_000, 0u64..5_000), 1..60),
        idle in 0u64..5_000,
    ) {
        let clock = HandClock::default();
        let lane = Lane::new(&clock, clock.now(), StopFlag::default(), durations.len() as u32);
        let total: u64 = durations.iter().map(|(wait, compute)| wait + compute).sum();
        let tasks = Timed(durations, &clock);
        let ended = run_lane(&tasks, &TaskQueue::new(tasks.0.len() as u32), 0, &lane, || {});
        prop_assert_eq!(ended, Ok(Ended::Completed));
        clock.pass(idle);
        let run = run_of(Strategy::Sequential, vec![lane.take_report().spans], lane.now());
        prop_assert_eq!(check_trace(&run), Ok(()));
        let busy = run.total(Phase::IoWait).0 + run.total(Phase::Compute).0;
        prop_assert!((busy - total as f64 / 1000.0).abs() < 1e-6);
        prop_assert!((busy + idle as f64 / 1000.0 - run.wall.0).abs() < 1e-6);
    }
}

struct Busy;

impl<'c> BlockingTasks<&'c RealClock> for Busy {
    fn count(&self) -> u32 {
        5_000
    }

    fn run(&self, task: TaskId, _: &[u8], lane: &Lane<&'c RealClock>) -> Result<Answer, TaskError> {
        lane.compute(task, |checkpoint| (0..4).try_for_each(|_| checkpoint()))?;
        Ok(Checksum(1).into())
    }
}

#[test]
fn five_thousand_tasks_on_threads_that_compete_for_a_gil_leave_a_sound_trace() {
    let clock = RealClock(Instant::now());
    let (epoch, gil) = (clock.now(), Arc::new(Gil::new(Duration::from_micros(50))));
    let lanes: Vec<_> = (0..4)
        .map(|_| Lane::new(&clock, epoch, StopFlag::default(), 5_000).under(Arc::clone(&gil)))
        .collect();
    let queue = TaskQueue::new(5_000);
    std::thread::scope(|scope| {
        for (index, lane) in lanes.iter().enumerate() {
            let queue = &queue;
            scope.spawn(move || assert_eq!(run_lane(&Busy, queue, index, lane, || {}), Ok(Ended::Completed)));
        }
    });
    let lane_reports: Vec<_> = lanes.iter().map(Lane::take_report).collect();
    assert_eq!(lane_reports.iter().map(|report| report.reports.len()).sum::<usize>(), 5_000);
    let under_the_lock = Strategy::ThreadsGil;
    let run =
        run_of(under_the_lock, lane_reports.into_iter().map(|report| report.spans).collect(), lanes[0].now());
    assert_eq!(check_trace(&run), Ok(()));
}
