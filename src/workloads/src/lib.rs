//! The work that Lanes runs, and how each strategy schedules it.
//!
//! A workload is a type of `lanes-model`. In [`workload`] it implements [`Runnable`], or [`Computation`] if it only
//! computes. The tasks of a run ([`Tasks`]) compute and wait on a [`Lane`]. [`schedule`] runs them, [`pipeline`] runs
//! tasks that come in two stages, [`ProcessLanes`] hand tasks to processes, and a [`Frontier`] has the tasks that are
//! found on the way. A [`RunLog`] gathers what the lanes of a run report.
//!
//! The clock and the network are traits ([`Clock`], [`BlockingNetwork`], [`AsyncNetwork`]), so everything here also
//! runs natively, on real threads and with a fake network.

mod computation;
mod frontier;
mod gil;
pub mod kernel;
mod lane;
mod material;
mod merge;
mod network;
pub mod pipeline;
mod processes;
mod run_log;
mod runnable;
pub mod schedule;
mod stop;
mod task;
mod task_source;
pub mod workload;

pub use computation::{Computation, Computing};
pub use frontier::{Found, Frontier};
pub use gil::Gil;
pub use lane::{Clock, Lane, LaneReport};
pub use material::Material;
pub use merge::merge;
pub use network::{AnyNetwork, AsyncNetwork, BlockingNetwork, NetworkAnswer, UnderWay};
pub use processes::{Process, ProcessLanes, ProcessOrder};
pub use run_log::{LaneEvent, RunLog};
pub use runnable::{Runnable, Tasks};
pub use stop::{Checkpoint, StopFlag, Stopped};
pub use task::{AsyncTasks, BlockingTasks, TaskError};
pub use task_source::{Attachment, TaskSource};
pub use workload::{RequestTasks, ScrapeTasks, prepare, tasks_of};
