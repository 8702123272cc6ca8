//! Limits that plans, parameters and recorded results share.

/// The most threads or processes a reader can ask for.
pub const MAX_WORKERS: u64 = 64;

/// The most processes a reader can ask for where having too many is the point. Each takes some 8 MiB, and address
/// space for a memory of its own, of which Chromium has enough for about a hundred.
pub const MAX_PROCESSES: u64 = 96;

/// The most processes that a Python program can run at once, without the first. Each is an interpreter.
pub const MAX_PYTHON_PROCESSES: u64 = 16;

/// The most threads, in all of its processes, that the trace of a Python program can have.
pub const MAX_PROGRAM_LANES: u64 = 256;

/// The most tasks of all runs of a recorded result together.
pub const MAX_RECORDED_TASKS: usize = 100_000;
