//! The work that Lanes runs, and how each strategy schedules it.
//!
//! A workload is written once, as tasks that compute and wait on a [`Lane`]: as [`BlockingTasks`] for
//! lanes that are threads, as [`AsyncTasks`] for an event loop. [`schedule`] runs them. The clock and the
//! network are traits ([`Clock`], [`BlockingNetwork`], [`AsyncNetwork`]), so everything here runs
//! natively too, on real threads and with a network made up for a test.

mod clock;
mod failing;
mod gil;
pub mod kernel;
mod lane;
mod network;
mod requests;
pub mod schedule;
mod stop;
mod sums;
mod task;

pub use clock::Clock;
pub use failing::FailingTasks;
pub use gil::Gil;
pub use lane::{Lane, LaneNews};
pub use network::{Answer, AsyncNetwork, BlockingNetwork};
pub use requests::RequestTasks;
pub use stop::{StopFlag, Stopped};
pub use sums::SumTasks;
pub use task::{AsyncTasks, BlockingTasks, TaskError};
