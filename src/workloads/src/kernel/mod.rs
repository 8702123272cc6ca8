//! The basis of all kernels.
//!
//! A kernel is the code that a CPU-bound task runs, and stands in [`workload`](crate::workload) with its tasks. It
//! calls its `checkpoint` many times per millisecond, so that it stops promptly, and promptly releases a lock that
//! another thread requests. On a thread a checkpoint costs two loads from memory; in an isolate it also reads from
//! JavaScript a number that it shares with the engine.
//!
//! A kernel gives the same bits on every machine: sums of floats have a fixed order, and functions that a machine's own
//! mathematics library rounds differently come from `libm`.

pub(crate) mod checksum;
pub(crate) mod pace;

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
