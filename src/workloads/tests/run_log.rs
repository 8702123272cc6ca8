//! Log of a run: what it makes of the events on its lanes.

mod support;

use lanes_model::message::FromIsolate;
use lanes_model::product::Score;
use lanes_model::{
    Answer, Checksum, Ended, Failure, FailureKind, LaneKind, Millis, Phase, Product, Round, Span, Stage,
    Strategy, TaskId, TaskReport, Tile, Turn,
};
use lanes_workloads::{Clock, Lane, LaneEvent, LaneReport, RunLog, StopFlag};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use support::RealClock;

const TURN: Turn = Turn { strategy: Strategy::Sequential, point: 0, round: Round::Measured(0) };
const TWO_THREADS: [(LaneKind, Stage); 2] = [(LaneKind::Thread, Stage::Whole); 2];

fn log() -> RunLog {
    RunLog::new(TURN, &TWO_THREADS, Millis(7.0))
}

fn span(task: u32, start: f64, end: f64) -> Span {
    Span { task: Some(TaskId(task)), phase: Phase::Compute, start: Millis(start), end: Millis(end) }
}

fn success(task: u32) -> TaskReport {
    TaskReport { task: TaskId(task), outcome: Ok(Checksum(u64::from(task)).into()) }
}

/// Makes the report of a lane that computed a task in the first millisecond.
fn reported(lane: usize, task: u32) -> LaneEvent {
    let report = LaneReport { spans: vec![span(task, 0.0, 1.0)], reports: vec![success(task)] };
    LaneEvent::Reported { lane, report }
}

fn ended(at: f64, outcome: Result<Ended, Failure>) -> LaneEvent {
    LaneEvent::LaneEnded { at: Millis(at), outcome }
}

fn failure(message: &str) -> Failure {
    Failure::new(FailureKind::Panic, message)
}

#[test]
fn the_wall_time_is_that_of_the_last_lane_to_end() {
    let mut log = log();
    log.add(ended(5.0, Ok(Ended::Completed)));
    assert_eq!(log.lanes_at_work(), 1);
    log.add(ended(3.0, Ok(Ended::Completed)));
    assert_eq!(log.lanes_at_work(), 0);
    let run = log.finish().unwrap();
    assert_eq!((run.turn, run.start_up), (TURN, Millis(7.0)));
    assert_eq!((run.wall, run.ended), (Millis(5.0), Ended::Completed));
}

#[test]
fn new_spans_are_copied_once_and_of_many_every_nth() {
    let mut log = log();
    let computed = |lane, task: u32| {
        let span = span(task, f64::from(task), f64::from(task) + 1.0);
        LaneEvent::Reported { lane, report: LaneReport { spans: vec![span], reports: vec![success(task)] } }
    };
    log.add(computed(1, 200));
    let counts = |log: &mut RunLog, most| {
        log.copy_new_spans(most).iter().map(|lane| lane.spans.len()).collect::<Vec<_>>()
    };
    assert_eq!(counts(&mut log, 10), [0, 1]);
    assert_eq!(counts(&mut log, 10), [0, 0]);
    (0..100).for_each(|task| log.add(computed(0, task)));
    let copied = log.copy_new_spans(10);
    let tasks: Vec<u32> = copied[0].spans.iter().filter_map(|span| Some(span.task?.0)).collect();
    assert_eq!(tasks, [0, 20, 40, 60, 80]);
    (100..103).for_each(|task| log.add(computed(0, task)));
    // A lane shows something, however little room there is.
    assert_eq!(counts(&mut log, 0), [1, 0]);
    (0..2).for_each(|_| log.add(ended(201.0, Ok(Ended::Completed))));
    let run = log.finish().unwrap();
    assert_eq!(run.lanes.iter().map(|lane| lane.spans.len()).collect::<Vec<_>>(), [103, 1]);
}

#[test]
fn spans_stay_with_their_lane_and_reports_keep_the_order_they_came_in() {
    let lanes = [(LaneKind::EventLoop, Stage::Fetching), (LaneKind::Process, Stage::Processing)];
    let mut log = RunLog::new(TURN, &lanes, Millis::ZERO);
    for event in [reported(1, 2), reported(0, 0), reported(1, 1)] {
        log.add(event);
    }
    log.add(ended(1.0, Ok(Ended::Stopped)));
    let run = log.finish().unwrap();
    let tasks: Vec<u32> = run.reports.iter().map(|report| report.task.0).collect();
    assert_eq!(tasks, [2, 0, 1]);
    assert_eq!(run.lanes.iter().map(|lane| (lane.kind, lane.stage)).collect::<Vec<_>>(), lanes);
    let tasks_of = |lane: usize| run.lanes[lane].spans.iter().map(|span| span.task.unwrap().0);
    assert_eq!(tasks_of(0).collect::<Vec<_>>(), [0]);
    assert_eq!(tasks_of(1).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_report_counts_after_its_lane_has_ended_or_failed() {
    let mut late = log();
    late.add(ended(5.0, Ok(Ended::Completed)));
    late.add(reported(0, 0));
    late.add(ended(5.0, Ok(Ended::Completed)));
    late.add(reported(1, 1));
    assert_eq!(late.tasks_done(), 2);
    let run = late.finish().unwrap();
    assert_eq!((run.reports.len(), run.lanes[1].spans.len(), run.wall), (2, 1, Millis(5.0)));

    let mut failed = log();
    failed.add(ended(1.0, Err(failure("first"))));
    failed.add(reported(0, 0));
    assert_eq!((failed.tasks_done(), failed.has_failed()), (1, true));
}

#[test]
fn every_task_counts_once_however_often_lanes_are_asked_while_they_run() {
    const TASKS: u32 = 2_000;
    let clock = RealClock(Instant::now());
    let lanes = [0, 1].map(|_| Lane::new(&clock, clock.now(), StopFlag::default(), TASKS));
    let mut log = log();
    let at_work = AtomicUsize::new(lanes.len());
    let gather = |log: &mut RunLog| {
        for (lane, at_work) in lanes.iter().enumerate() {
            log.add(LaneEvent::Reported { lane, report: at_work.take_report() });
        }
    };
    std::thread::scope(|scope| {
        for (index, lane) in lanes.iter().enumerate() {
            let at_work = &at_work;
            scope.spawn(move || {
                for task in (0..TASKS).filter(|task| task % 2 == index as u32).map(TaskId) {
                    lane.timed(task, Phase::Compute, || ());
                    lane.report(task, Ok(Checksum(1).into()));
                }
                at_work.fetch_sub(1, Ordering::SeqCst);
            });
        }
        while at_work.load(Ordering::SeqCst) > 0 {
            gather(&mut log);
        }
    });
    gather(&mut log);
    gather(&mut log);
    lanes
        .iter()
        .for_each(|lane| log.add(LaneEvent::LaneEnded { at: lane.now(), outcome: Ok(Ended::Completed) }));
    let run = log.finish().unwrap();
    let mut tasks: Vec<u32> = run.reports.iter().map(|report| report.task.0).collect();
    tasks.sort_unstable();
    assert_eq!(tasks, (0..TASKS).collect::<Vec<_>>());
    assert_eq!(run.lanes[0].spans.len() + run.lanes[1].spans.len(), TASKS as usize);
}

#[test]
fn giving_up_lanes_stops_the_run_then() {
    let mut given_up = log();
    given_up.add(reported(0, 0));
    given_up.add(ended(2.0, Ok(Ended::Completed)));
    given_up.abandon(Millis(9.0));
    let run = given_up.finish().unwrap();
    assert_eq!((run.wall, run.ended, run.reports.len()), (Millis(9.0), Ended::Stopped, 1));

    let mut complete = log();
    (0..2).for_each(|_| complete.add(ended(2.0, Ok(Ended::Completed))));
    complete.abandon(Millis(9.0));
    let run = complete.finish().unwrap();
    assert_eq!((run.wall, run.ended), (Millis(2.0), Ended::Completed));
}

#[test]
fn the_first_failure_is_that_of_the_run() {
    let mut log = log();
    log.add(ended(1.0, Err(failure("first"))));
    log.add(ended(2.0, Err(failure("second"))));
    log.name_failed_task(|| Some(TaskId(4)));
    log.name_failed_task(|| panic!("the failure names its task already"));
    assert_eq!(log.finish(), Err(failure("first").in_task(TaskId(4))));
}

#[test]
fn a_failed_task_leaves_the_run_whole() {
    let mut log = log();
    let outcome = Err(failure("no answer").in_task(TaskId(0)));
    let reports = vec![TaskReport { task: TaskId(0), outcome }, success(1)];
    log.add(LaneEvent::Reported { lane: 0, report: LaneReport { spans: Vec::new(), reports } });
    (0..2).for_each(|_| log.add(ended(2.0, Ok(Ended::Completed))));
    assert!(!log.has_failed());
    let run = log.finish().unwrap();
    assert_eq!((run.tasks_ok(), run.failures().count()), (1, 1));
}

#[test]
fn bytes_moved_add_up() {
    let mut log = log();
    for bytes in [3, 4] {
        log.add(LaneEvent::BytesMoved { bytes });
    }
    log.abandon(Millis::ZERO);
    assert_eq!(log.finish().unwrap().bytes_moved, 7);
}

#[test]
fn a_complete_run_with_an_impossible_trace_is_refused() {
    let mut log = log();
    let spans = vec![span(0, 0.0, 2.0), span(1, 1.0, 3.0)];
    log.add(LaneEvent::Reported { lane: 0, report: LaneReport { spans, reports: Vec::new() } });
    (0..2).for_each(|_| log.add(ended(3.0, Ok(Ended::Completed))));
    assert_eq!(log.finish().map_err(|failure| failure.kind), Err(FailureKind::Protocol));
}

#[test]
fn tiles_are_taken_once_and_kept_by_no_run() {
    let tile = Tile { picture: (2, 1), at: (1, 0), width: 1, rgba: vec![9; 4] };
    let product = Some(Product::Tile(tile.clone()));
    let outcome = Ok(Answer { checksum: Checksum(1), product });
    let reports = vec![TaskReport { task: TaskId(0), outcome }];
    let mut log = log();
    log.add(LaneEvent::Reported { lane: 0, report: LaneReport { spans: Vec::new(), reports } });
    assert_eq!((log.take_tiles(), log.take_tiles()), (vec![tile], Vec::new()));
    assert_eq!(log.finish().unwrap().reports[0].outcome, Ok(Checksum(1).into()));
}

#[test]
fn parts_are_kept_apart_and_small_products_are_not() {
    let words = Product::Words(vec![("word".into(), 1)]);
    let score = Product::Score(Score { right: 1, tested: 2 });
    let report = |product: &Product| {
        let outcome = Ok(Answer { checksum: Checksum(1), product: Some(product.clone()) });
        TaskReport { task: TaskId(0), outcome }
    };
    let reports = vec![report(&words), report(&score)];
    let mut log = log();
    log.add(LaneEvent::Reported { lane: 0, report: LaneReport { spans: Vec::new(), reports } });
    assert_eq!((log.take_parts(), log.take_parts()), (vec![words], Vec::new()));
    let products: Vec<_> =
        log.finish().unwrap().reports.into_iter().map(|report| report.outcome.unwrap().product).collect();
    assert_eq!(products, [None, Some(score)]);
}

#[test]
fn a_stage_reports_on_its_own_lanes_of_the_run() {
    assert_eq!(reported(1, 0).on_lanes_from(3), reported(4, 0));
    assert_eq!(ended(1.0, Ok(Ended::Completed)).on_lanes_from(3), ended(1.0, Ok(Ended::Completed)));
}

#[test]
fn messages_of_an_isolate_become_events_of_its_one_lane() {
    let event = |message| LaneEvent::from_isolate(message, || Millis(8.0));
    let report = FromIsolate::LaneReport { spans: vec![span(3, 0.0, 1.0)], reports: vec![success(3)] };
    assert_eq!(event(Ok(report)), Some(reported(0, 3)));
    let finished = FromIsolate::LaneFinished { ended: Ended::Stopped, at: Millis(2.0) };
    assert_eq!(event(Ok(finished)), Some(ended(2.0, Ok(Ended::Stopped))));
    let lost = || failure("lost");
    assert_eq!(event(Ok(FromIsolate::Failed { failure: lost() })), Some(ended(8.0, Err(lost()))));
    assert_eq!(event(Err(lost())), Some(ended(8.0, Err(lost()))));
    assert_eq!(event(Ok(FromIsolate::Ready)), None);
}
