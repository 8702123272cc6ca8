//! What a task gives.

use crate::run::Checksum;
use serde::{Deserialize, Serialize};

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
