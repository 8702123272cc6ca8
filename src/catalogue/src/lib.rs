//! Experiments: what each measures, with which parameters, and what its results teach.

pub mod advice;
pub mod experiment;
pub mod experiments;
pub mod guide;
pub mod setup;
pub mod sweep;

pub use experiment::{Experiment, Value, Values};
pub use experiments::{CATALOGUE, find};
pub use setup::Setup;
