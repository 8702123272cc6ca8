//! Parameters, texts and parts of lessons that several experiments share.

pub(crate) mod lanes;
pub(crate) mod lock;
pub(crate) mod network;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod texts;
pub(crate) mod waits;

use crate::setup::Setup;
use lanes_analysis::compare::Comparison;
use lanes_model::run::Run;

/// A function that describes the results of runs in one or two sentences, or returns None if they do not suffice.
pub type Lesson = fn(&Setup, &Comparison, &[&Run]) -> Option<String>;
