//! The reader's own Python code.

use super::spec::WorkloadSpec;
use serde::{Deserialize, Serialize};

/// Tasks that the reader's code defines. Only CPython runs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCode {
    /// Time until the simulated network answers a request of the code, in milliseconds.
    pub latency_ms: u32,
}

/// The number of tasks is known only after the code has run, so this counts one.
impl WorkloadSpec for OwnCode {
    fn tasks(&self) -> u32 {
        1
    }
}
