//! What Lanes talks about: experiments and their parameters, strategies, traces, statistics, verdicts,
//! the address of an experiment, and the messages between page and engine.
//!
//! Everything here is plain data and pure functions. Nothing knows of a browser, so all of it is tested
//! natively, and it is all that the page and the engine have in common.

pub mod address;
pub mod advice;
pub mod amdahl;
pub mod axis;
pub mod breakdown;
pub mod catalogue;
pub mod caution;
pub mod code;
pub mod compare;
pub mod control;
pub mod experiment;
pub mod export;
pub mod failure;
pub mod guide;
pub mod message;
pub mod plan;
pub mod prediction;
pub mod presentation;
pub mod product;
pub mod ranking;
pub mod record;
pub mod result;
pub mod rounds;
pub mod run;
pub mod runtime;
pub mod setup;
pub mod share;
pub mod stats;
pub mod strategy;
pub mod sweep;
pub mod table;
pub mod time;
pub mod timeline;
pub mod trace;
pub mod units;
pub mod versus;
pub mod workload;

pub use experiment::Experiment;
pub use failure::{Failure, FailureKind};
pub use plan::{Case, Plan, ProcessPool, Repeats, Round, Turn, Work};
pub use product::{Answer, Attempt, Count, Page, Product, Service, Summary, Tile, User};
pub use rounds::{Enough, Rounds};
pub use run::{Checksum, Ended, Run, TaskReport};
pub use setup::{Setup, Value};
pub use strategy::{Schedule, Scheduler, Stages, Strategy};
pub use time::{Millis, Timestamp};
pub use trace::{LaneKind, LaneTrace, Phase, Span, Stage, TaskId};
pub use workload::Workload;
