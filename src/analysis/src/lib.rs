//! Analysis of runs: comparison and verdict, breakdown of the time, timeline, predictions and cautions.
//!
//! Pure functions of runs. Nothing in this crate knows which experiment the runs belong to.

pub mod amdahl;
pub mod axis;
pub mod breakdown;
pub mod caution;
pub mod compare;
pub mod look;
pub mod prediction;
pub mod timeline;
pub mod units;
