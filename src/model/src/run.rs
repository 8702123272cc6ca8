//! Runs: single executions of one strategy, and the comparison of their answers.

use crate::failure::{Failure, FailureKind};
use crate::plan::{Round, Turn};
use crate::product::{Answer, Attempt, Checksum, Count, Product, Service, TaskReport};
use crate::time::Millis;
use crate::trace::{LaneKind, LaneTrace, Phase, Span, Stage, TaskId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// End of a run, or of all runs of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// All tasks were run.
    Completed,
    /// The reader stopped the run. Finished tasks are included, the others are not.
    Stopped,
}

/// Single execution of one strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Strategy, point and round.
    pub turn: Turn,
    /// End of the run.
    pub ended: Ended,
    /// Time to start up what the strategy runs on, before the clock starts; zero if it was running already.
    pub start_up: Millis,
    /// Time from handing over the work to the end of the last lane.
    pub wall: Millis,
    /// Traces of the lanes.
    pub lanes: Vec<LaneTrace>,
    /// Reports of the tasks that ended, in no particular order.
    pub reports: Vec<TaskReport>,
    /// Bytes sent to processes and back.
    pub bytes_moved: u64,
}

impl Run {
    /// Counts the tasks that gave an answer.
    pub fn tasks_ok(&self) -> usize {
        self.reports.iter().filter(|report| report.outcome.is_ok()).count()
    }

    /// Iterates over the failures of tasks.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.reports.iter().filter_map(|report| report.outcome.as_ref().err())
    }

    /// Returns true if the run's time counts: a complete run that is no warm-up.
    pub fn counts(&self) -> bool {
        self.ended == Ended::Completed && self.turn.round != Round::WarmUp
    }

    /// Iterates over the products of all tasks.
    pub fn products(&self) -> impl Iterator<Item = &Product> {
        let answers = self.reports.iter().filter_map(|report| report.outcome.as_ref().ok());
        answers.filter_map(|answer| answer.product.as_ref())
    }

    /// Finds the statistics of the server, if the run had one.
    pub fn service(&self) -> Option<Service> {
        self.products().find_map(|product| match product {
            Product::Service(service) => Some(*service),
            _ => None,
        })
    }

    /// Finds the final state of the counter, if the run had one.
    pub fn count(&self) -> Option<Count> {
        self.products().find_map(|product| match product {
            Product::Count(count) => Some(*count),
            _ => None,
        })
    }

    /// Returns true if the run has a counter that lost increments.
    pub fn lost_count(&self) -> bool {
        self.count().is_some_and(|count| count.lost() > 0)
    }

    /// Finds the attempts to send something to a worker, if the run made any.
    pub fn attempts(&self) -> Option<&[Attempt]> {
        self.products().find_map(|product| match product {
            Product::Attempts(attempts) => Some(attempts.as_slice()),
            _ => None,
        })
    }

    /// Sums the time of all lanes in a phase.
    pub fn total(&self, phase: Phase) -> Millis {
        self.lanes.iter().map(|lane| lane.total(phase)).sum()
    }

    /// Names a lane. Lanes of a kind are numbered within their stage.
    ///
    /// # Panics
    /// Panics if there is no lane at `index`.
    pub fn lane_name(&self, index: usize) -> String {
        let LaneTrace { kind, stage, .. } = self.lanes[index];
        let is_alike = |lane: &&LaneTrace| (lane.kind, lane.stage) == (kind, stage);
        let number = self.lanes[..=index].iter().filter(is_alike).count();
        let name = match kind {
            LaneKind::Thread => format!("thread {number}"),
            LaneKind::Process => format!("process {number}"),
            LaneKind::EventLoop => "event loop".to_owned(),
        };
        match stage {
            Stage::Whole => name,
            Stage::Fetching => format!("fetch: {name}"),
            Stage::Processing => format!("work: {name}"),
        }
    }

    /// Combines the answers of all tasks into one checksum, independent of the order in which they ended.
    pub fn checksum(&self) -> Checksum {
        let answers = self.reports.iter().filter_map(|report| report.outcome.as_ref().ok());
        Checksum(answers.fold(0, |sum, answer| sum.wrapping_add(answer.checksum.0)))
    }
}

/// Amount by which the phases of a lane may exceed the wall time, as a share of it: clocks of different workers agree
/// to about 10 µs.
const TRACE_TOLERANCE: f64 = 0.01;

/// Checks that the trace of a complete run is possible: spans of a thread or process do not overlap, and none ends
/// after the run, so that phases and idle time add up to the wall time. Nothing waits for a lock that the
/// strategy does not have.
///
/// # Errors
/// Fails with a [`FailureKind::Protocol`] that says what is wrong on which lane.
pub fn check_trace(run: &Run) -> Result<(), Failure> {
    let wrong = |lane: usize, what: String| {
        let message = format!("The trace of {} is impossible.", run.turn.strategy);
        Err(Failure::new(FailureKind::Protocol, message).because(format!("lane {}: {what}", lane + 1)))
    };
    let latest = run.wall + Millis(run.wall.0 * TRACE_TOLERANCE + 0.1);
    for (index, lane) in run.lanes.iter().enumerate() {
        if let Some(span) = lane.spans.iter().find(|span| span.end > latest || span.end < span.start) {
            return wrong(index, format!("{span:?} in a run of {} ms", run.wall.0));
        }
        let may_wait = run.turn.strategy.has_gil() || run.turn.strategy.is_program();
        if !may_wait && lane.total(Phase::LockWait) > Millis::ZERO {
            return wrong(index, "it waits for a lock that the strategy does not have".to_owned());
        }
        if lane.kind == LaneKind::EventLoop {
            continue;
        }
        if let Some((one, other)) = lane.overlap() {
            return wrong(index, format!("{one:?} and {other:?} overlap"));
        }
        let busy: Millis = lane.spans.iter().map(Span::duration).sum();
        if busy > latest {
            return wrong(index, format!("{} ms of work in {} ms", busy.0, run.wall.0));
        }
    }
    Ok(())
}

/// Checks that every task gave the same answer in each of these runs of the same work, separately at each point of a
/// sweep. Tasks that failed or were not run are not compared. If a strategy does all work as one task, the sums of
/// all answers are compared as well, for complete runs.
///
/// # Errors
/// Fails with a [`FailureKind::Mismatch`] that names the two strategies, and the first task that differs unless it is
/// the sum.
pub fn agree(runs: &[&Run]) -> Result<(), Failure> {
    let mut answers: BTreeMap<(u16, Option<TaskId>), (Checksum, Turn)> = BTreeMap::new();
    let is_split = runs.iter().any(|run| run.turn.strategy.is_one_task());
    for run in runs {
        let mut compare = |task, answer| {
            let (first, turn) = *answers.entry((run.turn.point, task)).or_insert((answer, run.turn));
            if first == answer { Ok(()) } else { Err(mismatch(task, (turn, first), (run.turn, answer))) }
        };
        if !run.turn.strategy.is_one_task() {
            for report in &run.reports {
                let Ok(Answer { checksum: answer, .. }) = report.outcome else { continue };
                compare(Some(report.task), answer)?;
            }
        }
        if is_split && run.ended == Ended::Completed && run.failures().next().is_none() {
            compare(None, run.checksum())?;
        }
    }
    Ok(())
}

fn mismatch(task: Option<TaskId>, one: (Turn, Checksum), other: (Turn, Checksum)) -> Failure {
    let answered =
        |(turn, answer): (Turn, Checksum)| format!("{} answered {:016x}", turn.strategy.key(), answer.0);
    let message = format!("{} and {} for the same work.", answered(one), answered(other));
    let failure = Failure::new(FailureKind::Mismatch, message);
    match task {
        Some(task) => failure.in_task(task),
        None => failure,
    }
}

/// Returns true if the page may say that these runs of the same work gave the same answers: tasks [`agree`], and no
/// counter lost increments. Tasks that count answer with the number of increments they made, so `agree` ignores
/// losses.
pub fn gave_the_same(runs: &[&Run]) -> bool {
    agree(runs).is_ok() && !runs.iter().any(|run| run.lost_count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::Product;
    use crate::strategy::Strategy;
    use crate::testing::run;

    #[test]
    fn equal_answers_agree_in_any_order() {
        let first = run(Strategy::Sequential, 1.0, &[1, 2, 3]);
        let mut second = run(Strategy::Threads, 1.0, &[1, 2, 3]);
        second.reports.reverse();
        assert_eq!(first.checksum(), second.checksum());
        assert_eq!(agree(&[&first, &second]), Ok(()));
    }

    #[test]
    fn lanes_are_numbered_within_their_stage() {
        let lane = |kind, stage| LaneTrace { kind, stage, spans: Vec::new() };
        let mut run = run(Strategy::Threads, 1.0, &[1]);
        run.lanes = vec![
            lane(LaneKind::EventLoop, Stage::Fetching),
            lane(LaneKind::Process, Stage::Processing),
            lane(LaneKind::Process, Stage::Processing),
        ];
        let names = [0, 1, 2].map(|index| run.lane_name(index));
        assert_eq!(names, ["fetch: event loop", "work: process 1", "work: process 2"]);
    }

    #[test]
    fn a_mismatch_names_the_task_and_both_strategies() {
        let runs = [run(Strategy::Sequential, 1.0, &[1, 2]), run(Strategy::Threads, 1.0, &[1, 9])];
        let failure = agree(&[&runs[0], &runs[1]]).unwrap_err();
        assert_eq!(failure.task, Some(TaskId(1)));
        assert!(failure.message.contains("sequential") && failure.message.contains("threads"));
    }

    #[test]
    fn a_task_with_all_of_the_work_answers_the_sum_of_the_tasks() {
        let one_pass = |answer| {
            let mut run = run(Strategy::Sequential, 1.0, &[answer]);
            run.turn.strategy = Strategy::OnePass;
            run
        };
        let (parts, mut failed) = (run(Strategy::Threads, 1.0, &[4, 5]), run(Strategy::Async, 1.0, &[4, 5]));
        assert_eq!(agree(&[&one_pass(9), &parts]), Ok(()));
        let failure = agree(&[&parts, &one_pass(4)]).unwrap_err();
        assert!(failure.task.is_none() && failure.message.contains("one-pass"), "{failure}");
        // A failed task adds nothing, so the sum is no answer.
        failed.reports[1].outcome = Err(Failure::new(FailureKind::Task, "No."));
        assert_eq!(agree(&[&one_pass(9), &failed, &parts]), Ok(()));
    }

    #[test]
    fn counters_that_lost_increments_did_not_give_the_same() {
        let counted = |counted| {
            let mut run = run(Strategy::Threads, 1.0, &[1]);
            let product = Product::Count(Count { expected: 9, counted });
            run.reports[0].outcome.as_mut().unwrap().product = Some(product);
            run
        };
        let (whole, lossy) = (counted(9), counted(8));
        assert!(gave_the_same(&[&whole, &whole]));
        assert_eq!(agree(&[&whole, &lossy]), Ok(()));
        assert!(!gave_the_same(&[&whole, &lossy]));
        // Two runs that lost the same number do not agree.
        assert!(!gave_the_same(&[&lossy, &lossy]));
        assert!(!gave_the_same(&[&run(Strategy::Threads, 1.0, &[1]), &run(Strategy::Threads, 1.0, &[2])]));
    }

    #[test]
    fn each_step_of_a_sweep_agrees_separately() {
        let at = |strategy, answer, point| {
            let mut run = run(strategy, 1.0, &[answer]);
            run.turn.point = point;
            run
        };
        let mut runs = [
            at(Strategy::Sequential, 1, 0),
            at(Strategy::Threads, 1, 0),
            at(Strategy::Sequential, 2, 1),
            at(Strategy::Threads, 2, 1),
        ];
        assert_eq!(agree(&runs.each_ref()), Ok(()));
        runs[3].reports[0].outcome = Ok(Checksum(1).into());
        assert!(agree(&runs.each_ref()).is_err());
    }

    #[test]
    fn an_impossible_trace_is_found() {
        let span = |start, end| Span {
            task: Some(TaskId(0)),
            phase: Phase::Compute,
            start: Millis(start),
            end: Millis(end),
        };
        let check = |kind, spans: &[Span]| {
            let mut run = run(Strategy::Threads, 10.0, &[1]);
            run.lanes = vec![LaneTrace { kind, stage: Stage::Whole, spans: spans.to_vec() }];
            check_trace(&run)
        };
        assert_eq!(check(LaneKind::Thread, &[span(0.0, 4.0), span(4.0, 10.0)]), Ok(()));
        assert!(check(LaneKind::Thread, &[span(0.0, 4.0), span(3.0, 5.0)]).is_err());
        assert_eq!(check(LaneKind::EventLoop, &[span(0.0, 4.0), span(3.0, 5.0)]), Ok(()));
        assert!(check(LaneKind::EventLoop, &[span(9.0, 12.0)]).is_err());
        assert!(check(LaneKind::EventLoop, &[span(9.0, 8.0)]).is_err());
    }

    #[test]
    fn only_threads_with_a_lock_may_wait_for_it() {
        let check = |strategy| {
            let mut run = run(strategy, 10.0, &[1]);
            let span = Span { task: None, phase: Phase::LockWait, start: Millis::ZERO, end: Millis(1.0) };
            run.lanes = vec![LaneTrace { kind: LaneKind::Thread, stage: Stage::Whole, spans: vec![span] }];
            check_trace(&run)
        };
        assert_eq!(check(Strategy::ThreadsGil), Ok(()));
        assert!(check(Strategy::Threads).is_err() && check(Strategy::Sequential).is_err());
    }

    #[test]
    fn failed_tasks_are_not_compared() {
        let mut second = run(Strategy::Threads, 1.0, &[1, 2]);
        second.reports[1].outcome = Err(Failure::new(FailureKind::Network, "No answer."));
        assert_eq!(second.tasks_ok(), 1);
        assert_eq!(second.failures().count(), 1);
        assert_eq!(agree(&[&run(Strategy::Sequential, 1.0, &[1, 2]), &second]), Ok(()));
    }
}
