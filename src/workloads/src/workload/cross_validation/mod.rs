//! The tasks of *Training*: each trains and tests a network for one fold of a cross-validation.

mod train;

use crate::computation::Computation;
use crate::material::{Material, bad_file};
use crate::stop::Checkpoint;
use crate::task::TaskError;
use lanes_model::product::{Product, Score};
use lanes_model::workload::{CrossValidation, File};
use lanes_model::{Answer, Checksum, Failure, FailureKind, TaskId};
use std::sync::Arc;
use train::{Digits, Fold, Training, train};

impl Computation for CrossValidation {
    /// Prepares the same digits for each task.
    fn prepare(&self, files: &[File]) -> Result<Material, Failure> {
        let Some(file) = files.first() else {
            return Err(Failure::new(FailureKind::BadFile, "There are no digits to learn from."));
        };
        Digits::parse(&file.bytes).map_err(|reason| bad_file(file, reason))?;
        Ok((0..self.folds).map(|_| Arc::clone(&file.bytes)).collect())
    }

    fn compute(&self, task: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let CrossValidation { folds, hidden, epochs, seed } = *self;
        let digits = Digits::parse(input).map_err(|reason| Failure::new(FailureKind::Task, reason.0))?;
        let fold = Fold { fold: task.0, of: folds };
        let result = train(&digits, Training { hidden, epochs, seed }, fold, checkpoint)?;
        let checksum = u64::from(result.checksum) << 32 | u64::from(result.right);
        let product = Product::Score(Score { right: result.right, tested: result.tested });
        Ok(Answer { checksum: Checksum(checksum), product: Some(product) })
    }
}
