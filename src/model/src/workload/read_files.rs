//! Reading files.

use super::spec::WorkloadSpec;
use serde::{Deserialize, Serialize};

/// Files that are written before any clock starts, and then read, one per task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFiles {
    /// Number of files.
    pub count: u32,
    /// Size of each file in bytes.
    pub bytes: u32,
}

impl ReadFiles {
    /// Makes the content of a file: letters that depend on its number only, and differ from file to file.
    pub fn content(&self, number: u32) -> Vec<u8> {
        let mut rng = fastrand::Rng::with_seed(u64::from(number));
        let block: [u8; 1024] = std::array::from_fn(|_| rng.lowercase() as u8);
        block.into_iter().cycle().take(self.bytes as usize).collect()
    }
}

impl WorkloadSpec for ReadFiles {
    fn tasks(&self) -> u32 {
        self.count
    }

    fn work_on(&mut self, files: u32) {
        self.count = files;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_their_size_and_differ() {
        let files = ReadFiles { count: 2, bytes: 3_000 };
        assert_eq!(files.content(0).len(), 3_000);
        assert_eq!(files.content(0), files.content(0));
        assert_ne!(files.content(0), files.content(1));
    }
}
