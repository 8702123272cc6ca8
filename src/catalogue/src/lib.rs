//! Catalogue of experiments: what each measures, its parameters, and the lesson of its results.

pub mod advice;
pub mod code;
pub mod experiment;
pub mod experiments;
pub mod guide;
pub mod setup;
pub mod sweep;

pub use experiment::{Experiment, Value, Values};
pub use experiments::{CATALOGUE, find};
pub use setup::Setup;
