//! Lanes on processes, with fake processes and a clock that moves when a test says so.

use futures::task::noop_waker;
use lanes_model::message::{FromIsolate, TaskInput, TaskOrder, TaskOutput, decode, encode};
use lanes_model::workload::{Parcel, SumOfSquares};
use lanes_model::{
    Answer, Attempt, Checksum, Ended, Failure, FailureKind, LaneKind, Millis, Phase, Product, Round, Run,
    Span, Stage, Strategy, TaskId, Timestamp, Turn, Workload,
};
use lanes_workloads::pipeline::Fetched;
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{
    Attachment, Clock, Computing, LaneEvent, Material, Process, ProcessLanes, ProcessOrder, RunLog,
    TaskSource,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Poll};

const EPOCH: Timestamp = Timestamp(1_000.0);

/// Clock that shows the milliseconds since the epoch that a test sets. Clones are one clock.
#[derive(Clone)]
struct ManualClock(Rc<Cell<f64>>);

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(EPOCH.0 + self.0.get())
    }
}

/// Process that keeps what it is sent until a test answers for it.
#[derive(Default)]
struct FakeProcess {
    inbox: RefCell<Vec<(TaskOrder, Option<&'static str>)>>,
    stops: Cell<u32>,
    is_gone: bool,
}

impl Process for FakeProcess {
    type Attachment = &'static str;

    fn send(&self, order: TaskOrder, attachment: Option<&'static str>) -> Result<(), Failure> {
        self.inbox.borrow_mut().push((order, attachment));
        if self.is_gone { Err(Failure::new(FailureKind::EngineLost, "gone")) } else { Ok(()) }
    }

    fn stop(&self) {
        self.stops.set(self.stops.get() + 1);
    }
}

type Source = TaskSource<ManualClock, &'static str>;

/// Lanes on processes, the clock they read, and the log of their events.
struct Fixture {
    lanes: ProcessLanes<FakeProcess, ManualClock>,
    clock: ManualClock,
    log: RunLog,
}

fn squares(tasks: u32) -> SumOfSquares {
    SumOfSquares { tasks, n: 10 }
}

fn workload(tasks: u32) -> Workload {
    Workload::SumOfSquares(squares(tasks))
}

fn queue_of(tasks: u32) -> Source {
    TaskSource::new(Box::new(Computing::new(squares(tasks), Material::default())), TaskQueue::new(tasks))
}

impl Fixture {
    fn new(source: Source, processes: Vec<FakeProcess>, are_ready: bool, clock: &ManualClock) -> Self {
        let order = ProcessOrder { workload: workload(9), label: "label".to_owned(), epoch: EPOCH };
        let turn = Turn { strategy: Strategy::Processes, point: 0, round: Round::WarmUp };
        let kinds = vec![(LaneKind::Process, Stage::Whole); processes.len()];
        let log = RunLog::new(turn, &kinds, Millis::ZERO);
        let mut fixture = Fixture {
            lanes: ProcessLanes::new(order, source, processes, are_ready, clock.clone()),
            clock: clock.clone(),
            log,
        };
        fixture.drain();
        fixture
    }

    fn ready(source: Source, count: usize, clock: &ManualClock) -> Self {
        let processes = (0..count).map(|_| FakeProcess::default()).collect();
        Fixture::new(source, processes, true, clock)
    }

    fn drain(&mut self) -> Vec<LaneEvent> {
        let events: Vec<_> = std::iter::from_fn(|| self.lanes.pop_event()).collect();
        events.iter().for_each(|event| self.log.add(event.clone()));
        events
    }

    fn receive(&mut self, lane: usize, message: FromIsolate) -> Vec<LaneEvent> {
        let now = self.clock.now();
        self.lanes.receive(lane, Ok(message), now);
        self.drain()
    }

    fn process(&mut self, lane: usize) -> &mut FakeProcess {
        self.lanes.processes_mut().nth(lane).unwrap()
    }

    /// Takes the tasks that a process was sent since the last call.
    fn inbox(&mut self, lane: usize) -> Vec<TaskId> {
        self.process(lane).inbox.take().into_iter().map(|(order, _)| order.task).collect()
    }

    /// Has a process finish the task it was sent, computing from one moment to another.
    fn finish(&mut self, lane: usize, from: f64, to: f64) -> Vec<LaneEvent> {
        let (order, _) = self.process(lane).inbox.take().pop().expect("a task to finish");
        let output: TaskOutput = Ok(Checksum(u64::from(order.task.0) + 100).into());
        let compute = span(Some(order.task), Phase::Compute, from, to);
        let (output, sent) = (encode(&output).unwrap(), Millis(to));
        self.receive(lane, FromIsolate::TaskFinished { task: order.task, output, spans: vec![compute], sent })
    }

    fn poll_starved(&mut self) -> Poll<()> {
        self.lanes.poll_starved(&mut Context::from_waker(&noop_waker()))
    }

    fn run(mut self) -> Result<Run, Failure> {
        self.drain();
        assert_eq!(self.log.lanes_at_work(), 0, "every lane has ended");
        self.log.finish()
    }
}

fn span(task: Option<TaskId>, phase: Phase, start: f64, end: f64) -> Span {
    Span { task, phase, start: Millis(start), end: Millis(end) }
}

fn clock() -> ManualClock {
    ManualClock(Rc::default())
}

fn ended(outcome: Result<Ended, Failure>, at: f64) -> LaneEvent {
    LaneEvent::LaneEnded { at: Millis(at), outcome }
}

#[test]
fn each_process_has_one_task_at_a_time_and_every_task_is_reported_once() {
    let clock = clock();
    let mut run = Fixture::ready(queue_of(5), 2, &clock);
    for (lane, task) in [(0, 0), (1, 1), (1, 3), (0, 2), (1, 4)] {
        let sent: Vec<_> = run.process(lane).inbox.borrow().iter().map(|(order, _)| order.task.0).collect();
        assert_eq!(sent, [task]);
        clock.0.set(clock.0.get() + 1.0);
        run.finish(lane, clock.0.get() - 0.5, clock.0.get());
    }
    let run = run.run().unwrap();
    assert_eq!(run.reports.iter().map(|report| report.task.0).collect::<Vec<_>>(), [0, 1, 3, 2, 4]);
    assert_eq!(run.tasks_ok(), 5);
    assert_eq!(run.checksum(), Checksum(510));
    let tasks_of = |lane: usize| {
        let computed = run.lanes[lane].spans.iter().filter(|span| span.phase == Phase::Compute);
        computed.map(|span| span.task.unwrap().0).collect::<Vec<_>>()
    };
    assert_eq!((tasks_of(0), tasks_of(1)), (vec![0, 2], vec![1, 3, 4]));
    assert_eq!((run.ended, run.wall), (Ended::Completed, Millis(5.0)));
}

#[test]
fn a_process_is_sent_everything_that_its_task_needs_and_all_bytes_are_counted() {
    let clock = clock();
    let mut run = Fixture::ready(queue_of(1), 1, &clock);
    let (order, attachment) = run.process(0).inbox.borrow()[0].clone();
    let input: TaskInput<'_> = decode(&order.input).unwrap();
    assert_eq!((input.stage, &*input.label, attachment), (Stage::Whole, "label", None));
    assert_eq!(*input.workload, workload(9));
    assert_eq!((order.task, order.epoch, order.sent), (TaskId(0), EPOCH, Millis::ZERO));
    run.finish(0, 0.0, 0.0);
    let output: TaskOutput = Ok(Checksum(100).into());
    let bytes = order.input.len() + encode(&output).unwrap().len();
    assert_eq!(run.run().unwrap().bytes_moved, bytes as u64);
}

#[test]
fn spans_of_a_lane_never_overlap_though_two_clocks_date_them() {
    let clock = clock();
    let mut run = Fixture::ready(queue_of(2), 1, &clock);
    for end in [2.0, 4.0] {
        clock.0.set(end);
        // The process's clock is 10 µs late at the beginning, and 10 µs early at the end.
        run.finish(0, end - 2.01, end + 0.01);
    }
    let run = run.run().unwrap();
    assert_eq!(run.lanes[0].overlap(), None);
    let phases: Vec<_> = run.lanes[0].spans[..4].iter().map(|span| span.phase).collect();
    assert_eq!(phases, [Phase::Serialize, Phase::Compute, Phase::Queue, Phase::Deserialize]);
    assert_eq!(run.wall, Millis(4.01));
}

#[test]
fn a_fresh_process_starts_while_the_clock_runs() {
    let clock = clock();
    let mut run = Fixture::new(queue_of(1), vec![FakeProcess::default()], false, &clock);
    assert_eq!((run.inbox(0).len(), run.lanes.first_starting()), (0, Some(0)));
    clock.0.set(3.0);
    run.receive(0, FromIsolate::Ready);
    assert_eq!(run.lanes.first_starting(), None);
    run.finish(0, 3.0, 3.0);
    assert_eq!(run.run().unwrap().lanes[0].spans[0], span(None, Phase::Spawn, 0.0, 3.0));
}

#[test]
fn a_lost_process_names_its_task_and_is_not_heard_again() {
    let clock = clock();
    let mut run = Fixture::ready(queue_of(3), 2, &clock);
    clock.0.set(2.0);
    let lost = || Failure::new(FailureKind::EngineLost, "lost");
    run.lanes.receive(1, Err(lost()), clock.now());
    assert_eq!(run.drain(), [ended(Err(lost().in_task(TaskId(1))), 2.0)]);
    assert_eq!(run.finish(1, 0.0, 1.0), []);
    assert_eq!(run.receive(1, FromIsolate::Ready), []);
    // The other lane goes on.
    run.finish(0, 0.0, 1.0);
    assert_eq!(run.inbox(0), [TaskId(2)]);
    let (reusable, not_reusable) = run.lanes.into_processes();
    assert_eq!((reusable.len(), not_reusable.len()), (0, 2));
    assert_eq!(run.log.finish(), Err(lost().in_task(TaskId(1))));
}

#[test]
fn a_process_that_takes_no_message_ends_its_lane() {
    let clock = clock();
    let gone = FakeProcess { is_gone: true, ..FakeProcess::default() };
    let run = Fixture::new(queue_of(1), vec![gone], true, &clock);
    let failure = run.run().unwrap_err();
    assert_eq!((failure.kind, failure.task), (FailureKind::EngineLost, Some(TaskId(0))));
}

#[test]
fn output_that_cannot_be_decoded_fails_the_lane() {
    let clock = clock();
    let mut run = Fixture::ready(queue_of(2), 1, &clock);
    let (task, output) = (TaskId(0), vec![0xff; 3]);
    run.receive(0, FromIsolate::TaskFinished { task, output, spans: Vec::new(), sent: Millis::ZERO });
    let failure = run.run().unwrap_err();
    assert_eq!((failure.kind, failure.task), (FailureKind::Protocol, Some(TaskId(0))));
}

#[test]
fn a_report_on_a_run_that_a_process_does_not_make_fails_the_lane() {
    let clock = clock();
    let mut run = Fixture::ready(queue_of(2), 1, &clock);
    run.receive(0, FromIsolate::LaneReport { spans: Vec::new(), reports: Vec::new() });
    assert_eq!(run.run().map_err(|failure| failure.kind), Err(FailureKind::Protocol));
}

#[test]
fn a_task_that_fails_is_reported_and_its_process_takes_the_next() {
    let clock = clock();
    let mut run = Fixture::ready(queue_of(2), 1, &clock);
    let output: TaskOutput = Err(Failure::new(FailureKind::Task, "failed"));
    let (task, output) = (run.inbox(0)[0], encode(&output).unwrap());
    run.receive(0, FromIsolate::TaskFinished { task, output, spans: Vec::new(), sent: Millis::ZERO });
    run.finish(0, 0.0, 0.0);
    let run = run.run().unwrap();
    assert_eq!((run.tasks_ok(), run.reports.len()), (1, 2));
    assert_eq!(run.failures().next().unwrap().task, Some(TaskId(0)));
}

#[test]
fn stopping_asks_processes_at_work_and_hands_over_nothing_more() {
    let clock = clock();
    let mut run = Fixture::ready(queue_of(9), 2, &clock);
    run.lanes.stop();
    assert_eq!((run.process(0).stops.get(), run.process(1).stops.get()), (1, 1));
    // One has just finished, the other gives up.
    clock.0.set(1.0);
    run.finish(0, 0.0, 1.0);
    assert_eq!(run.inbox(0), []);
    let stopped = FromIsolate::LaneFinished { ended: Ended::Stopped, at: Millis(1.0) };
    assert_eq!(run.receive(1, stopped), [ended(Ok(Ended::Stopped), 1.0)]);
    let run = run.run().unwrap();
    assert_eq!((run.ended, run.reports.len()), (Ended::Stopped, 1));
}

#[test]
fn a_process_that_starts_after_a_stop_is_handed_nothing() {
    let clock = clock();
    let mut run = Fixture::new(queue_of(1), vec![FakeProcess::default()], false, &clock);
    run.lanes.stop();
    assert_eq!(run.drain(), []);
    run.receive(0, FromIsolate::Ready);
    assert_eq!((run.process(0).stops.get(), run.inbox(0)), (0, vec![]));
    assert_eq!(run.lanes.into_processes().0.len(), 1, "the process may be used again");
}

/// Makes a queue between two stages, with the source at its end.
fn fetched() -> (async_channel::Sender<Fetched>, Source) {
    let (sender, receiver) = async_channel::unbounded();
    (sender, TaskSource::Fetched(Box::pin(receiver)))
}

#[test]
fn a_process_starves_until_something_is_fetched_and_ends_when_no_more_comes() {
    let clock = clock();
    let (sender, source) = fetched();
    let mut run = Fixture::ready(source, 1, &clock);
    assert_eq!((run.inbox(0), run.poll_starved()), (vec![], Poll::Pending));
    clock.0.set(2.0);
    sender.try_send(Fetched { task: TaskId(7), bytes: vec![1, 2] }).unwrap();
    assert_eq!(run.poll_starved(), Poll::Ready(()));
    let (order, _) = run.process(0).inbox.borrow()[0].clone();
    let input: TaskInput<'_> = decode(&order.input).unwrap();
    assert_eq!((order.task, input.stage, &*input.bytes), (TaskId(7), Stage::Processing, &[1, 2][..]));
    clock.0.set(3.0);
    run.finish(0, 2.0, 3.0);
    sender.close();
    clock.0.set(5.0);
    assert_eq!(run.poll_starved(), Poll::Ready(()));
    let run = run.run().unwrap();
    let starved: Vec<_> =
        run.lanes[0].spans.iter().filter(|span| span.phase == Phase::Starved).copied().collect();
    assert_eq!(starved, [span(None, Phase::Starved, 0.0, 2.0), span(None, Phase::Starved, 3.0, 5.0)]);
    assert_eq!((run.ended, run.wall), (Ended::Completed, Millis(5.0)));
}

#[test]
fn a_starved_process_ends_at_once_when_the_run_is_stopped() {
    let clock = clock();
    let (_sender, source) = fetched();
    let mut run = Fixture::ready(source, 1, &clock);
    clock.0.set(1.0);
    run.lanes.stop();
    let run = run.run().unwrap();
    assert_eq!((run.ended, run.lanes[0].total(Phase::Starved)), (Ended::Stopped, Millis(1.0)));
}

#[test]
fn an_attachment_goes_with_its_task_and_attempts_come_with_the_answer() {
    let clock = clock();
    let attempts = vec![Attempt { parcel: Parcel::Closure, refused: Some("no".to_owned()) }];
    let attachment = Attachment { content: "content", bytes: 1_000, attempts: attempts.clone() };
    let mut run = Fixture::ready(TaskSource::Attached(Some(attachment)), 2, &clock);
    let sent: Vec<_> = run.process(0).inbox.borrow().iter().map(|(_, attachment)| *attachment).collect();
    assert_eq!((sent, run.inbox(1)), (vec![Some("content")], vec![]));
    run.finish(0, 0.0, 0.0);
    let run = run.run().unwrap();
    assert!(run.bytes_moved > 1_000);
    let answer = Answer { checksum: Checksum(100), product: Some(Product::Attempts(attempts)) };
    assert_eq!(run.reports[0].outcome, Ok(answer));
}
