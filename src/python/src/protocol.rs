//! Messages between the conductor and the host: the part of `../js/protocol.js` that measurements need.

use serde::{Deserialize, Serialize};

/// Message to the host.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum ToHost {
    /// Loads a build of CPython.
    Load { build: String, assets: Assets },
    /// Starts a job that gets its turns one by one.
    Start {
        job: u32,
        /// Begin of the clock that moments count from, in ms since the Unix epoch.
        time_origin: f64,
        program: Program,
        cases: Vec<Case>,
        turns: Vec<Turn>,
        /// True if more turns will follow.
        more: bool,
        network: Network,
        limits: Limits,
    },
    /// Starts a job that executes a program from its first to its last line.
    Execute {
        job: u32,
        /// Begin of the clock that moments count from, in ms since the Unix epoch.
        time_origin: f64,
        source: String,
        files: Files,
        switch_interval_ms: f64,
        /// Semantics of new processes.
        start_method: &'static str,
        network: Network,
        limits: Limits,
    },
    /// Adds turns to the job.
    Extend { job: u32, turns: Vec<Turn>, more: bool },
    /// Stops the job.
    Stop { job: u32 },
}

/// Addresses of the files of a build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Assets {
    glue: String,
    wasm: String,
    stdlib: String,
    lanes: String,
}

/// Python program with a table of strategies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Program {
    pub(crate) source: String,
    pub(crate) tasks: Vec<String>,
}

/// Strategy of a program, with its settings.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Case {
    /// Name in the program's table.
    pub(crate) strategy: String,
    /// Step of the sweep, the argument of the program's table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) step: Option<u64>,
    pub(crate) switch_interval_ms: f64,
    /// Phase of a task that has released the GIL and neither waits for the host nor sleeps.
    pub(crate) released: &'static str,
    /// True to try what can be sent to a process.
    pub(crate) attempts: bool,
    /// Semantics of new processes, the same in all cases of a job.
    pub(crate) start_method: &'static str,
}

/// Limits of a job.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Limits {
    /// Processes at the same time, without the first.
    pub(crate) processes: u64,
}

/// Run to make.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Turn {
    /// Index of the case.
    pub(crate) case: usize,
    pub(crate) round: u32,
}

/// Network that answers a program's requests.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Network {
    pub(crate) name: &'static str,
    /// Address of the network's folder.
    pub(crate) api: String,
    pub(crate) latency_ms: u32,
    /// Origins that the reader has allowed.
    pub(crate) allowed: Vec<String>,
}

/// Message from the host.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum FromHost {
    /// The build is being loaded.
    Loading { loaded: f64 },
    /// The build can start jobs.
    Ready { compile_ms: f64, start_ms: f64 },
    /// The job's program has been loaded.
    Started { job: u32 },
    /// Tasks of the run under way have ended.
    Progress { job: u32, done: u64 },
    /// Spans of the run under way have ended.
    Spans {
        job: u32,
        /// All lanes so far, with their spans since the last such message.
        lanes: Vec<Lane>,
    },
    /// The run under way has ended.
    RunFinished { job: u32, run: Run },
    /// The program has ended, by itself or by a Stop.
    Executed(Executed),
    /// The program has printed something.
    Output { job: u32, chunks: Vec<Chunk> },
    /// The program has printed too much.
    OutputTruncated { job: u32 },
    /// The program has requested an origin that the reader has not allowed.
    OriginRefused { job: u32, origin: String },
    /// No thread of a stopped job runs any more.
    Parked { job: u32 },
    /// The job has ended.
    JobFinished { job: u32 },
    /// The job has failed or, without a job, the build.
    Failed { job: Option<u32>, failure: Failure },
    /// Anything else.
    #[serde(other)]
    Other,
}

/// Run with its trace.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Run {
    pub(crate) start_up: f64,
    pub(crate) wall: f64,
    pub(crate) lanes: Vec<Lane>,
    /// `repr` of each answer.
    pub(crate) answers: Vec<String>,
    /// Tasks that raised an exception instead.
    pub(crate) failures: Vec<TaskFailure>,
    pub(crate) bytes_moved: f64,
    /// Attempts to send something to a process, if the case asks for them.
    #[serde(default)]
    pub(crate) attempts: Vec<Attempt>,
}

/// Attempt to pickle something.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Attempt {
    /// Key of the parcel.
    pub(crate) parcel: String,
    /// Exception, as the last line of a traceback has it.
    pub(crate) refused: Option<String>,
}

/// Task that raised an exception.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct TaskFailure {
    pub(crate) task: u32,
    pub(crate) message: String,
}

/// Trace of a lane.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Lane {
    pub(crate) kind: LaneKind,
    /// True for a thread that only hands tasks to other lanes.
    pub(crate) is_parent: bool,
    pub(crate) spans: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LaneKind {
    Thread,
    Process,
    EventLoop,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub(crate) struct Span {
    pub(crate) task: Option<u32>,
    pub(crate) phase: Phase,
    pub(crate) start: f64,
    pub(crate) end: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Phase {
    Spawn,
    Serialize,
    Deserialize,
    LockWait,
    MutexWait,
    Compute,
    IoWait,
}

/// Execution of a program, with its trace.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Executed {
    /// True if the reader stopped it.
    pub(crate) is_stopped: bool,
    /// Exit code; zero if the reader stopped it.
    pub(crate) code: i32,
    /// Exception that ended it.
    pub(crate) error: Option<Failure>,
    pub(crate) wall: f64,
    pub(crate) lanes: Vec<Lane>,
    pub(crate) bytes_moved: f64,
}

/// Files that a program finds in its working directory.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Files {
    /// Text file that the reader chose.
    #[serde(rename = "text.txt", skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
}

/// Names of a thread that prints, and its task.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Speaker {
    pub(crate) task: Option<u32>,
    pub(crate) process: Option<String>,
    pub(crate) thread: Option<String>,
}

/// Output of one thread.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Chunk {
    pub(crate) speaker: Option<Speaker>,
    pub(crate) stream: Stream,
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

/// Reason why a job or a build failed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    pub(crate) message: String,
    pub(crate) causes: Vec<String>,
    /// Line of the program, from one.
    #[serde(default)]
    pub(crate) line: Option<u32>,
    /// Text, as Python prints it.
    #[serde(default)]
    pub(crate) traceback: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FailureKind {
    EngineStart,
    EngineLost,
    Task,
    Network,
    Unsupported,
}
