//! Messages between page, engine and isolates.
//!
//! Every message is an enum with named fields that crosses as bytes ([`encode`], [`decode`]), and each direction
//! that reports has a variant for failures. Only parts of one build exchange messages, so they carry no version.

use crate::failure::{Failure, FailureKind};
use crate::output::Printed;
use crate::plan::{Plan, Turn};
use crate::product::{Answer, Summary, TaskReport, Tile};
use crate::rounds::Enough;
use crate::run::{Ended, Run};
use crate::strategy::Scheduler;
use crate::time::{Millis, Timestamp};
use crate::trace::{LaneTrace, Span, Stage, TaskId};
use crate::workload::{File, Workload};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// Number of a job, which is one press of Run. Messages carry it, so that the page can ignore those of an ended job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobId(pub u32);

/// Message from the page to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToEngine {
    /// Starts a job. The engine runs one at a time.
    Start {
        /// Number that the engine's messages about the job carry.
        job: JobId,
        /// Runs to make.
        plan: Plan,
    },
    /// Stops a job. Finished runs are kept.
    Stop {
        /// Job to stop.
        job: JobId,
    },
}

/// Message from the engine to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromEngine {
    /// The engine can start jobs.
    Ready {
        /// Properties of the engine.
        engine: EngineInfo,
    },
    /// The engine is being loaded.
    Loading {
        /// Bytes loaded so far, after decompression.
        loaded: u64,
    },
    /// A job has made progress.
    Progress {
        /// Job that the run belongs to.
        job: JobId,
        /// Run under way.
        turn: Turn,
        /// Number of tasks done, over all runs of the job.
        done: u64,
        /// Number of tasks, over all runs of the job. Where it is not known beforehand, over the rounds begun so far.
        total: u64,
        /// Time since the first measured round began; zero before.
        spent: Millis,
    },
    /// Spans of the run under way have ended. A report may leave some out, since their run brings all of them.
    SpansEnded {
        /// Job that the run belongs to.
        job: JobId,
        /// Run under way.
        turn: Turn,
        /// Time since the start of the run.
        at: Millis,
        /// All lanes of the run, with their spans since the last such message.
        lanes: Vec<LaneTrace>,
    },
    /// The run under way has finished tiles of a picture.
    TilesDrawn {
        /// Job that the run belongs to.
        job: JobId,
        /// Run that drew the tiles.
        turn: Turn,
        /// Tiles since the last such message.
        tiles: Vec<Tile>,
    },
    /// The products of a run's tasks were merged. All runs of a job give the same, so this is sent once a job.
    ProductsMerged {
        /// Job that the run belongs to.
        job: JobId,
        /// Merged products.
        summary: Summary,
        /// Time that merging took, after the run and outside its wall time.
        took: Millis,
    },
    /// A Python program has printed something.
    Printed {
        /// Job that printed.
        job: JobId,
        /// Run that printed; None before the first, while the program was being loaded.
        turn: Option<Turn>,
        /// Texts, in the order in which they were written.
        texts: Vec<Printed>,
    },
    /// A Python program has printed too much. What follows is not sent.
    OutputCut {
        /// Job that printed.
        job: JobId,
    },
    /// A Python program has requested an origin that the reader has not allowed.
    OriginRefused {
        /// Job that made the request.
        job: JobId,
        /// Origin, such as `https://httpbin.org`.
        origin: String,
    },
    /// A run of a job has ended.
    RunFinished {
        /// Job that the run belongs to.
        job: JobId,
        /// Run with its trace and reports.
        run: Run,
    },
    /// No thread of a job that is being stopped runs any more. What the job has done until then may take a moment to report.
    Parked {
        /// Job that is being stopped.
        job: JobId,
    },
    /// A job has ended. No more messages about it follow.
    JobFinished {
        /// Job that ended.
        job: JobId,
        /// Ending of the job.
        ended: Ended,
        /// Reason why no more rounds were measured; None if the job was stopped.
        enough: Option<Enough>,
        /// Number of lanes still blocked by the job. An engine with such lanes must not be used again.
        blocked_lanes: u32,
    },
    /// A job has failed or, without a job, the engine. No more messages about it follow.
    Failed {
        /// Job that failed.
        job: Option<JobId>,
        /// Reason.
        failure: Failure,
    },
}

/// Properties of an engine that has started.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EngineInfo {
    /// Number of pool threads that answered; zero on the plain engine.
    pub lanes: u32,
    /// Time from the first line of the engine's worker until the engine was ready.
    pub start_up: Millis,
}

/// Message from the engine to an isolate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToIsolate {
    /// Prepares what a workload needs. Answered by `Ready`.
    Prepare {
        /// Workload of the run to come.
        workload: Workload,
        /// Files that the workload processes.
        files: Vec<File>,
    },
    /// Starts a run.
    StartRun {
        /// Run to make.
        order: RunOrder,
    },
    /// Runs one task, as a process of a pool does.
    RunTask {
        /// Task to run.
        order: TaskOrder,
    },
    /// Stops the run or the task under way.
    Stop,
}

/// Order to make one run on an isolate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunOrder {
    /// Workload to run.
    pub workload: Workload,
    /// Scheduler with one lane: tasks one after the other, or as futures.
    pub scheduler: Scheduler,
    /// Maximum number of futures under way at once.
    pub limit: u32,
    /// Moment that all spans count from.
    pub epoch: Timestamp,
    /// Text that makes the URLs of this run differ from those of every other.
    pub label: String,
}

/// Order to run one task on a process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskOrder {
    /// Task to run.
    pub task: TaskId,
    /// Encoded [`TaskInput`]: a process receives its input serialized.
    #[serde(with = "serde_bytes")]
    pub input: Vec<u8>,
    /// Moment that all spans count from.
    pub epoch: Timestamp,
    /// Time when this message was sent, counted from the epoch.
    pub sent: Millis,
}

/// Everything that a process needs to run a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskInput<'a> {
    /// Workload that the task belongs to.
    pub workload: Cow<'a, Workload>,
    /// Stage of the workload to run.
    pub stage: Stage,
    /// Bytes that the task processes.
    #[serde(serialize_with = "serde_bytes::serialize", deserialize_with = "own_bytes")]
    pub bytes: Cow<'a, [u8]>,
    /// Text that makes the URLs of this run differ from those of every other.
    pub label: Cow<'a, str>,
}

/// Reads bytes into a buffer that outlives the message.
fn own_bytes<'de, 'a, D: Deserializer<'de>>(from: D) -> Result<Cow<'a, [u8]>, D::Error> {
    serde_bytes::deserialize::<Vec<u8>, D>(from).map(Cow::Owned)
}

/// Outcome of a task, as a process sends it.
pub type TaskOutput = Result<Answer, Failure>;

/// Message from an isolate to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromIsolate {
    /// The isolate has started, or has prepared what it was asked to.
    Ready,
    /// Spans and tasks have ended on the isolate's lane.
    LaneReport {
        /// Spans that ended since the last report.
        spans: Vec<Span>,
        /// Tasks that ended since the last report.
        reports: Vec<TaskReport>,
    },
    /// A process has finished its task.
    TaskFinished {
        /// Task that ended.
        task: TaskId,
        /// Encoded [`TaskOutput`].
        #[serde(with = "serde_bytes")]
        output: Vec<u8>,
        /// Spans of the process for the task.
        spans: Vec<Span>,
        /// Time when this message was sent, counted from the epoch.
        sent: Millis,
    },
    /// The lane's run has ended, or a process's task was stopped.
    LaneFinished {
        /// Ending of the run or task.
        ended: Ended,
        /// Time of the end, counted from the run's epoch.
        at: Millis,
    },
    /// The preparation, run or task has failed.
    Failed {
        /// Reason.
        failure: Failure,
    },
}

/// Encodes a message as bytes.
///
/// # Errors
/// A [`FailureKind::Protocol`] if the message cannot be serialized, which none of this module's does.
pub fn encode<M: Serialize>(message: &M) -> Result<Vec<u8>, Failure> {
    postcard::to_stdvec(message).map_err(|cause| {
        Failure::new(FailureKind::Protocol, "A message could not be written.").because(cause.to_string())
    })
}

/// Decodes a message.
///
/// # Errors
/// A [`FailureKind::Protocol`] if the bytes are not exactly one such message.
pub fn decode<'a, M: Deserialize<'a>>(bytes: &'a [u8]) -> Result<M, Failure> {
    let unreadable = || Failure::new(FailureKind::Protocol, "A message could not be read.");
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        Ok((_, rest)) => Err(unreadable().because(format!("{} extra bytes", rest.len()))),
        Err(cause) => Err(unreadable().because(cause.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Round;
    use crate::product::Checksum;
    use crate::strategy::Strategy;
    use crate::trace::{LaneKind, Phase};
    use proptest::prelude::*;

    fn run_finished(answers: &[u64]) -> FromEngine {
        let spans =
            |task| Span { task: Some(task), phase: Phase::Compute, start: Millis(0.25), end: Millis(1.5) };
        let tasks = || (0..answers.len() as u32).map(TaskId);
        let mut reports: Vec<TaskReport> = tasks()
            .zip(answers)
            .map(|(task, answer)| TaskReport { task, outcome: Ok(Checksum(*answer).into()) })
            .collect();
        reports.push(TaskReport {
            task: TaskId(9),
            outcome: Err(Failure::new(FailureKind::Network, "No.").because("503")),
        });
        FromEngine::RunFinished {
            job: JobId(1),
            run: Run {
                turn: Turn { strategy: Strategy::Async, point: 0, round: Round::Measured(2) },
                ended: Ended::Stopped,
                start_up: Millis(2.0),
                wall: Millis(1.5),
                lanes: vec![LaneTrace {
                    kind: LaneKind::EventLoop,
                    stage: Stage::Whole,
                    spans: tasks().map(spans).collect(),
                }],
                reports,
                bytes_moved: 7,
            },
        }
    }

    proptest! {
        #[test]
        fn an_encoded_message_decodes_to_itself(answers in prop::collection::vec(any::<u64>(), 0..50)) {
            let message = run_finished(&answers);
            let bytes = encode(&message).unwrap();
            prop_assert_eq!(&decode::<FromEngine>(&bytes).unwrap(), &message);
            let FromEngine::RunFinished { job, run } = message else { unreachable!() };
            let message = FromEngine::SpansEnded { job, turn: run.turn, at: run.wall, lanes: run.lanes };
            let bytes = encode(&message).unwrap();
            prop_assert_eq!(decode::<FromEngine>(&bytes).unwrap(), message);
        }

        #[test]
        fn decoding_arbitrary_bytes_does_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode::<FromEngine>(&bytes);
            let _ = decode::<ToEngine>(&bytes);
            let _ = decode::<FromIsolate>(&bytes);
            let _ = decode::<ToIsolate>(&bytes);
        }

        #[test]
        fn a_truncated_message_is_refused(cut in 1usize..40) {
            let bytes = encode(&run_finished(&[1, 2, 3])).unwrap();
            let failure = decode::<FromEngine>(&bytes[..bytes.len() - cut]).unwrap_err();
            prop_assert_eq!(failure.kind, FailureKind::Protocol);
        }
    }

    #[test]
    fn extra_bytes_after_a_message_are_refused() {
        let mut bytes = encode(&ToIsolate::Stop).unwrap();
        bytes.push(0);
        assert!(decode::<ToIsolate>(&bytes).is_err());
    }
}
