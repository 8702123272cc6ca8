//! What went wrong, as data.

use crate::trace::TaskId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureKind {
    /// The engine, or a worker of it, did not start.
    EngineStart,
    /// The engine, or a worker of it, stopped answering or died.
    EngineLost,
    /// A task failed by itself.
    Task,
    /// A task panicked.
    Panic,
    /// A request was answered with an error, or not at all.
    Network,
    /// Two strategies gave different answers for the same task.
    Mismatch,
    /// A message could not be read.
    Protocol,
    /// What was asked for cannot be had here.
    Unsupported,
    /// A file is not what it should be.
    BadFile,
}

impl FailureKind {
    /// Its name in messages to other pages.
    pub fn key(self) -> &'static str {
        match self {
            FailureKind::EngineStart => "engine-start",
            FailureKind::EngineLost => "engine-lost",
            FailureKind::Task => "task",
            FailureKind::Panic => "panic",
            FailureKind::Network => "network",
            FailureKind::Mismatch => "mismatch",
            FailureKind::Protocol => "protocol",
            FailureKind::Unsupported => "unsupported",
            FailureKind::BadFile => "bad-file",
        }
    }
}

/// Something that went wrong: what, in which task, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of thing.
    pub kind: FailureKind,
    /// The task it happened in, if it was one.
    pub task: Option<TaskId>,
    /// One sentence for the reader: what happened.
    pub message: String,
    /// What lies behind it, nearest cause first.
    pub causes: Vec<String>,
}

impl Failure {
    /// A failure outside any task.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Failure {
        Failure { kind, task: None, message: message.into(), causes: Vec::new() }
    }

    /// The same failure, happened in `task`.
    #[must_use]
    pub fn in_task(mut self, task: TaskId) -> Failure {
        self.task = Some(task);
        self
    }

    /// Whether the engine is not to be trusted after it.
    pub fn taints_engine(&self) -> bool {
        matches!(self.kind, FailureKind::Panic | FailureKind::EngineLost | FailureKind::EngineStart)
    }

    /// The same failure with one more cause behind it.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Failure {
        self.causes.push(cause.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(task) = self.task {
            write!(f, "Task {}: ", task.number())?;
        }
        f.write_str(&self.message)?;
        for cause in &self.causes {
            write!(f, " ({cause})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_task_and_causes() {
        let failure = Failure::new(FailureKind::Network, "The request failed.")
            .in_task(TaskId(2))
            .because("HTTP status 503");
        assert_eq!(failure.to_string(), "Task 3: The request failed. (HTTP status 503)");
    }
}
