//! Requests to a network, and the processing of responses.

use super::network::{Network, Simulation};
use super::spec::{Library, WorkloadSpec};
use crate::trace::TaskId;
use serde::{Deserialize, Serialize};

/// Requests, one per task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// Number of requests.
    pub count: u32,
    /// Destination of the requests.
    pub source: Source,
    /// Time limit for a response, in milliseconds.
    pub timeout_ms: u32,
    /// Work on each response.
    pub processing: Processing,
}

/// A destination of requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A network that delays and fails as each request asks.
    Api(Simulation),
    /// The reader's own addresses in turn, absolute or relative to the page.
    Addresses(Vec<String>),
}

/// Work on a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Processing {
    /// Compute a checksum, which takes almost no time.
    Checksum,
    /// Read the record of a user.
    User,
    /// Compute SHA-256 in several passes, each over the digest so far and the response.
    Digest {
        /// Number of passes.
        passes: u32,
        /// Treatment of the GIL by the hashing.
        library: Library,
    },
}

impl Requests {
    /// Returns the address of a task's request, absolute or relative to the page.
    ///
    /// `run` tells it from the addresses of all other runs, because browsers queue identical requests behind one
    /// another. The reader's own addresses stay as they are, since their servers may reject an extra parameter.
    pub fn address(&self, task: TaskId, run: &str) -> String {
        match &self.source {
            Source::Api(simulation) => simulation.record(task, run),
            Source::Addresses(addresses) => {
                let index = task.0 as usize % addresses.len().max(1);
                addresses.get(index).cloned().unwrap_or_default()
            }
        }
    }
}

impl WorkloadSpec for Requests {
    fn tasks(&self) -> u32 {
        self.count
    }

    fn library(&self) -> Library {
        match self.processing {
            Processing::Digest { library, .. } => library,
            Processing::Checksum | Processing::User => Library::Holds,
        }
    }

    fn network(&self) -> Option<Network> {
        match &self.source {
            Source::Api(simulation) => Some(simulation.network),
            Source::Addresses(_) => None,
        }
    }

    fn timeout_ms(&self) -> Option<u32> {
        Some(self.timeout_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_are_requested_in_turn() {
        let requests = |addresses| Requests {
            count: 10,
            source: Source::Addresses(addresses),
            timeout_ms: 1000,
            processing: Processing::Checksum,
        };
        let both = requests(vec!["https://a.example/".into(), "b".into()]);
        assert_eq!(both.address(TaskId(2), "r"), "https://a.example/");
        assert_eq!(both.address(TaskId(3), "r"), "b");
        assert_eq!(requests(Vec::new()).address(TaskId(0), "r"), "");
    }
}
