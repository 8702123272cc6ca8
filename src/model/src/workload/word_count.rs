//! Counting words.

use super::spec::WorkloadSpec;
use serde::{Deserialize, Serialize};

/// Texts whose words are counted, one text per task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordCount {
    /// Number of texts.
    pub texts: u32,
    /// Passes over each text.
    pub passes: u32,
}

/// The bundled texts.
pub const TEXTS: [&str; 8] = [
    "data/texts/alice-in-wonderland.txt",
    "data/texts/as-you-like-it.txt",
    "data/texts/opticks-1-1.txt",
    "data/texts/opticks-3.txt",
    "data/texts/paradise-lost-1-2.txt",
    "data/texts/paradise-lost-3-4.txt",
    "data/texts/paradise-lost-9-10.txt",
    "data/texts/us-constitution.txt",
];

impl WorkloadSpec for WordCount {
    fn tasks(&self) -> u32 {
        self.texts
    }

    fn bundled_files(&self) -> Vec<String> {
        TEXTS.map(str::to_owned).to_vec()
    }

    fn work_on(&mut self, files: u32) {
        self.texts = files;
    }
}
