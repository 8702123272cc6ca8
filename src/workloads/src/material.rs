//! The inputs of tasks, made ready before any clock starts.

use lanes_files::encoding;
use lanes_model::TaskId;
use lanes_model::workload::File;
use lanes_model::{Failure, FailureKind};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The input of each task, as bytes. All runs of a workload share it: threads read it in place, and a process is sent
/// the input of its task, and none of the others.
#[derive(Clone, Debug, Default)]
pub struct Material(Arc<[Arc<[u8]>]>);

impl Material {
    /// Returns true if no task has an input.
    pub fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the input of a task, or no bytes if there is none here.
    pub fn of(&self, task: TaskId) -> &[u8] {
        self.0.get(task.0 as usize).map_or(&[], Arc::as_ref)
    }

    /// Returns the input of a task as [`BlockingTasks::input`](crate::BlockingTasks::input) does.
    pub(crate) fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.of(task))
    }
}

impl FromIterator<Arc<[u8]>> for Material {
    fn from_iter<I: IntoIterator<Item = Arc<[u8]>>>(inputs: I) -> Material {
        Material(inputs.into_iter().collect())
    }
}

/// Returns the failure for a file that tasks cannot work on.
pub(crate) fn bad_file(file: &File, reason: impl fmt::Display) -> Failure {
    Failure::new(FailureKind::BadFile, format!("{}: {reason}", file.name))
}

/// Returns the text of a file, in whatever encoding it is.
///
/// # Errors
/// A file that is not text.
pub(crate) fn text_of(file: &File) -> Result<Cow<'_, str>, Failure> {
    encoding::decode(&file.bytes).map(|(text, _)| text).map_err(|reason| bad_file(file, reason))
}
