//! What tasks work on.

use lanes_model::workload::File;
use lanes_model::{Failure, FailureKind, TaskId};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// What each task works on, as bytes, got ready before any clock starts. A thread reads them where they lie; a
/// process is sent them with the task, and has none of the others.
#[derive(Clone, Debug, Default)]
pub struct Inputs(Arc<[Arc<[u8]>]>);

impl Inputs {
    /// Those of a task; none where it has none here.
    pub(crate) fn of(&self, task: TaskId) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.0.get(task.0 as usize).map_or(&[], Arc::as_ref))
    }
}

impl FromIterator<Arc<[u8]>> for Inputs {
    fn from_iter<I: IntoIterator<Item = Arc<[u8]>>>(inputs: I) -> Inputs {
        Inputs(inputs.into_iter().collect())
    }
}

/// A file that work cannot be done on, and why.
pub(crate) fn bad_file(file: &File, why: impl fmt::Display) -> Failure {
    Failure::new(FailureKind::BadFile, format!("{}: {why}", file.name))
}
