//! Failures as data.

use crate::trace::TaskId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureKind {
    /// The engine, or one of its workers, did not start.
    EngineStart,
    /// The engine, or one of its workers, crashed or stopped answering.
    EngineLost,
    /// A task reported an error.
    Task,
    /// A task panicked.
    Panic,
    /// A request got an error or no response.
    Network,
    /// Two strategies gave different answers for the same task.
    Mismatch,
    /// A message could not be read.
    Protocol,
    /// The request is not possible here.
    Unsupported,
    /// A file has the wrong format.
    BadFile,
}

impl FailureKind {
    /// Returns the kind's key in messages to other pages.
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

/// Failure of a task, a request or the engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Kind of failure.
    pub kind: FailureKind,
    /// Task in which it happened, if any.
    pub task: Option<TaskId>,
    /// Description for the reader, in one sentence.
    pub message: String,
    /// Underlying causes, the most immediate first.
    pub causes: Vec<String>,
    /// Python's own account of it, if a program raised an exception.
    pub traceback: Option<Traceback>,
}

/// Traceback of a Python program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traceback {
    /// Last line of the program that the exception went through, from 1.
    pub line: Option<u32>,
    /// Text, as Python prints it.
    pub text: String,
}

impl Failure {
    /// Creates a failure outside of any task.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Failure {
        Failure { kind, task: None, message: message.into(), causes: Vec::new(), traceback: None }
    }

    /// Adds the task in which the failure happened.
    #[must_use]
    pub fn in_task(mut self, task: TaskId) -> Failure {
        self.task = Some(task);
        self
    }

    /// Returns true if the engine is unreliable after such a failure.
    pub fn taints_engine(&self) -> bool {
        matches!(self.kind, FailureKind::Panic | FailureKind::EngineLost | FailureKind::EngineStart)
    }

    /// Adds an underlying cause.
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
    fn a_failure_names_its_task_and_causes() {
        let failure = Failure::new(FailureKind::Network, "The request failed.")
            .in_task(TaskId(2))
            .because("HTTP status 503");
        assert_eq!(failure.to_string(), "Task 3: The request failed. (HTTP status 503)");
    }
}
