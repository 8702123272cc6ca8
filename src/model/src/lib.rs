//! The vocabulary of Lanes: strategies, workloads, plans, runs, traces, and the messages between page and engine.
//!
//! All of it is plain data and pure functions, and it is all that the page and the engine have in common.

pub mod environment;
pub mod failure;
pub mod limits;
pub mod message;
pub mod output;
pub mod plan;
pub mod product;
pub mod ranking;
pub mod rounds;
pub mod run;
pub mod runtime;
pub mod stages;
pub mod stats;
pub mod strategy;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod time;
pub mod trace;
pub mod workload;

pub use environment::{Environment, Interpreter};
pub use failure::{Failure, FailureKind};
pub use plan::{Case, Plan, ProcessPool, Repeats, Round, Turn, Work};
pub use product::{
    Answer, Attempt, Checksum, Count, Page, Product, Service, Summary, TaskReport, Tile, User,
};
pub use rounds::{Enough, Rounds};
pub use run::{Ended, Run};
pub use runtime::Runtime;
pub use strategy::{Schedule, Scheduler, Stages, Strategy};
pub use time::{Millis, Timestamp};
pub use trace::{LaneKind, LaneTrace, Phase, Span, Stage, TaskId};
pub use workload::Workload;
