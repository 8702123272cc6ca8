//! The workload of *Training*: a network trained and tested, one fold of a cross-validation a task.

use crate::computation::{Checkpoint, Computation};
use crate::inputs::{Inputs, bad_file};
use crate::kernel::train::{Digits, Fold, Training, train};
use crate::task::TaskError;
use lanes_model::product::{Product, Score};
use lanes_model::workload::{CrossValidation, File};
use lanes_model::{Answer, Checksum, Failure, FailureKind, TaskId};
use std::borrow::Cow;
use std::sync::Arc;

/// Tasks that each train a network without one fold of the digits, and test it with that.
#[derive(Clone, Debug)]
pub struct TrainingTasks {
    /// What is done.
    pub training: CrossValidation,
    /// For each task, all digits.
    pub inputs: Inputs,
}

/// The digits, for each task.
///
/// # Errors
/// Where there is no file of digits.
pub(crate) fn prepare(training: &CrossValidation, files: &[File]) -> Result<Inputs, Failure> {
    let Some(file) = files.first() else {
        return Err(Failure::new(FailureKind::BadFile, "There are no digits to learn from."));
    };
    Digits::parse(&file.bytes).map_err(|why| bad_file(file, why))?;
    Ok((0..training.folds).map(|_| Arc::clone(&file.bytes)).collect())
}

impl Computation for TrainingTasks {
    fn count(&self) -> u32 {
        self.training.folds
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        self.inputs.of(task)
    }

    fn compute(&self, task: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let CrossValidation { folds, hidden, epochs, seed } = self.training;
        let digits = Digits::parse(input).map_err(|why| Failure::new(FailureKind::Task, why.0))?;
        let fold = Fold { fold: task.0, of: folds };
        let score = train(&digits, Training { hidden, epochs, seed }, fold, checkpoint)?;
        let checksum = u64::from(score.checksum) << 32 | u64::from(score.right);
        let product = Product::Score(Score { right: score.right, tested: score.tested });
        Ok(Answer { checksum: Checksum(checksum), product: Some(product) })
    }
}
