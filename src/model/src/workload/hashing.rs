//! Buffers that are hashed.

use super::Library;
use serde::{Deserialize, Serialize};

/// Tasks that each take the SHA-256 of a buffer, again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashing {
    /// How many tasks.
    pub tasks: u32,
    /// How many bytes a buffer has.
    pub bytes: u32,
    /// How often each buffer is hashed.
    pub passes: u32,
    /// What the hashing does with a GIL.
    pub library: Library,
}
