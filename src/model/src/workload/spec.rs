//! Facts that every workload states about itself.

use super::network::Network;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Range;
use std::sync::Arc;

/// A kind of work, with its sizes. The defaults describe work that only computes, in pure Python's manner.
pub trait WorkloadSpec {
    /// Returns the number of tasks, or its upper limit if tasks are found on the way.
    fn tasks(&self) -> u32;

    /// Returns the bundled files to work on if the reader adds none, relative to the page.
    fn bundled_files(&self) -> Vec<String> {
        Vec::new()
    }

    /// Adapts the sizes to a number of the reader's own files: work with one task per file gets as many tasks.
    fn work_on(&mut self, _files: u32) {}

    /// Returns true if the tasks draw a picture.
    fn is_drawn(&self) -> bool {
        false
    }

    /// Returns how the computing code treats the GIL.
    fn library(&self) -> Library {
        Library::Holds
    }

    /// Returns the network of Lanes that must answer the requests; None without requests, or for the reader's own
    /// servers.
    fn network(&self) -> Option<Network> {
        None
    }

    /// Returns how long to wait for a response, in milliseconds, if the work sets a limit.
    fn timeout_ms(&self) -> Option<u32> {
        None
    }
}

/// Treatment of the GIL by code that computes. Without a GIL it makes no difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Library {
    /// Releases it, as a library written in C can: hashlib, zlib, Pillow, NumPy.
    Releases,
    /// Holds it, as pure Python does, and as the json and re modules do.
    Holds,
}

impl Library {
    /// Both kinds, in the order of the menu.
    pub const ALL: [Library; 2] = [Library::Releases, Library::Holds];
}

/// A file to work on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Name to show, or an address if the file is read during the run.
    pub name: String,
    /// Content. Clones share it, since it may be large.
    #[serde(serialize_with = "bytes_as_bytes", deserialize_with = "shared_bytes")]
    pub bytes: Arc<[u8]>,
}

fn bytes_as_bytes<S: Serializer>(bytes: &Arc<[u8]>, to: S) -> Result<S::Ok, S::Error> {
    serde_bytes::serialize(bytes.as_ref(), to)
}

fn shared_bytes<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<[u8]>, D::Error> {
    serde_bytes::deserialize::<Vec<u8>, D>(from).map(Arc::from)
}

/// Returns the rows of a task if `tasks` share `rows` evenly: shares differ by one row at most, and some are empty
/// if there are fewer rows than tasks.
pub fn rows_of_task(rows: u64, task: u32, tasks: u32) -> Range<u64> {
    let start = |task: u32| (u128::from(rows) * u128::from(task) / u128::from(tasks.max(1))) as u64;
    start(task.min(tasks))..start(task.saturating_add(1).min(tasks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_cover_all_rows_evenly(rows in 0u64..20_000_000_000, count in 1u32..300) {
            let parts: Vec<_> = (0..count).map(|task| rows_of_task(rows, task, count)).collect();
            prop_assert_eq!((parts[0].start, parts[parts.len() - 1].end), (0, rows));
            prop_assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start));
            let length = |part: &Range<u64>| part.end - part.start;
            let (least, most) = (parts.iter().map(length).min(), parts.iter().map(length).max());
            prop_assert!(most.unwrap() - least.unwrap() <= 1);
        }
    }
}
