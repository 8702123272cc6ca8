//! `processes`: a pool of isolates, each given one task at a time by message, as bytes.

use crate::clock::WorkerClock;
use crate::isolates::{Isolate, START_TIMEOUT_MS, fell_silent};
use crate::port::Received;
use crate::run_log::LaneEvent;
use crate::timer::{Sleep, sleep};
use futures::{FutureExt, StreamExt, future};
use lanes_model::message::{
    FromIsolate, RunOrder, TaskInput, TaskOrder, TaskOutput, ToIsolate, decode, encode,
};
use lanes_model::{Ended, Failure, FailureKind, Millis, Phase, Span, TaskId, TaskReport, Timestamp};
use lanes_workloads::schedule::TaskQueue;
use lanes_workloads::{Clock, LaneNews};
use std::collections::VecDeque;
use std::task::Poll;

/// A run on processes.
pub(crate) struct ProcessRun {
    processes: Vec<Process>,
    queue: TaskQueue,
    input: TaskInput,
    epoch: Timestamp,
    stopping: bool,
    /// Runs while fresh processes start.
    start_timeout: Option<Sleep>,
    /// What happened and was not told yet.
    untold: VecDeque<LaneEvent>,
}

struct Process {
    isolate: Isolate,
    /// The task it was given last.
    task: Option<TaskId>,
    /// When its last span ended. Clocks agree to some 10 µs, and spans of a lane may not overlap by that.
    busy_until: Millis,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It is being made.
    Starting,
    /// It is there, and takes tasks.
    AtWork,
    /// It ended in good order, and may be used again.
    Done,
    /// It failed. What it says after that is not heard.
    Lost,
}

impl ProcessRun {
    /// Starts a run on isolates that are ready, or, where they are `fresh`, about to be.
    pub(crate) fn start(order: &RunOrder, isolates: Vec<Isolate>, fresh: bool) -> ProcessRun {
        let state = if fresh { State::Starting } else { State::AtWork };
        let process = |isolate| Process { isolate, task: None, busy_until: Millis::ZERO, state };
        let mut run = ProcessRun {
            processes: isolates.into_iter().map(process).collect(),
            queue: TaskQueue::new(order.workload.tasks()),
            input: TaskInput { workload: order.workload.clone(), label: order.label.clone() },
            epoch: order.epoch,
            stopping: false,
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
            let (lane, received) = self.next_message().await;
            self.hear(lane, received);
        }
    }

    /// Asks the processes to stop.
    pub(crate) fn stop(&mut self) {
        self.stopping = true;
        let at_work = self.processes.iter().filter(|process| process.state == State::AtWork);
        at_work.for_each(|process| process.isolate.stop());
    }

    /// The isolates that may be used again. The others are ended.
    pub(crate) fn into_reusable(self) -> impl Iterator<Item = Isolate> {
        self.processes
            .into_iter()
            .filter(|process| process.state == State::Done)
            .map(|process| process.isolate)
    }

    async fn next_message(&mut self) -> (usize, Received<FromIsolate>) {
        future::poll_fn(|context| {
            for (lane, process) in self.processes.iter_mut().enumerate() {
                if let Poll::Ready(received) = process.isolate.poll_next_unpin(context) {
                    let silent = || Received { message: Err(fell_silent()), at: WorkerClock.now() };
                    return Poll::Ready((lane, received.unwrap_or_else(silent)));
                }
            }
            let late = self.processes.iter().position(|process| process.state == State::Starting);
            match (late, &mut self.start_timeout) {
                (Some(lane), Some(timeout)) => timeout.poll_unpin(context).map(|()| {
                    let message = format!("A worker did not start within {START_TIMEOUT_MS} ms.");
                    let failure = Failure::new(FailureKind::EngineStart, message);
                    (lane, Received { message: Err(failure), at: WorkerClock.now() })
                }),
                _ => {
                    self.start_timeout = None;
                    Poll::Pending
                }
            }
        })
        .await
    }

    fn hear(&mut self, lane: usize, Received { message, at }: Received<FromIsolate>) {
        let at = at.since(self.epoch);
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
            Ok(FromIsolate::TaskDone { task, output, mut spans, sent }) => {
                self.untold.push_back(LaneEvent::Moved { bytes: output.len() as u64 });
                let output: Result<TaskOutput, Failure> = decode(&output);
                let read = self.now();
                let span = |phase, start, end| Span { task: Some(task), phase, start, end };
                spans.extend([span(Phase::Queue, sent, at), span(Phase::Deserialize, at, read)]);
                match output {
                    Ok(outcome) => {
                        let outcome = outcome.map_err(|failure| failure.in_task(task));
                        self.tell(lane, spans, vec![TaskReport { task, outcome }]);
                        self.feed(lane);
                    }
                    Err(failure) => self.end(lane, Err(failure)),
                }
            }
            Ok(FromIsolate::Finished { ended, .. }) => self.end(lane, Ok(ended)),
            Ok(FromIsolate::Failed { failure }) | Err(failure) => self.end(lane, Err(failure)),
            Ok(FromIsolate::Report { .. }) => {
                let failure = Failure::new(FailureKind::Protocol, "A process spoke out of turn.");
                self.end(lane, Err(failure));
            }
        }
    }

    /// Gives a process the next task, or lets it go where there is none.
    fn feed(&mut self, lane: usize) {
        if self.stopping {
            return self.end(lane, Ok(Ended::Stopped));
        }
        let Some(task) = self.queue.take() else { return self.end(lane, Ok(Ended::Completed)) };
        self.processes[lane].task = Some(task);
        let start = self.now();
        let sent = encode(&self.input).and_then(|input| {
            self.untold.push_back(LaneEvent::Moved { bytes: input.len() as u64 });
            let sent = self.now();
            let order = TaskOrder { task, input, epoch: self.epoch, sent };
            self.processes[lane].isolate.post(&ToIsolate::Task { order }).map(|()| sent)
        });
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
        WorkerClock.now().since(self.epoch)
    }
}
