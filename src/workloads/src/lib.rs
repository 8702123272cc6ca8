//! The work that Lanes runs, and how each strategy schedules it.
//!
//! A workload is written once, as tasks that compute and wait on a [`Lane`]: as [`BlockingTasks`] for
//! lanes that are threads, as [`AsyncTasks`] for an event loop; what only computes is a [`Computation`],
//! which is both. [`schedule`] runs them, [`ScrapeTasks`] those that are found on the way, [`pipeline`] runs those that come in two stages. The clock and the
//! network are traits ([`Clock`], [`BlockingNetwork`], [`AsyncNetwork`]), so everything here runs
//! natively too, on real threads and with a network made up for a test.

mod clock;
mod coarse;
mod computation;
mod convoy;
mod counting;
pub mod crossing;
mod crunching;
mod failing;
mod frontier;
mod gil;
mod hashing;
mod inputs;
pub mod kernel;
mod lane;
mod merge;
mod network;
mod pictures;
mod pipe;
pub mod pipeline;
mod processes;
mod read_files;
mod requests;
mod run_log;
pub mod schedule;
mod scrape;
mod stop;
mod sums;
mod task;
mod task_source;
mod tasks;
mod training;
mod word_count;

pub use clock::Clock;
pub use computation::{Checkpoint, Computation};
pub use convoy::ConvoyTasks;
pub use counting::CountingTasks;
pub use crunching::CrunchingTasks;
pub use failing::FailingTasks;
pub use frontier::{Found, Frontier};
pub use gil::Gil;
pub use hashing::HashTasks;
pub use inputs::Inputs;
pub use lane::{Lane, LaneNews};
pub use merge::merge;
pub use network::{AsyncNetwork, BlockingNetwork, NetworkAnswer, UnderWay};
pub use pictures::{FilterTasks, MandelbrotTasks};
pub use processes::{Process, ProcessLanes, ProcessOrder};
pub use read_files::FileTasks;
pub use requests::RequestTasks;
pub use run_log::{LaneEvent, RunLog};
pub use scrape::ScrapeTasks;
pub use stop::{StopFlag, Stopped};
pub use sums::SumTasks;
pub use task::{AsyncTasks, BlockingTasks, TaskError};
pub use task_source::{Attachment, TaskSource};
pub use tasks::{Material, Tasks};
pub use training::TrainingTasks;
pub use word_count::WordTasks;
