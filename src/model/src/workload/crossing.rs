//! The transfer of bytes to a process.

use super::spec::WorkloadSpec;
use serde::{Deserialize, Serialize};

/// One task that adds up bytes, wherever they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossing {
    /// Number of bytes.
    pub bytes: u32,
    /// Transfer of the bytes to the task.
    pub transport: Transport,
}

/// A way for bytes to reach the task that adds them up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Transport {
    /// The bytes are in the task's own memory.
    InPlace,
    /// A process is sent a copy.
    Copied,
    /// A process is given the memory that holds them, and the sender loses it.
    Transferred,
    /// The bytes are in memory that the process can read, too.
    Shared,
}

/// A kind of value that is sent to a worker, to see if that is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Parcel {
    /// Numbers and bytes.
    Data,
    /// The name of a function, and its arguments.
    NamedTask,
    /// A function that captured a variable.
    Closure,
    /// A generator.
    Generator,
    /// A lock.
    Lock,
}

impl Parcel {
    /// All kinds, in the order in which the results list them. Records contain their indices, so a new one comes last.
    pub const ALL: [Parcel; 5] =
        [Parcel::Data, Parcel::NamedTask, Parcel::Closure, Parcel::Generator, Parcel::Lock];

    /// Returns the name in messages of CPython's host.
    pub fn key(self) -> &'static str {
        match self {
            Parcel::Data => "data",
            Parcel::NamedTask => "named-task",
            Parcel::Closure => "closure",
            Parcel::Generator => "generator",
            Parcel::Lock => "lock",
        }
    }
}

impl WorkloadSpec for Crossing {
    fn tasks(&self) -> u32 {
        1
    }
}
