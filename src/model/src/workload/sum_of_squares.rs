//! Sums of squares, the plainest of all work.

use super::spec::WorkloadSpec;
use serde::{Deserialize, Serialize};

/// Tasks that each add the squares of `0..n`, modulo 2^64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SumOfSquares {
    /// Number of tasks.
    pub tasks: u32,
    /// Number of squares in each sum.
    pub n: u64,
}

impl WorkloadSpec for SumOfSquares {
    fn tasks(&self) -> u32 {
        self.tasks
    }
}
