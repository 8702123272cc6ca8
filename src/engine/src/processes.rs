//! `processes`: a pool of isolates, each given one task at a time by message, as bytes.

use crate::clock::WorkerClock;
use crate::crossing::{Cargo, with_attempts};
use crate::http::Http;
use crate::isolates::{Isolate, START_TIMEOUT_MS, fell_silent};
use crate::port::Received;
use crate::run_log::LaneEvent;
use crate::timer::{Sleep, sleep};
use async_channel::{Receiver, TryRecvError};
use futures::{FutureExt, Stream, StreamExt, future};
use lanes_model::message::{FromIsolate, TaskInput, TaskOrder, TaskOutput, ToIsolate, decode, encode};
use lanes_model::{
    Attempt, Ended, Failure, FailureKind, Millis, Phase, Span, Stage, TaskId, TaskReport, Timestamp, Workload,
};
use lanes_workloads::pipeline::Fetched;
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{BlockingTasks, Clock, Found, Frontier, LaneNews, Tasks};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A run, or a stage of one, on processes.
pub(crate) struct ProcessRun {
    processes: Vec<Process>,
    source: Source,
    order: ProcessOrder,
    stopping: bool,
    /// What came of sending other things, until it is told with an answer.
    attempts: Vec<Attempt>,
    /// Runs while fresh processes start.
    start_timeout: Option<Sleep>,
    /// What happened and was not told yet.
    untold: VecDeque<LaneEvent>,
}

/// What all tasks of a run have in common.
pub(crate) struct ProcessOrder {
    /// What is done.
    pub(crate) workload: Workload,
    /// Makes the requests of this run differ from those of every other.
    pub(crate) label: String,
    /// The moment all spans count from.
    pub(crate) epoch: Timestamp,
}

/// Where tasks come from.
pub(crate) enum Source {
    /// All are there from the beginning.
    Tasks(TaskQueue, Tasks<Http>),
    /// They come from another stage, each with what was fetched for it.
    Fetched(Pin<Box<Receiver<Fetched>>>),
    /// They are found in the answers to others.
    Found(Pin<Box<Receiver<Found>>>, Arc<Frontier>),
    /// There is one, until it is sent, with something beside it.
    Cargo(Option<Cargo>),
}

/// A task, and what a process must be sent for it.
struct Given<'a> {
    task: TaskId,
    stage: Stage,
    input: Cow<'a, [u8]>,
    /// What is sent beside the message.
    cargo: Option<Cargo>,
}

impl Given<'static> {
    fn fetched(Fetched { task, bytes }: Fetched) -> Given<'static> {
        Given { task, stage: Stage::Processing, input: Cow::Owned(bytes), cargo: None }
    }

    fn found(Found { task, page }: Found) -> Given<'static> {
        // A path and two numbers can always be written; a process that could not read them would say so.
        let input = Cow::Owned(encode(&page).unwrap_or_default());
        Given { task, stage: Stage::Whole, input, cargo: None }
    }

    fn cargo(cargo: Cargo) -> Given<'static> {
        Given { task: TaskId(0), stage: Stage::Whole, input: Cow::Borrowed(&[]), cargo: Some(cargo) }
    }
}

impl Given<'_> {
    /// The task as a process gets it.
    fn write(self, order: &ProcessOrder) -> Written {
        let (workload, label) = (Cow::Borrowed(&order.workload), Cow::Borrowed(order.label.as_str()));
        let input = TaskInput { workload, stage: self.stage, bytes: self.input, label };
        Written { task: self.task, input: encode(&input), cargo: self.cargo }
    }
}

/// A task ready to be sent.
struct Written {
    task: TaskId,
    input: Result<Vec<u8>, Failure>,
    cargo: Option<Cargo>,
}

impl Source {
    /// Where the tasks of a run come from: found on the way, or else from the queue.
    pub(crate) fn of(tasks: Tasks<Http>, queue: TaskQueue) -> Source {
        match tasks {
            Tasks::Scrape(tasks) => Source::Found(Box::pin(tasks.frontier.receiver()), tasks.frontier),
            tasks => Source::Tasks(queue, tasks),
        }
    }

    /// The next task for a process; an error where there is none yet, or none any more.
    fn try_take(&mut self, lane: usize) -> Result<Given<'_>, TryRecvError> {
        match self {
            Source::Tasks(queue, tasks) => {
                let task = queue.take(lane).ok_or(TryRecvError::Closed)?;
                let input = BlockingTasks::<WorkerClock>::input(tasks, task);
                Ok(Given { task, stage: Stage::Whole, input, cargo: None })
            }
            Source::Fetched(fetched) => fetched.try_recv().map(Given::fetched),
            Source::Found(found, _) => found.try_recv().map(Given::found),
            Source::Cargo(cargo) => cargo.take().map(Given::cargo).ok_or(TryRecvError::Closed),
        }
    }

    /// The next task for whoever waits for one; nothing where no more comes.
    fn poll_take(&mut self, context: &mut Context<'_>) -> Poll<Option<Given<'static>>> {
        match self {
            Source::Tasks(..) | Source::Cargo(_) => Poll::Ready(None),
            Source::Fetched(fetched) => fetched.as_mut().poll_next(context).map(|it| it.map(Given::fetched)),
            Source::Found(found, _) => found.as_mut().poll_next(context).map(|it| it.map(Given::found)),
        }
    }
}

struct Process {
    isolate: Isolate,
    /// The task it was given last.
    task: Option<TaskId>,
    /// When its last span ended. Clocks agree to some 10 µs, and spans of a lane may not overlap by that.
    busy_until: Millis,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// It is being made.
    Starting,
    /// It is there, and takes tasks.
    AtWork,
    /// It has nothing to do since then, but something may come.
    Starved(Millis),
    /// It ended in good order, and may be used again.
    Done,
    /// It failed. What it says after that is not heard.
    Lost,
}

/// What a run waits for.
enum Input {
    /// A process said something.
    Message(usize, Received<FromIsolate>),
    /// There is a task for a process that has nothing to do; nothing where no more comes.
    Given(usize, Option<Given<'static>>),
}

impl ProcessRun {
    /// Starts a run on isolates that are ready, or, where they are `fresh`, about to be.
    pub(crate) fn start(
        order: ProcessOrder,
        source: Source,
        isolates: Vec<Isolate>,
        fresh: bool,
    ) -> ProcessRun {
        let state = if fresh { State::Starting } else { State::AtWork };
        let process = |isolate| Process { isolate, task: None, busy_until: Millis::ZERO, state };
        let mut run = ProcessRun {
            processes: isolates.into_iter().map(process).collect(),
            source,
            order,
            stopping: false,
            attempts: Vec::new(),
            start_timeout: fresh.then(|| sleep(START_TIMEOUT_MS)),
            untold: VecDeque::new(),
        };
        if !fresh {
            (0..run.processes.len()).for_each(|lane| run.feed(lane));
        }
        run
    }

    /// What happens next on its lanes. The future may be dropped and asked for again.
    pub(crate) async fn next_event(&mut self) -> LaneEvent {
        loop {
            if let Some(event) = self.untold.pop_front() {
                return event;
            }
            match future::poll_fn(|context| self.poll_input(context)).await {
                Input::Message(lane, received) => self.hear(lane, received),
                Input::Given(lane, given) => self.feed_starved(lane, given),
            }
        }
    }

    /// Asks the processes to stop.
    pub(crate) fn stop(&mut self) {
        self.stopping = true;
        for lane in 0..self.processes.len() {
            match self.processes[lane].state {
                State::AtWork => self.processes[lane].isolate.stop(),
                State::Starved(_) => self.feed_starved(lane, None),
                State::Starting | State::Done | State::Lost => {}
            }
        }
    }

    /// The isolates that may be used again, and those that may not.
    pub(crate) fn into_isolates(self) -> (Vec<Isolate>, Vec<Isolate>) {
        let (done, lost): (Vec<_>, Vec<_>) =
            self.processes.into_iter().partition(|process| process.state == State::Done);
        let isolates =
            |processes: Vec<Process>| processes.into_iter().map(|process| process.isolate).collect();
        (isolates(done), isolates(lost))
    }

    fn poll_input(&mut self, context: &mut Context<'_>) -> Poll<Input> {
        for (lane, process) in self.processes.iter_mut().enumerate() {
            if let Poll::Ready(received) = process.isolate.poll_next_unpin(context) {
                let received = received.unwrap_or_else(|| Received::failure(fell_silent()));
                return Poll::Ready(Input::Message(lane, received));
            }
        }
        let starved = self.processes.iter().position(|process| matches!(process.state, State::Starved(_)));
        if let Some(lane) = starved
            && let Poll::Ready(given) = self.source.poll_take(context)
        {
            return Poll::Ready(Input::Given(lane, given));
        }
        let late = self.processes.iter().position(|process| process.state == State::Starting);
        match (late, &mut self.start_timeout) {
            (Some(lane), Some(timeout)) => timeout.poll_unpin(context).map(|()| {
                let message = format!("A worker did not start within {START_TIMEOUT_MS} ms.");
                let failure = Failure::new(FailureKind::EngineStart, message);
                Input::Message(lane, Received::failure(failure))
            }),
            _ => {
                self.start_timeout = None;
                Poll::Pending
            }
        }
    }

    fn hear(&mut self, lane: usize, Received { message, at, .. }: Received<FromIsolate>) {
        let at = at.since(self.order.epoch);
        if matches!(self.processes[lane].state, State::Done | State::Lost) {
            return;
        }
        match message {
            Ok(FromIsolate::Ready) => {
                self.processes[lane].state = State::AtWork;
                let spawn = Span { task: None, phase: Phase::Spawn, start: Millis::ZERO, end: at };
                self.tell(lane, vec![spawn], Vec::new());
                self.feed(lane);
            }
            Ok(FromIsolate::TaskFinished { task, output, mut spans, sent }) => {
                self.untold.push_back(LaneEvent::Moved { bytes: output.len() as u64 });
                let output: Result<TaskOutput, Failure> = decode(&output);
                let read = self.now();
                let span = |phase, start, end| Span { task: Some(task), phase, start, end };
                spans.extend([span(Phase::Queue, sent, at), span(Phase::Deserialize, at, read)]);
                match output {
                    Ok(outcome) => {
                        let attempts = std::mem::take(&mut self.attempts);
                        let outcome = outcome.map(|answer| with_attempts(answer, attempts));
                        let mut outcome = outcome.map_err(|failure| failure.in_task(task));
                        if let Source::Found(_, frontier) = &self.source {
                            frontier.follow(task, &mut outcome);
                        }
                        self.tell(lane, spans, vec![TaskReport { task, outcome }]);
                        self.feed(lane);
                    }
                    Err(failure) => self.end(lane, Err(failure)),
                }
            }
            Ok(FromIsolate::LaneFinished { ended, .. }) => self.end(lane, Ok(ended)),
            Ok(FromIsolate::Failed { failure }) | Err(failure) => self.end(lane, Err(failure)),
            Ok(FromIsolate::LaneReport { .. }) => {
                let failure = Failure::new(FailureKind::Protocol, "A process spoke out of turn.");
                self.end(lane, Err(failure));
            }
        }
    }

    /// Gives a process the next task, lets it wait for one, or lets it go where none will come.
    fn feed(&mut self, lane: usize) {
        if self.stopping {
            return self.end(lane, Ok(Ended::Stopped));
        }
        let start = self.now();
        match self.source.try_take(lane) {
            Ok(given) => {
                let message = given.write(&self.order);
                self.send(lane, message, start);
            }
            Err(TryRecvError::Empty) => self.processes[lane].state = State::Starved(start),
            Err(TryRecvError::Closed) => self.end(lane, Ok(Ended::Completed)),
        }
    }

    /// Gives a process that had nothing to do a task, or lets it go.
    fn feed_starved(&mut self, lane: usize, given: Option<Given<'static>>) {
        if let State::Starved(start) = self.processes[lane].state {
            let starved = Span { task: None, phase: Phase::Starved, start, end: self.now() };
            self.tell(lane, vec![starved], Vec::new());
            self.processes[lane].state = State::AtWork;
        }
        match given {
            Some(given) if !self.stopping => {
                let start = self.now();
                let message = given.write(&self.order);
                self.send(lane, message, start);
            }
            _ if self.stopping => self.end(lane, Ok(Ended::Stopped)),
            _ => self.end(lane, Ok(Ended::Completed)),
        }
    }

    fn send(&mut self, lane: usize, written: Written, start: Millis) {
        let Written { task, input, mut cargo } = written;
        self.processes[lane].task = Some(task);
        if let Some(cargo) = &mut cargo {
            self.attempts = std::mem::take(&mut cargo.attempts);
        }
        let sent = input.and_then(|input| {
            let bytes = input.len() as u64 + cargo.as_ref().map_or(0, |cargo| cargo.bytes);
            self.untold.push_back(LaneEvent::Moved { bytes });
            let order = TaskOrder { task, input, epoch: self.order.epoch, sent: self.now() };
            let (message, isolate) = (ToIsolate::RunTask { order }, &self.processes[lane].isolate);
            match &cargo {
                Some(cargo) => isolate.post_with_cargo(&message, cargo),
                None => isolate.post(&message),
            }
        });
        // The browser copies within the call: what is on the way begins when it returns, and `tell` sees to it
        // that no span begins earlier.
        let sent = sent.map(|()| self.now());
        match sent {
            Ok(sent) => {
                let span = Span { task: Some(task), phase: Phase::Serialize, start, end: sent };
                self.tell(lane, vec![span], Vec::new());
            }
            Err(failure) => self.end(lane, Err(failure)),
        }
    }

    fn tell(&mut self, lane: usize, mut spans: Vec<Span>, reports: Vec<TaskReport>) {
        let process = &mut self.processes[lane];
        for span in &mut spans {
            span.start = span.start.max(process.busy_until);
            span.end = span.end.max(span.start);
            process.busy_until = span.end;
        }
        self.untold.push_back(LaneEvent::News { lane, news: LaneNews { spans, reports } });
    }

    fn end(&mut self, lane: usize, outcome: Result<Ended, Failure>) {
        let process = &mut self.processes[lane];
        process.state = if outcome.is_ok() { State::Done } else { State::Lost };
        let busy_until = process.busy_until;
        let outcome = outcome.map_err(|failure| match process.task {
            Some(task) => failure.in_task(task),
            None => failure,
        });
        self.untold.push_back(LaneEvent::Ended { at: self.now().max(busy_until), outcome });
    }

    fn now(&self) -> Millis {
        WorkerClock.now().since(self.order.epoch)
    }
}
