//! What runs show: comparison and verdict, where the time went, the timeline, and what a reader must bear in mind.
//!
//! Pure functions of runs. Nothing here knows which experiment the runs belong to.

pub mod amdahl;
pub mod axis;
pub mod breakdown;
pub mod caution;
pub mod compare;
pub mod prediction;
pub mod timeline;
pub mod units;
