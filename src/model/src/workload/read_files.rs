//! Files that are read.

use serde::{Deserialize, Serialize};

/// Files that are written before any clock starts, and then read, one a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFiles {
    /// How many.
    pub count: u32,
    /// How large each is.
    pub bytes: u32,
}

impl ReadFiles {
    /// What is in a file: letters that follow from its number, other ones in each file.
    pub fn content(&self, number: u32) -> Vec<u8> {
        let mut rng = fastrand::Rng::with_seed(u64::from(number));
        let block: [u8; 1024] = std::array::from_fn(|_| rng.lowercase() as u8);
        block.into_iter().cycle().take(self.bytes as usize).collect()
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
