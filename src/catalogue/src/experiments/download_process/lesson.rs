//! Lesson of *Download, then process*.

use crate::experiments::shared::Lesson;
use crate::experiments::shared::lock::describe_gil_use;

pub(crate) const LESSON: Option<Lesson> = Some(describe_gil_use);
