//! How the tasks of a workload are run.

use serde::{Deserialize, Serialize};

/// How the tasks of a workload are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Strategy {
    /// One lane, one task after the other.
    Sequential,
    /// One event loop; tasks are futures, at most `limit` of them under way at once.
    Async,
    /// Threads that compute under one lock, as in CPython: one computes, the others wait for the lock or
    /// for I/O.
    ThreadsGil,
    /// Threads on shared memory, at most `workers` tasks at once; a task that waits blocks its thread.
    Threads,
    /// Processes: workers with a memory of their own, given tasks by message.
    Processes,
}

impl Strategy {
    /// The name in links, results and on the page.
    pub const fn key(self) -> &'static str {
        match self {
            Strategy::Sequential => "sequential",
            Strategy::Async => "async",
            Strategy::ThreadsGil => "threads-gil",
            Strategy::Threads => "threads",
            Strategy::Processes => "processes",
        }
    }

    /// Whether it needs shared memory, which a page has only when it is cross-origin isolated.
    pub const fn needs_shared_memory(self) -> bool {
        matches!(self, Strategy::Threads | Strategy::ThreadsGil)
    }
}
