//! Results of tasks.

use crate::failure::Failure;
use crate::time::Millis;
use crate::trace::TaskId;
use crate::workload::Parcel;
use serde::{Deserialize, Serialize};

/// Condensed answer of a task, so that answers can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Checksum(pub u64);

/// Outcome of one task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskReport {
    /// Task that ended.
    pub task: TaskId,
    /// Answer or failure.
    pub outcome: Result<Answer, Failure>,
}

/// Answer of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Checksum for comparing answers.
    pub checksum: Checksum,
    /// Result to show, if there is more to it than a checksum.
    pub product: Option<Product>,
}

impl From<Checksum> for Answer {
    fn from(checksum: Checksum) -> Answer {
        Answer { checksum, product: None }
    }
}

/// Result of a task, to show to the reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Product {
    /// A tile of a picture, sent to the page as soon as it is finished. No run keeps it.
    Tile(Tile),
    /// Statistics of a server.
    Service(Service),
    /// Final value of a counter.
    Count(Count),
    /// Attempts to send things to a worker.
    Attempts(Vec<Attempt>),
    /// A user record.
    User(User),
    /// A page of a website.
    Page(Page),
    /// Score of a trained network.
    Score(Score),
    /// Rows of a table, aggregated by group. They are [merged](Summary) with those of other tasks.
    Groups(GroupParts),
    /// Word counts of a text. They are [merged](Summary) with those of other tasks.
    Words(Vec<(String, u64)>),
}

/// Statistics of a server over one window of time, as seen by its client. Each run is a window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Number of answered requests, at least one.
    pub answered: u64,
    /// Time from the first request to the last response.
    pub over: Millis,
    /// Median latency.
    pub median: Millis,
    /// 99th percentile of the latency: the slowest response where there are fewer than a hundred.
    pub p99: Millis,
}

impl Service {
    /// Returns the number of requests answered per second.
    pub fn per_second(&self) -> f64 {
        self.answered as f64 / (self.over.0 / 1000.0).max(f64::MIN_POSITIVE)
    }
}

/// Final value of a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Number of increments.
    pub expected: u64,
    /// Value of the counter.
    pub counted: u64,
}

impl Count {
    /// Returns the number of lost increments.
    pub fn lost(&self) -> u64 {
        self.expected.saturating_sub(self.counted)
    }
}

/// Attempt to send something to a worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Parcel that was sent.
    pub parcel: Parcel,
    /// Error message of the browser, if it refused.
    pub refused: Option<String>,
}

/// User record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Name of the user.
    pub name: String,
    /// Email address of the user.
    pub email: String,
}

/// Page of a website, as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Path on the website.
    pub path: String,
    /// Number of links between the first page and this one.
    pub depth: u32,
    /// Page on which the first link to this one was found; None for the first page.
    pub found_on: Option<TaskId>,
    /// Contents of the `<title>` element.
    pub title: String,
    /// Paths of the linked pages, until they are followed. No run keeps them.
    pub links: Vec<String>,
}

impl Product {
    /// Returns true if the product has to be merged with those of other tasks before it is of use.
    pub fn is_part(&self) -> bool {
        matches!(self, Product::Groups(_) | Product::Words(_))
    }
}

/// Score of a trained network on examples that it had never seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Number of correct answers.
    pub right: u32,
    /// Number of examples.
    pub tested: u32,
}

impl Score {
    /// Returns the share of correct answers, from 0 to 1.
    pub fn accuracy(&self) -> f64 {
        f64::from(self.right) / f64::from(self.tested.max(1))
    }
}

/// Amounts in some rows of a table, aggregated by group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupParts {
    /// Groups that have rows, in the order of their names.
    pub groups: Vec<GroupPart>,
    /// Power of ten of the unit of amounts, the same in all parts of a table.
    pub exponent: i32,
    /// Number of rows that were left out because they have no amount.
    pub skipped: u64,
}

/// Amounts of one group in some rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPart {
    /// Name of the group.
    pub name: String,
    /// Distinct amounts in ascending order, each with its number of occurrences.
    pub amounts: Vec<(i64, u64)>,
}

/// Merged products of all tasks of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Summary {
    /// A table, aggregated by group.
    Groups {
        /// Groups in the order of their names.
        rows: Vec<GroupRow>,
        /// Number of rows of the table that have no amount.
        skipped: u64,
    },
    /// Word counts of some texts.
    Words {
        /// Number of words.
        total: u64,
        /// Number of distinct words.
        distinct: u64,
        /// Most frequent words with their counts, in descending order.
        top: Vec<(String, u64)>,
    },
}

/// Aggregates of one group of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Name of the group.
    pub name: String,
    /// Number of rows.
    pub count: u64,
    /// Sum of the amounts.
    pub sum: f64,
    /// Mean amount.
    pub mean: f64,
    /// Smallest amount.
    pub min: f64,
    /// First quartile.
    pub lower_quartile: f64,
    /// Median amount.
    pub median: f64,
    /// Third quartile.
    pub upper_quartile: f64,
    /// Largest amount.
    pub max: f64,
}

/// Tile of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// Width and height of the whole picture, in pixels.
    pub picture: (u32, u32),
    /// Position of the top left corner in the picture, in pixels.
    pub at: (u32, u32),
    /// Width in pixels; the height follows from the data.
    pub width: u32,
    /// Red, green, blue and alpha of each pixel, row by row.
    #[serde(with = "serde_bytes")]
    pub rgba: Vec<u8>,
}
