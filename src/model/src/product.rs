//! What a task gives.

use crate::run::Checksum;
use crate::trace::TaskId;
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
    /// The user of a record.
    User(User),
    /// A page of a site.
    Page(Page),
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
