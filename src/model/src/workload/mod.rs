//! What is done: the work an experiment gives to the engine.

mod convoy;
mod counting;
mod crossing;
mod data;
mod failing;
mod hashing;
mod pictures;
mod read_files;
mod requests;
mod scrape;

pub use convoy::{Convoy, Role};
pub use counting::{Counter, Counting};
pub use crossing::{Crossing, Parcel, Way};
pub use data::{CrossValidation, Crunching, DIGITS, TEXTS, TableSource, WordCount};
pub use failing::{Failing, Misfortune};
pub use hashing::Hashing;
pub use pictures::{Filter, ImageFilter, Mandelbrot, MandelbrotView, PHOTO, PHOTO_SIZE, part};
pub use read_files::ReadFiles;
pub use requests::{Network, Processing, Requests, Simulation, Source};
pub use scrape::{PageToRead, Scrape, Site};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

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
    /// Each task draws some rows of the Mandelbrot set.
    Mandelbrot(Mandelbrot),
    /// Each task filters a band of a picture.
    ImageFilter(ImageFilter),
    /// Each task sums up some rows of a table.
    Crunching(Crunching),
    /// Each task trains a network and tests it.
    CrossValidation(CrossValidation),
    /// Each task counts the words of a text.
    WordCount(WordCount),
    /// Each task hashes a buffer.
    Hashing(Hashing),
}

/// What the code that computes does with a GIL meanwhile. Without one it makes no difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Library {
    /// Releases it, as a library written in C can: hashlib, zlib, Pillow, NumPy.
    Releases,
    /// Holds it, as pure Python does, and as the json and re modules do.
    Holds,
}

impl Library {
    /// Both, in the order in which they are offered.
    pub const ALL: [Library; 2] = [Library::Releases, Library::Holds];
}

/// A file that work is done on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name, for people.
    pub name: String,
    /// What is in it. Clones share it: it may be large.
    #[serde(serialize_with = "bytes_as_bytes", deserialize_with = "shared_bytes")]
    pub bytes: Arc<[u8]>,
}

fn bytes_as_bytes<S: Serializer>(bytes: &Arc<[u8]>, to: S) -> Result<S::Ok, S::Error> {
    serde_bytes::serialize(bytes.as_ref(), to)
}

fn shared_bytes<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<[u8]>, D::Error> {
    serde_bytes::deserialize::<Vec<u8>, D>(from).map(Arc::from)
}

impl Workload {
    /// The bundled files it works on, relative to the page, where the reader gives none.
    pub fn bundled_files(&self) -> Vec<String> {
        match self {
            Workload::ImageFilter(_) => vec![PHOTO.to_owned()],
            Workload::CrossValidation(_) => vec![DIGITS.to_owned()],
            Workload::WordCount(_) => TEXTS.map(str::to_owned).to_vec(),
            Workload::SumOfSquares { .. }
            | Workload::Requests(_)
            | Workload::ReadFiles(_)
            | Workload::Scrape(_)
            | Workload::Failing(_)
            | Workload::Convoy(_)
            | Workload::Counting(_)
            | Workload::Crossing(_)
            | Workload::Mandelbrot(_)
            | Workload::Crunching(_)
            | Workload::Hashing(_) => Vec::new(),
        }
    }

    /// Takes notice of how many files of the reader's own it works on: where each is a task, there are as many
    /// tasks.
    pub fn work_on(&mut self, files: u32) {
        match self {
            Workload::WordCount(words) => words.texts = files,
            Workload::ReadFiles(read) => read.count = files,
            _ => {}
        }
    }

    /// Whether its tasks draw a picture.
    pub fn is_drawn(&self) -> bool {
        matches!(self, Workload::Mandelbrot(_) | Workload::ImageFilter(_))
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
            Workload::Mandelbrot(mandelbrot) => mandelbrot.tasks(),
            Workload::ImageFilter(image) => image.bands,
            Workload::Crunching(table) => table.parts,
            Workload::CrossValidation(training) => training.folds,
            Workload::WordCount(words) => words.texts,
            Workload::Hashing(hashing) => hashing.tasks,
        }
    }

    /// What the code that computes does with a GIL meanwhile.
    pub fn library(&self) -> Library {
        match self {
            Workload::Requests(requests) => requests.library(),
            Workload::ImageFilter(image) => image.library,
            Workload::Hashing(hashing) => hashing.library,
            Workload::SumOfSquares { .. }
            | Workload::ReadFiles(_)
            | Workload::Scrape(_)
            | Workload::Failing(_)
            | Workload::Convoy(_)
            | Workload::Counting(_)
            | Workload::Crossing(_)
            | Workload::Mandelbrot(_)
            | Workload::Crunching(_)
            | Workload::CrossValidation(_)
            | Workload::WordCount(_) => Library::Holds,
        }
    }
}
