//! Data that is summed up, learnt from and counted.

use serde::{Deserialize, Serialize};

/// A table that is summed up by group, some rows a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crunching {
    /// The table.
    pub table: TableSource,
    /// How many parts it has, at least 1: one a task.
    pub parts: u32,
}

/// Where a table comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableSource {
    /// Every task invents its rows.
    Generated {
        /// How many rows there are.
        rows: u64,
        /// Where the figures come from.
        seed: u32,
    },
    /// The reader's own CSV file.
    Own {
        /// The column to group by; where it is empty, the first of words.
        group: String,
        /// The column to sum up; where it is empty, the first of numbers.
        amount: String,
    },
}

/// A network trained several times, each time tested with another part of the data: one such fold a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossValidation {
    /// How many folds, at least 2.
    pub folds: u32,
    /// How many neurons the hidden layer has.
    pub hidden: u32,
    /// How often every digit is shown.
    pub epochs: u32,
    /// Where weights and order come from.
    pub seed: u32,
}

/// The bundled digits.
pub const DIGITS: &str = "data/digits.bin";

/// Texts whose words are counted, one a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordCount {
    /// How many texts there are.
    pub texts: u32,
    /// How often each is counted.
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
