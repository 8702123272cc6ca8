//! What page, engine and isolates say to one another.
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

/// One press of Run: messages carry it, so that what comes late is known as late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobId(pub u32);

/// From the page to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToEngine {
    /// Run this. The engine runs one job at a time.
    Start {
        /// The job's name.
        job: JobId,
        /// What to run.
        plan: Plan,
    },
    /// End that job; what is finished is kept.
    Stop {
        /// The job.
        job: JobId,
    },
}

/// From the engine to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromEngine {
    /// The engine is there.
    Ready {
        /// What it is.
        engine: EngineInfo,
    },
    /// So much of a job is done.
    Progress {
        /// The job.
        job: JobId,
        /// The run under way.
        turn: Turn,
        /// Tasks done, over all runs of the job.
        done: u64,
        /// Tasks there are, over all runs of the job; where their number is not fixed, over those of the rounds that
        /// began.
        total: u64,
        /// Time since the first measured round began; zero before.
        spent: Millis,
    },
    /// Pieces of a picture that the run under way has finished.
    Drew {
        /// The job.
        job: JobId,
        /// The run.
        turn: Turn,
        /// The pieces.
        tiles: Vec<Tile>,
    },
    /// What the tasks of a run made together. It is the same for all runs of a job, and told once.
    Merged {
        /// The job.
        job: JobId,
        /// The parts, merged.
        summary: Summary,
        /// How long merging took, after the run and outside its time.
        took: Millis,
    },
    /// A run of a job is over.
    Ran {
        /// The job.
        job: JobId,
        /// The run.
        run: Run,
    },
    /// A job is over; nothing more comes of it.
    Finished {
        /// The job.
        job: JobId,
        /// How it ended.
        ended: Ended,
        /// Why no more rounds were measured; None where it was stopped.
        enough: Option<Enough>,
        /// Lanes that are still blocked by the job. An engine with such lanes is not used again.
        blocked_lanes: u32,
    },
    /// A job failed, or, without one, the engine; nothing more comes of it.
    Failed {
        /// The job.
        job: Option<JobId>,
        /// What happened.
        failure: Failure,
    },
}

/// What an engine is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EngineInfo {
    /// The threads of its pool that answered; none on the plain engine.
    pub lanes: u32,
    /// How long it took from its first line to being ready.
    pub start_up: Millis,
}

/// From the engine to an isolate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToIsolate {
    /// Get what is needed to run that work; answered by `Ready`.
    Prepare {
        /// The work.
        workload: Workload,
        /// The files it works on.
        files: Vec<File>,
    },
    /// Make this run.
    Run {
        /// What and how.
        order: RunOrder,
    },
    /// Run one task, as a process of a pool.
    Task {
        /// Which.
        order: TaskOrder,
    },
    /// End the run under way.
    Stop,
}

/// One run, as an isolate is asked to make it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunOrder {
    /// What is done.
    pub workload: Workload,
    /// How: one after the other, or as futures.
    pub scheduler: Scheduler,
    /// How many futures at most are under way at once.
    pub limit: u32,
    /// The moment all spans count from.
    pub epoch: Timestamp,
    /// Makes the requests of this run differ from those of every other.
    pub label: String,
}

/// One task, as a process is asked to run it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskOrder {
    /// The task.
    pub task: TaskId,
    /// A [`TaskInput`], encoded: what a process gets, it gets as bytes.
    #[serde(with = "serde_bytes")]
    pub input: Vec<u8>,
    /// The moment all spans count from.
    pub epoch: Timestamp,
    /// When this message was sent, counted from the epoch.
    pub sent: Millis,
}

/// What a process needs to know to run a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskInput<'a> {
    /// What is done.
    pub workload: Cow<'a, Workload>,
    /// Which part of it.
    pub stage: Stage,
    /// What the task works on.
    #[serde(serialize_with = "serde_bytes::serialize", deserialize_with = "own_bytes")]
    pub bytes: Cow<'a, [u8]>,
    /// Makes the requests of this run differ from those of every other.
    pub label: Cow<'a, str>,
}

/// Bytes that outlive the message they came in.
fn own_bytes<'de, 'a, D: Deserializer<'de>>(from: D) -> Result<Cow<'a, [u8]>, D::Error> {
    serde_bytes::deserialize::<Vec<u8>, D>(from).map(Cow::Owned)
}

/// What a process answers: the task's outcome, once it is decoded.
pub type TaskOutput = Result<Answer, Failure>;

/// From an isolate to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromIsolate {
    /// It is there, or has what it was told to get.
    Ready,
    /// What happened on its lane since the last report.
    Report {
        /// Spans that ended.
        spans: Vec<Span>,
        /// Tasks that ended.
        reports: Vec<TaskReport>,
    },
    /// A task of a process is done.
    TaskDone {
        /// The task.
        task: TaskId,
        /// A [`TaskOutput`], encoded.
        #[serde(with = "serde_bytes")]
        output: Vec<u8>,
        /// What the process did for it.
        spans: Vec<Span>,
        /// When this message was sent, counted from the epoch.
        sent: Millis,
    },
    /// The run is over, or the task that was under way, where it was stopped.
    Finished {
        /// How it ended.
        ended: Ended,
        /// When, counted from the run's epoch.
        at: Millis,
    },
    /// The run failed.
    Failed {
        /// What happened.
        failure: Failure,
    },
}

/// A message as bytes.
///
/// # Errors
/// A [`FailureKind::Protocol`] where it cannot be written, which none of these messages causes.
pub fn encode<M: Serialize>(message: &M) -> Result<Vec<u8>, Failure> {
    postcard::to_stdvec(message).map_err(|cause| {
        Failure::new(FailureKind::Protocol, "A message could not be written.").because(cause.to_string())
    })
}

/// The message of some bytes.
///
/// # Errors
/// A [`FailureKind::Protocol`] where they are no such message, or more than one.
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
        fn what_is_encoded_decodes(answers in prop::collection::vec(any::<u64>(), 0..50)) {
            let message = a_run(&answers);
            let bytes = encode(&message).unwrap();
            prop_assert_eq!(decode::<FromEngine>(&bytes).unwrap(), message);
        }

        #[test]
        fn no_bytes_make_decoding_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
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
    fn bytes_behind_a_message_are_refused() {
        let mut bytes = encode(&ToIsolate::Stop).unwrap();
        bytes.push(0);
        assert!(decode::<ToIsolate>(&bytes).is_err());
    }
}
