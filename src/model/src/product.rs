//! What a task gives.

use crate::failure::Failure;
use crate::time::Millis;
use crate::trace::TaskId;
use crate::workload::Parcel;
use serde::{Deserialize, Serialize};

/// The answer of a task, condensed so that answers can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Checksum(pub u64);

/// How one task ended: with its answer, or with what went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskReport {
    /// The task.
    pub task: TaskId,
    /// Its answer or its failure.
    pub outcome: Result<Answer, Failure>,
}

/// The answer of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What answers are compared by.
    pub checksum: Checksum,
    /// Something to look at, where there is more to it than a checksum.
    pub product: Option<Product>,
}

impl From<Checksum> for Answer {
    fn from(checksum: Checksum) -> Answer {
        Answer { checksum, product: None }
    }
}

/// Something a task made, to be looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Product {
    /// A piece of a picture. The page is sent it as soon as it is there, and no run keeps it.
    Tile(Tile),
    /// How a server did.
    Service(Service),
    /// What a counter said in the end.
    Count(Count),
    /// What could be sent to a worker, and what not.
    Attempts(Vec<Attempt>),
    /// The user of a record.
    User(User),
    /// A page of a site.
    Page(Page),
    /// How well a trained network did.
    Score(Score),
    /// Some rows of a table, summed up by group. It is [merged](Summary) with the others.
    Groups(Vec<GroupPart>),
    /// How often each word occurs in a text. It is [merged](Summary) with the others.
    Words(Vec<(String, u64)>),
}

/// How a server did in one window of time, as its client saw it. Each run is a window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Requests it answered, at least one.
    pub answered: u64,
    /// From the first request to the last answer.
    pub over: Millis,
    /// The median of the times from a request to its answer.
    pub median: Millis,
    /// Their 99th percentile: the slowest where there are fewer than a hundred.
    pub p99: Millis,
}

impl Service {
    /// Requests answered in a second.
    pub fn per_second(&self) -> f64 {
        self.answered as f64 / (self.over.0 / 1000.0).max(f64::MIN_POSITIVE)
    }
}

/// What a counter said in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How often one was added to it.
    pub expected: u64,
    /// What it said.
    pub counted: u64,
}

impl Count {
    /// How many increments were lost.
    pub fn lost(&self) -> u64 {
        self.expected.saturating_sub(self.counted)
    }
}

/// What came of sending something to a worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// What was sent.
    pub parcel: Parcel,
    /// What the browser said where it refused.
    pub refused: Option<String>,
}

/// The user of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Who it is.
    pub name: String,
    /// The address to write to.
    pub email: String,
}

/// A page of a site, as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its path on its site.
    pub path: String,
    /// How many links away from the first page it is.
    pub depth: u32,
    /// The page on which the first link to it was found; none for the page to begin with.
    pub found_on: Option<TaskId>,
    /// What its `<title>` says.
    pub title: String,
    /// The paths of the pages it links to, until they were followed. No run keeps them.
    pub links: Vec<String>,
}

impl Product {
    /// Whether it is of use only when merged with those of the other tasks.
    pub fn is_part(&self) -> bool {
        matches!(self, Product::Groups(_) | Product::Words(_))
    }
}

/// How well a trained network did on what it had never seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// How many it got right.
    pub right: u32,
    /// Of how many.
    pub tested: u32,
}

impl Score {
    /// From 0 to 1.
    pub fn accuracy(&self) -> f64 {
        f64::from(self.right) / f64::from(self.tested.max(1))
    }
}

/// The amounts of one group in some rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPart {
    /// Its name.
    pub name: String,
    /// The different amounts, in millionths and ascending, each with how often it occurs.
    pub amounts: Vec<(i64, u64)>,
}

/// What the tasks of a run made together: their parts, merged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Summary {
    /// A table summed up, by group.
    Groups(Vec<GroupRow>),
    /// The words of some texts.
    Words {
        /// How many there are.
        total: u64,
        /// How many different ones.
        distinct: u64,
        /// The most frequent, the most frequent first.
        top: Vec<(String, u64)>,
    },
}

/// One group of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub count: u64,
    /// The mean of its amounts.
    pub mean: f64,
    /// The smallest amount.
    pub min: f64,
    /// What a quarter of its rows do not exceed.
    pub lower_quartile: f64,
    /// What half of its rows do not exceed.
    pub median: f64,
    /// What three quarters of its rows do not exceed.
    pub upper_quartile: f64,
    /// The largest amount.
    pub max: f64,
}

/// A piece of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// Width and height of the whole picture, in pixels.
    pub picture: (u32, u32),
    /// Where its left upper corner is in the picture, in pixels.
    pub at: (u32, u32),
    /// Its width in pixels; its height follows from that.
    pub width: u32,
    /// Red, green, blue and alpha of each pixel, row by row.
    #[serde(with = "serde_bytes")]
    pub rgba: Vec<u8>,
}
