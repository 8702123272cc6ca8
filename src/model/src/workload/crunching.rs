//! Data crunching: a table summarized by group.

use super::spec::WorkloadSpec;
use serde::{Deserialize, Serialize};

/// A table that is summarized by group, some rows per task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crunching {
    /// Source of the rows.
    pub table: TableSource,
    /// Number of parts, at least 1: one per task.
    pub parts: u32,
}

/// Source of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableSource {
    /// Each task generates its rows.
    Generated {
        /// Number of rows in total.
        rows: u64,
        /// Seed of the figures.
        seed: u32,
    },
    /// The reader's own CSV file.
    Own {
        /// Column to group by. If empty, the first column of words.
        group: String,
        /// Column to summarize. If empty, the first column of numbers that are not ids.
        amount: String,
        /// ASCII character that separates cells. If None, it is detected.
        delimiter: Option<u8>,
        /// True if numbers have a decimal comma, and false if they have a decimal point. If None, it is detected.
        decimal_comma: Option<bool>,
    },
}

impl WorkloadSpec for Crunching {
    fn tasks(&self) -> u32 {
        self.parts
    }
}
