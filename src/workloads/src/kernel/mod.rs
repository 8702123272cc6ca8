//! Kernels that several workloads share, and what all kernels have in common.
//!
//! A kernel is the code that a CPU-bound task runs. It calls its `checkpoint` many times per millisecond, so that it
//! stops promptly, and promptly releases a lock that another thread requests. On a thread a checkpoint costs two loads
//! from memory; in an isolate it also reads from JavaScript a number that it shares with the engine.
//!
//! A kernel gives the same bits on every machine: sums of floats have a fixed order, and functions that a machine's own
//! mathematics library rounds differently come from `libm`.

pub mod checksum;
pub mod digest;
pub(crate) mod pace;
mod squares;

pub use squares::sum_of_squares;

use std::fmt;

/// Input that a kernel cannot work on: a sentence for the reader that says what is wrong and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadInput(pub String);

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadInput {}
