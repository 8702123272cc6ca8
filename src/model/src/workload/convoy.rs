//! A thread that answers requests, beside threads that compute.

use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// A server, its client, and threads that keep the lock the server needs. All of them at once: each task needs
/// a lane of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convoy {
    /// How many threads compute.
    pub computing: u32,
    /// How long the client sends requests, in milliseconds; longer where answers come too rarely to tell anything.
    pub duration_ms: u32,
    /// How long the client waits between an answer and its next request, in microseconds.
    pub pause_us: u32,
}

/// What a task of a [`Convoy`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It answers requests.
    Server,
    /// It sends requests, one after the other. It is another program, which shares no lock with the others.
    Client,
    /// It computes as long as there are requests.
    Computing,
}

impl Convoy {
    /// How many tasks it has.
    pub fn tasks(&self) -> u32 {
        self.computing.saturating_add(2)
    }

    /// What a task does.
    pub fn role(task: TaskId) -> Role {
        match task.0 {
            0 => Role::Server,
            1 => Role::Client,
            _ => Role::Computing,
        }
    }
}
