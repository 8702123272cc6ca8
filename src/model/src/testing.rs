//! Runs made by hand, for tests.

use crate::plan::{Case, Plan, ProcessPool, Repeats, Round, Turn, Work};
use crate::product::{Checksum, TaskReport};
use crate::run::{Ended, Run};
use crate::strategy::Strategy;
use crate::time::Millis;
use crate::trace::TaskId;
use crate::workload::{SumOfSquares, Workload};

/// Makes a complete measured run without lanes, with one task per answer.
pub fn run(strategy: Strategy, wall: f64, answers: &[u64]) -> Run {
    let report = |(task, answer): (usize, &u64)| TaskReport {
        task: TaskId(task as u32),
        outcome: Ok(Checksum(*answer).into()),
    };
    Run {
        turn: Turn { strategy, point: 0, round: Round::Measured(0) },
        ended: Ended::Completed,
        start_up: Millis::ZERO,
        wall: Millis(wall),
        lanes: Vec::new(),
        reports: answers.iter().enumerate().map(report).collect(),
        bytes_moved: 0,
    }
}

/// Makes five measured rounds of a run. It is their median, and their times span a share (`spread`) of its own.
pub fn repeated(run: &Run, spread: f64) -> Vec<Run> {
    let round = |round: u32| {
        let mut run = run.clone();
        run.turn.round = Round::Measured(round);
        run.wall.0 *= 1.0 + spread * (f64::from(round) / 4.0 - 0.5);
        run
    };
    (0..5).map(round).collect()
}

/// Makes a plan that measures each basic strategy at so many points, with two tasks per case.
pub fn plan(points: u16, repeats: Repeats, seed: u64) -> Plan {
    let case = |strategy, point| Case {
        strategy,
        point,
        work: Work::new(strategy, Workload::SumOfSquares(SumOfSquares { tasks: 2, n: 1 }))
            .expect("work of one stage"),
        workers: 2,
        limit: 2,
        queue: 1,
        switch_interval_us: 5_000,
        processes: ProcessPool::Reuse,
    };
    let at = |point| Strategy::BASIC.into_iter().map(move |strategy| case(strategy, point));
    Plan { files: Vec::new(), cases: (0..points).flat_map(at).collect(), repeats, seed, program: None }
}
