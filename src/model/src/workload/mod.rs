//! What is done: the work an experiment gives to the engine.

mod convoy;
mod counting;
mod crossing;
mod failing;
mod read_files;
mod requests;
mod scrape;

pub use convoy::{Convoy, Role};
pub use counting::{Counter, Counting};
pub use crossing::{Crossing, Parcel, Way};
pub use failing::{Failing, Misfortune};
pub use read_files::ReadFiles;
pub use requests::{Network, Processing, Requests, Simulation, Source};
pub use scrape::{PageToRead, Scrape, Site};

use serde::{Deserialize, Serialize};

/// What is done, with its sizes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Workload {
    /// Each task adds the squares of `0..n`, modulo 2^64.
    SumOfSquares {
        /// How many tasks.
        tasks: u32,
        /// How many squares each adds.
        n: u64,
    },
    /// Each task asks a network for something and processes the answer.
    Requests(Requests),
    /// Each task reads a file.
    ReadFiles(ReadFiles),
    /// Each task fetches a page of a site, and finds there what else there is to do.
    Scrape(Scrape),
    /// Each task adds squares, but for one, which fails.
    Failing(Failing),
    /// A task answers requests while others compute.
    Convoy(Convoy),
    /// Each task adds to one counter.
    Counting(Counting),
    /// A task sums up bytes, which may have to come to it.
    Crossing(Crossing),
}

/// A file that work is done on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name, for people.
    pub name: String,
    /// What is in it.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

impl Workload {
    /// The bundled files it works on, relative to the page, where the reader gives none.
    pub fn bundled_files(&self) -> Vec<String> {
        match self {
            Workload::SumOfSquares { .. }
            | Workload::Requests(_)
            | Workload::ReadFiles(_)
            | Workload::Scrape(_)
            | Workload::Failing(_)
            | Workload::Convoy(_)
            | Workload::Counting(_)
            | Workload::Crossing(_) => Vec::new(),
        }
    }

    /// How many tasks it has; where tasks are found on the way, how many at most.
    pub fn tasks(&self) -> u32 {
        match self {
            Workload::SumOfSquares { tasks, .. } => *tasks,
            Workload::Requests(requests) => requests.count,
            Workload::ReadFiles(files) => files.count,
            Workload::Scrape(scrape) => scrape.pages,
            Workload::Failing(failing) => failing.tasks,
            Workload::Convoy(convoy) => convoy.tasks(),
            Workload::Counting(counting) => counting.tasks,
            Workload::Crossing(_) => 1,
        }
    }
}
