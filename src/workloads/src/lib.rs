//! The work that Lanes runs, and how each strategy schedules it.
//!
//! A workload is written once, as tasks that compute and wait on a [`Lane`]: as [`BlockingTasks`] for
//! lanes that are threads, as [`AsyncTasks`] for an event loop; what only computes is a [`Computation`],
//! which is both. [`schedule`] runs them, [`pipeline`] runs those that come in two stages. The clock and the
//! network are traits ([`Clock`], [`BlockingNetwork`], [`AsyncNetwork`]), so everything here runs
//! natively too, on real threads and with a network made up for a test.

mod checksum;
mod clock;
mod computation;
mod crunching;
mod failing;
mod gil;
mod inputs;
pub mod kernel;
mod lane;
mod merge;
mod network;
mod pictures;
pub mod pipeline;
mod requests;
pub mod schedule;
mod stop;
mod sums;
mod task;
mod tasks;
mod training;
mod word_count;

pub use clock::Clock;
pub use computation::{Checkpoint, Computation};
pub use crunching::CrunchingTasks;
pub use failing::FailingTasks;
pub use gil::Gil;
pub use inputs::Inputs;
pub use lane::{Lane, LaneNews};
pub use merge::merge;
pub use network::{AsyncNetwork, BlockingNetwork, NetworkAnswer};
pub use pictures::{FilterTasks, MandelbrotTasks};
pub use requests::RequestTasks;
pub use stop::{StopFlag, Stopped};
pub use sums::SumTasks;
pub use task::{AsyncTasks, BlockingTasks, TaskError};
pub use tasks::{Material, Tasks};
pub use training::TrainingTasks;
pub use word_count::WordTasks;
