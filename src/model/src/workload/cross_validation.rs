//! Cross-validation of a small neural network.

use super::spec::WorkloadSpec;
use serde::{Deserialize, Serialize};

/// The bundled data set of handwritten digits.
pub const DIGITS: &str = "data/digits.bin";

/// A network that is trained several times, each time without one part of the data, which then tests it: one such
/// fold per task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossValidation {
    /// Number of folds, at least 2.
    pub folds: u32,
    /// Neurons in the hidden layer.
    pub hidden: u32,
    /// Passes over the training data.
    pub epochs: u32,
    /// Seed of the initial weights and of the order of the digits.
    pub seed: u32,
}

impl WorkloadSpec for CrossValidation {
    fn tasks(&self) -> u32 {
        self.folds
    }

    fn bundled_files(&self) -> Vec<String> {
        vec![DIGITS.to_owned()]
    }
}
