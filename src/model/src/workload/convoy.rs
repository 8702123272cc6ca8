//! The convoy effect: a thread that answers requests shares a lock with threads that compute.

use super::spec::WorkloadSpec;
use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// A server, its client, and threads that compute under the server's lock. All run at the same time, so each task
/// needs a lane of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convoy {
    /// Number of threads that compute.
    pub computing: u32,
    /// Time during which the client sends requests, in milliseconds. A run with too few responses takes longer.
    pub duration_ms: u32,
    /// Pause between a response and the client's next request, in microseconds.
    pub pause_us: u32,
}

/// The part that a task of a [`Convoy`] plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Answers requests.
    Server,
    /// Sends requests, one after the other. A program of its own, which shares no lock with the rest.
    Client,
    /// Computes until the client has finished.
    Computing,
}

impl Convoy {
    /// Returns the role of a task.
    pub fn role(task: TaskId) -> Role {
        match task.0 {
            0 => Role::Server,
            1 => Role::Client,
            _ => Role::Computing,
        }
    }
}

impl WorkloadSpec for Convoy {
    fn tasks(&self) -> u32 {
        self.computing.saturating_add(2)
    }
}
