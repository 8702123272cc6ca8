//! Parts that several experiments share: parameters, reasons, and pieces of lessons.

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

/// A function that says in a sentence or two what runs show, or None if they do not show it.
pub type Lesson = fn(&Setup, &Comparison, &[&Run]) -> Option<String>;
