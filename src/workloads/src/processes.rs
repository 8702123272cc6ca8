//! `processes`: each process is handed one task at a time, as bytes, and its lane records what came of it.

use crate::lane::{Clock, LaneReport};
use crate::run_log::LaneEvent;
use crate::task_source::{Attachment, SourcedTask, TaskSource};
use async_channel::TryRecvError;
use lanes_model::message::{FromIsolate, TaskInput, TaskOrder, TaskOutput, decode, encode};
use lanes_model::{
    Answer, Attempt, Ended, Failure, FailureKind, Millis, Phase, Product, Span, TaskId, TaskReport,
    Timestamp, Workload,
};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

/// Process that shares no memory with its conductor and runs one task at a time.
pub trait Process {
    /// Data that can be sent with a task, but outside its message.
    type Attachment;

    /// Sends a task. The process answers with a message, which goes to [`ProcessLanes::receive`].
    ///
    /// # Errors
    /// If the task cannot be sent.
    fn send(&self, order: TaskOrder, attachment: Option<Self::Attachment>) -> Result<(), Failure>;

    /// Asks the process to stop the task under way.
    fn stop(&self);
}

/// Properties that all tasks of a run share.
#[derive(Clone, Debug)]
pub struct ProcessOrder {
    /// Workload that the tasks belong to.
    pub workload: Workload,
    /// Text that makes the URLs of this run differ from those of every other.
    pub label: String,
    /// Moment that all spans count from.
    pub epoch: Timestamp,
}

/// Lanes of a run, or of a stage of one, on processes.
pub struct ProcessLanes<P: Process, C> {
    lanes: Vec<ProcessLane<P>>,
    source: TaskSource<C, P::Attachment>,
    order: ProcessOrder,
    clock: C,
    stopping: bool,
    /// Results of sending other values to a worker, until they are reported with an answer.
    attempts: Vec<Attempt>,
    events: VecDeque<LaneEvent>,
}

struct ProcessLane<P> {
    process: P,
    /// Task that the process was handed last.
    task: Option<TaskId>,
    /// End of the last span. Clocks of two workers agree to some 10 µs, and spans of a lane may not overlap by that.
    busy_until: Millis,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// The process is starting.
    Starting,
    /// The process takes tasks.
    AtWork,
    /// The process has had nothing to do since that time, but a task may come.
    Starved(Millis),
    /// The lane ended in good order. The process may be used again.
    Done,
    /// The lane failed. Later messages of the process are ignored.
    Lost,
}

impl<P: Process, C: Clock> ProcessLanes<P, C> {
    /// Creates the lanes of a run. Processes that `are_ready` get their first task at once, others after their
    /// `Ready` message.
    pub fn new(
        order: ProcessOrder,
        source: TaskSource<C, P::Attachment>,
        processes: Vec<P>,
        are_ready: bool,
        clock: C,
    ) -> ProcessLanes<P, C> {
        let state = if are_ready { State::AtWork } else { State::Starting };
        let lane = |process| ProcessLane { process, task: None, busy_until: Millis::ZERO, state };
        let mut lanes = ProcessLanes {
            lanes: processes.into_iter().map(lane).collect(),
            source,
            order,
            clock,
            stopping: false,
            attempts: Vec::new(),
            events: VecDeque::new(),
        };
        if are_ready {
            (0..lanes.lanes.len()).for_each(|lane| lanes.hand_over_next(lane));
        }
        lanes
    }

    /// Returns the processes in the order of their lanes.
    pub fn processes_mut(&mut self) -> impl Iterator<Item = &mut P> {
        self.lanes.iter_mut().map(|lane| &mut lane.process)
    }

    /// Returns the first lane whose process is still starting.
    pub fn first_starting(&self) -> Option<usize> {
        self.lanes.iter().position(|lane| lane.state == State::Starting)
    }

    /// Takes the next event.
    pub fn pop_event(&mut self) -> Option<LaneEvent> {
        self.events.pop_front()
    }

    /// Handles a message of a lane's process, or the failure that stands for it. `at` is when it came.
    pub fn receive(&mut self, lane: usize, message: Result<FromIsolate, Failure>, at: Timestamp) {
        let at = at.since(self.order.epoch);
        if matches!(self.lanes[lane].state, State::Done | State::Lost) {
            return;
        }
        match message {
            Ok(FromIsolate::Ready) => {
                self.lanes[lane].state = State::AtWork;
                let spawn = Span { task: None, phase: Phase::Spawn, start: Millis::ZERO, end: at };
                self.report(lane, vec![spawn], Vec::new());
                self.hand_over_next(lane);
            }
            Ok(FromIsolate::TaskFinished { task, output, mut spans, sent }) => {
                self.events.push_back(LaneEvent::BytesMoved { bytes: output.len() as u64 });
                let output: Result<TaskOutput, Failure> = decode(&output);
                let read = self.now();
                let span = |phase, start, end| Span { task: Some(task), phase, start, end };
                spans.extend([span(Phase::Queue, sent, at), span(Phase::Deserialize, at, read)]);
                match output {
                    Ok(outcome) => self.finish_task(lane, task, spans, outcome),
                    Err(failure) => self.end(lane, Err(failure)),
                }
            }
            Ok(FromIsolate::LaneFinished { ended, .. }) => self.end(lane, Ok(ended)),
            Ok(FromIsolate::Failed { failure }) | Err(failure) => self.end(lane, Err(failure)),
            Ok(FromIsolate::LaneReport { .. }) => {
                let message = "A process reported on a run that it does not make.";
                self.end(lane, Err(Failure::new(FailureKind::Protocol, message)));
            }
        }
    }

    /// Polls for a task for the first starved lane, and hands it over. Pending if no lane is starved or no task came.
    pub fn poll_starved(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let starved = self.lanes.iter().position(|lane| matches!(lane.state, State::Starved(_)));
        let Some(lane) = starved else { return Poll::Pending };
        let task = ready!(self.source.poll_take(context));
        self.end_starving(lane, task);
        Poll::Ready(())
    }

    /// Asks all processes to stop.
    pub fn stop(&mut self) {
        self.stopping = true;
        for lane in 0..self.lanes.len() {
            match self.lanes[lane].state {
                State::AtWork => self.lanes[lane].process.stop(),
                State::Starved(_) => self.end_starving(lane, None),
                State::Starting | State::Done | State::Lost => {}
            }
        }
    }

    /// Returns the processes that may be used again, and those that may not.
    pub fn into_processes(self) -> (Vec<P>, Vec<P>) {
        let (done, lost): (Vec<_>, Vec<_>) =
            self.lanes.into_iter().partition(|lane| lane.state == State::Done);
        let processes = |lanes: Vec<ProcessLane<P>>| lanes.into_iter().map(|lane| lane.process).collect();
        (processes(done), processes(lost))
    }

    fn finish_task(&mut self, lane: usize, task: TaskId, spans: Vec<Span>, outcome: TaskOutput) {
        let attempts = std::mem::take(&mut self.attempts);
        let mut outcome = outcome
            .map(|answer| if attempts.is_empty() { answer } else { with_attempts(answer, attempts) })
            .map_err(|failure| failure.in_task(task));
        self.source.follow(task, &mut outcome);
        self.report(lane, spans, vec![TaskReport { task, outcome }]);
        self.hand_over_next(lane);
    }

    /// Hands the next task to a process, lets it starve until one comes, or ends its lane.
    fn hand_over_next(&mut self, lane: usize) {
        if self.stopping {
            return self.end(lane, Ok(Ended::Stopped));
        }
        let start = self.now();
        match self.source.try_take(lane) {
            Ok(sourced) => {
                let message = TaskMessage::new(sourced, &self.order);
                self.send(lane, message, start);
            }
            Err(TryRecvError::Empty) => self.lanes[lane].state = State::Starved(start),
            Err(TryRecvError::Closed) => self.end(lane, Ok(Ended::Completed)),
        }
    }

    /// Hands a task to a starved process, or ends its lane.
    fn end_starving(&mut self, lane: usize, task: Option<SourcedTask<'static, P::Attachment>>) {
        if let State::Starved(start) = self.lanes[lane].state {
            let starved = Span { task: None, phase: Phase::Starved, start, end: self.now() };
            self.report(lane, vec![starved], Vec::new());
            self.lanes[lane].state = State::AtWork;
        }
        match task {
            _ if self.stopping => self.end(lane, Ok(Ended::Stopped)),
            Some(sourced) => {
                let start = self.now();
                let message = TaskMessage::new(sourced, &self.order);
                self.send(lane, message, start);
            }
            None => self.end(lane, Ok(Ended::Completed)),
        }
    }

    fn send(&mut self, lane: usize, message: TaskMessage<P::Attachment>, start: Millis) {
        let TaskMessage { task, input, attachment } = message;
        self.lanes[lane].task = Some(task);
        let (attached_bytes, content) = match attachment {
            Some(Attachment { content, bytes, attempts }) => {
                self.attempts = attempts;
                (bytes, Some(content))
            }
            None => (0, None),
        };
        let sent = input.and_then(|input| {
            let bytes = input.len() as u64 + attached_bytes;
            self.events.push_back(LaneEvent::BytesMoved { bytes });
            let order = TaskOrder { task, input, epoch: self.order.epoch, sent: self.now() };
            self.lanes[lane].process.send(order, content)
        });
        // The browser copies within the call, so the message is on its way when the call returns. The process
        // counts from `order.sent`, which is earlier: `report` clamps the overlap.
        match sent.map(|()| self.now()) {
            Ok(sent) => {
                let span = Span { task: Some(task), phase: Phase::Serialize, start, end: sent };
                self.report(lane, vec![span], Vec::new());
            }
            Err(failure) => self.end(lane, Err(failure)),
        }
    }

    /// Reports what happened on a lane. Spans are dated by two clocks: each is clamped to begin after the one before.
    fn report(&mut self, lane: usize, mut spans: Vec<Span>, reports: Vec<TaskReport>) {
        let busy_until = &mut self.lanes[lane].busy_until;
        for span in &mut spans {
            span.start = span.start.max(*busy_until);
            span.end = span.end.max(span.start);
            *busy_until = span.end;
        }
        self.events.push_back(LaneEvent::Reported { lane, report: LaneReport { spans, reports } });
    }

    fn end(&mut self, lane: usize, outcome: Result<Ended, Failure>) {
        let now = self.now();
        let lane = &mut self.lanes[lane];
        lane.state = if outcome.is_ok() { State::Done } else { State::Lost };
        let outcome = outcome.map_err(|failure| match lane.task {
            Some(task) => failure.in_task(task),
            None => failure,
        });
        self.events.push_back(LaneEvent::LaneEnded { at: now.max(lane.busy_until), outcome });
    }

    fn now(&self) -> Millis {
        self.clock.now().since(self.order.epoch)
    }
}

/// Task with its input encoded.
struct TaskMessage<A> {
    task: TaskId,
    input: Result<Vec<u8>, Failure>,
    attachment: Option<Attachment<A>>,
}

impl<A> TaskMessage<A> {
    fn new(sourced: SourcedTask<'_, A>, order: &ProcessOrder) -> TaskMessage<A> {
        let SourcedTask { task, stage, input, attachment } = sourced;
        let (workload, label) = (Cow::Borrowed(&order.workload), Cow::Borrowed(order.label.as_str()));
        let input = encode(&TaskInput { workload, stage, bytes: input, label });
        TaskMessage { task, input, attachment }
    }
}

fn with_attempts(answer: Answer, attempts: Vec<Attempt>) -> Answer {
    Answer { product: Some(Product::Attempts(attempts)), ..answer }
}
