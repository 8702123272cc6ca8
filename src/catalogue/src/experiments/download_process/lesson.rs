//! Lesson of *Download, then process*.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::lock::holding_or_releasing;

pub(crate) const LESSON: Option<Lesson> = Some(holding_or_releasing);
