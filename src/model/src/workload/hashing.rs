//! Hashing, by a library that releases the GIL or one that holds it.

use super::spec::{Library, WorkloadSpec};
use serde::{Deserialize, Serialize};

/// Tasks that each compute the SHA-256 of a buffer, several times over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashing {
    /// Number of tasks.
    pub tasks: u32,
    /// Size of each buffer in bytes.
    pub bytes: u32,
    /// Passes over each buffer.
    pub passes: u32,
    /// Treatment of the GIL by the hashing.
    pub library: Library,
}

impl WorkloadSpec for Hashing {
    fn tasks(&self) -> u32 {
        self.tasks
    }

    fn library(&self) -> Library {
        self.library
    }
}
