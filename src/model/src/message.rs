//! Messages between page, engine and isolates.
//!
//! Every message is an enum with named fields, crosses as bytes ([`encode`], [`decode`]), and every side
//! can say that something failed. Only parts of one build talk to each other, so there is no version.

use crate::failure::{Failure, FailureKind};
use crate::plan::{Plan, Turn};
use crate::product::TaskReport;
use crate::product::{Answer, Summary, Tile};
use crate::rounds::Enough;
use crate::run::{Ended, Run};
use crate::strategy::Scheduler;
use crate::time::{Millis, Timestamp};
use crate::trace::{Span, Stage, TaskId};
use crate::workload::{File, Workload};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// Identifier of a job, one for each press of Run. Messages carry it, so that late ones are recognized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobId(pub u32);

/// Message from the page to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToEngine {
    /// Start a job. The engine runs one at a time.
    Start {
        /// Identifier of the job.
        job: JobId,
        /// Work to do.
        plan: Plan,
    },
    /// End a job. Finished runs are kept.
    Stop {
        /// Identifier of the job.
        job: JobId,
    },
}

/// Message from the engine to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromEngine {
    /// The engine is ready.
    Ready {
        /// Properties of the engine.
        engine: EngineInfo,
    },
    /// A job made progress.
    Progress {
        /// Identifier of the job.
        job: JobId,
        /// Current run.
        turn: Turn,
        /// Number of finished tasks, over all runs of the job.
        done: u64,
        /// Number of all tasks, over all runs of the job, or over the rounds that began if the number of rounds is
        /// not fixed.
        total: u64,
        /// Time since the first measured round began; zero before.
        spent: Millis,
    },
    /// The current run finished tiles of a picture.
    Drew {
        /// Identifier of the job.
        job: JobId,
        /// Current run.
        turn: Turn,
        /// Finished tiles.
        tiles: Vec<Tile>,
    },
    /// The products of a run's tasks were merged. Sent once, since all runs of a job have the same.
    Merged {
        /// Identifier of the job.
        job: JobId,
        /// Merged products.
        summary: Summary,
        /// Time spent on merging, after the run and outside its time.
        took: Millis,
    },
    /// A run of a job ended.
    Ran {
        /// Identifier of the job.
        job: JobId,
        /// The run.
        run: Run,
    },
    /// A job ended. No message about it follows.
    Finished {
        /// Identifier of the job.
        job: JobId,
        /// End of the job.
        ended: Ended,
        /// Reason why no more rounds were measured; None if the job was stopped.
        enough: Option<Enough>,
        /// Number of lanes that the job still blocks. An engine with such lanes is not used again.
        blocked_lanes: u32,
    },
    /// A job failed, or the engine if there is none. No message about it follows.
    Failed {
        /// Identifier of the job.
        job: Option<JobId>,
        /// Reason.
        failure: Failure,
    },
}

/// Properties of an engine.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EngineInfo {
    /// Number of the pool's threads that answered; zero on the plain engine.
    pub lanes: u32,
    /// Time from the engine's first line to being ready.
    pub start_up: Millis,
}

/// Message from the engine to an isolate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToIsolate {
    /// Get what is needed to run a workload. Answered by `Ready`.
    Prepare {
        /// Workload to prepare.
        workload: Workload,
        /// Files that the workload uses.
        files: Vec<File>,
    },
    /// Make a run.
    Run {
        /// Description of the run.
        order: RunOrder,
    },
    /// Run one task, as a process of a pool.
    Task {
        /// Description of the task.
        order: TaskOrder,
    },
    /// End the current run.
    Stop,
}

/// Order to make a run on an isolate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunOrder {
    /// Workload to run.
    pub workload: Workload,
    /// Scheduler of the tasks: one after the other, or futures.
    pub scheduler: Scheduler,
    /// Maximum number of futures in progress at once.
    pub limit: u32,
    /// Moment from which all spans count.
    pub epoch: Timestamp,
    /// Label that makes the requests of this run differ from those of every other.
    pub label: String,
}

/// Order to run one task on a process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskOrder {
    /// Task to run.
    pub task: TaskId,
    /// Encoded [`TaskInput`]: a process only gets bytes.
    #[serde(with = "serde_bytes")]
    pub input: Vec<u8>,
    /// Moment from which all spans count.
    pub epoch: Timestamp,
    /// Moment at which this message was sent, counted from the epoch.
    pub sent: Millis,
}

/// Input that a process needs to run a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskInput<'a> {
    /// Workload of the task.
    pub workload: Cow<'a, Workload>,
    /// Stage of the work.
    pub stage: Stage,
    /// Data that the task works on.
    #[serde(serialize_with = "serde_bytes::serialize", deserialize_with = "own_bytes")]
    pub bytes: Cow<'a, [u8]>,
    /// Label that makes the requests of this run differ from those of every other.
    pub label: Cow<'a, str>,
}

/// Copies bytes, so that they outlive the message.
fn own_bytes<'de, 'a, D: Deserializer<'de>>(from: D) -> Result<Cow<'a, [u8]>, D::Error> {
    serde_bytes::deserialize::<Vec<u8>, D>(from).map(Cow::Owned)
}

/// Answer of a process: the outcome of the task.
pub type TaskOutput = Result<Answer, Failure>;

/// Message from an isolate to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromIsolate {
    /// The isolate started, or finished preparing.
    Ready,
    /// Events on the isolate's lane since the last report.
    Report {
        /// Spans that ended.
        spans: Vec<Span>,
        /// Tasks that ended.
        reports: Vec<TaskReport>,
    },
    /// A process finished a task.
    TaskDone {
        /// The task.
        task: TaskId,
        /// Encoded [`TaskOutput`].
        #[serde(with = "serde_bytes")]
        output: Vec<u8>,
        /// Spans of the process while it worked on the task.
        spans: Vec<Span>,
        /// Moment at which this message was sent, counted from the epoch.
        sent: Millis,
    },
    /// The run ended, or the current task if it was stopped.
    Finished {
        /// End of the run.
        ended: Ended,
        /// Moment of the end, counted from the run's epoch.
        at: Millis,
    },
    /// The run failed.
    Failed {
        /// Reason.
        failure: Failure,
    },
}

/// Encodes a message.
///
/// # Errors
/// Fails with a [`FailureKind::Protocol`] if it cannot be written, which happens with none of these messages.
pub fn encode<M: Serialize>(message: &M) -> Result<Vec<u8>, Failure> {
    postcard::to_stdvec(message).map_err(|cause| {
        Failure::new(FailureKind::Protocol, "A message could not be written.").because(cause.to_string())
    })
}

/// Decodes a message.
///
/// # Errors
/// Fails with a [`FailureKind::Protocol`] if the bytes are not exactly one such message.
pub fn decode<'a, M: Deserialize<'a>>(bytes: &'a [u8]) -> Result<M, Failure> {
    let unreadable = || Failure::new(FailureKind::Protocol, "A message could not be read.");
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        Ok((_, rest)) => Err(unreadable().because(format!("{} bytes too many", rest.len()))),
        Err(cause) => Err(unreadable().because(cause.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Round;
    use crate::product::Checksum;
    use crate::strategy::Strategy;
    use crate::trace::{LaneKind, LaneTrace, Phase};
    use proptest::prelude::*;

    fn a_run(answers: &[u64]) -> FromEngine {
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
        FromEngine::Ran {
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
        fn encoded_messages_decode(answers in prop::collection::vec(any::<u64>(), 0..50)) {
            let message = a_run(&answers);
            let bytes = encode(&message).unwrap();
            prop_assert_eq!(decode::<FromEngine>(&bytes).unwrap(), message);
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode::<FromEngine>(&bytes);
            let _ = decode::<ToEngine>(&bytes);
            let _ = decode::<FromIsolate>(&bytes);
            let _ = decode::<ToIsolate>(&bytes);
        }

        #[test]
        fn a_message_cut_short_is_refused(cut in 1usize..40) {
            let bytes = encode(&a_run(&[1, 2, 3])).unwrap();
            let failure = decode::<FromEngine>(&bytes[..bytes.len() - cut]).unwrap_err();
            prop_assert_eq!(failure.kind, FailureKind::Protocol);
        }
    }

    #[test]
    fn bytes_after_a_message_are_refused() {
        let mut bytes = encode(&ToIsolate::Stop).unwrap();
        bytes.push(0);
        assert!(decode::<ToIsolate>(&bytes).is_err());
    }
}
