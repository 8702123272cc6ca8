//! How a kernel that reads what it is given can end early.

use crate::stop::Stopped;
use std::fmt;

/// Input that a kernel can do nothing with: a sentence for whoever gave it, which says what is wrong and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadInput(pub String);

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadInput {}

/// Why a kernel gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KernelError {
    /// It was asked to stop.
    Stopped,
    /// It cannot work on this.
    BadInput(BadInput),
}

impl From<Stopped> for KernelError {
    fn from(_: Stopped) -> KernelError {
        KernelError::Stopped
    }
}

impl From<BadInput> for KernelError {
    fn from(error: BadInput) -> KernelError {
        KernelError::BadInput(error)
    }
}
