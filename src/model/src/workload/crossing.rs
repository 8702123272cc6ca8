//! Bytes that go to a process.

use serde::{Deserialize, Serialize};

/// One task: some bytes come to where they are summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossing {
    /// How many bytes.
    pub bytes: u32,
    /// How they come there.
    pub way: Way,
}

/// How bytes come to where they are summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// They are there.
    Here,
    /// A process is sent a copy.
    Copied,
    /// A process is handed the memory they lie in, which the sender no longer has then.
    Transferred,
    /// They lie in memory that the process may look into.
    Shared,
}

/// Something that was sent to a worker, or could not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Parcel {
    /// Numbers and bytes.
    Data,
    /// A function's name and its arguments.
    NamedTask,
    /// A function that has taken something along from where it was made.
    Closure,
}

impl Parcel {
    /// All kinds, in the order in which they are told of.
    pub const ALL: [Parcel; 3] = [Parcel::Data, Parcel::NamedTask, Parcel::Closure];
}
