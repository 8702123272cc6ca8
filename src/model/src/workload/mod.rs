//! Workloads: what an experiment has the engine do.
//!
//! A workload is a type of its own that implements [`WorkloadSpec`]. [`Workload`] is the closed set of them, so that
//! one can be sent in a message. The crate `lanes-workloads` runs them.

mod convoy;
mod counting;
mod cross_validation;
mod crossing;
mod crunching;
mod failing;
mod hashing;
mod image_filter;
mod mandelbrot;
mod network;
mod own_code;
mod read_files;
mod requests;
mod scrape;
mod spec;
mod sum_of_squares;
mod word_count;

pub use convoy::{Convoy, Role};
pub use counting::{Counter, Counting};
pub use cross_validation::{CrossValidation, DIGITS};
pub use crossing::{Crossing, Parcel, Transport};
pub use crunching::{Crunching, TableSource};
pub use failing::{Failing, Fault};
pub use hashing::Hashing;
pub use image_filter::{Filter, ImageFilter, PHOTO, PHOTO_SIZE};
pub use mandelbrot::{Mandelbrot, MandelbrotView};
pub use network::{Network, Simulation};
pub use own_code::OwnCode;
pub use read_files::ReadFiles;
pub use requests::{Processing, Requests, Source};
pub use scrape::{PageToRead, Scrape, Site};
pub use spec::{File, Library, WorkloadSpec, rows_of_task};
pub use sum_of_squares::SumOfSquares;
pub use word_count::{TEXTS, WordCount};

use serde::{Deserialize, Serialize};
use std::ops::{Deref, DerefMut};

/// Declares [`Workload`] with one case for each type, which has the same name.
macro_rules! workloads {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Work with its sizes. It is used as the [`WorkloadSpec`] that it holds.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Workload {
            $($(#[$doc])* $name($name),)*
        }

        impl Deref for Workload {
            type Target = dyn WorkloadSpec;

            fn deref(&self) -> &Self::Target {
                match self {
                    $(Workload::$name(spec) => spec,)*
                }
            }
        }

        impl DerefMut for Workload {
            fn deref_mut(&mut self) -> &mut Self::Target {
                match self {
                    $(Workload::$name(spec) => spec,)*
                }
            }
        }
    };
}

workloads! {
    /// Each task adds squares.
    SumOfSquares,
    /// Each task sends a request and processes the response.
    Requests,
    /// Each task reads a file.
    ReadFiles,
    /// Each task fetches a page of a site and finds more pages there.
    Scrape,
    /// Each task adds squares, except one, which fails.
    Failing,
    /// One task answers requests while others compute.
    Convoy,
    /// All tasks add to one counter.
    Counting,
    /// One task adds up bytes, which may have to be sent to it.
    Crossing,
    /// Each task draws some rows of the Mandelbrot set.
    Mandelbrot,
    /// Each task filters a band of a picture.
    ImageFilter,
    /// Each task summarizes some rows of a table.
    Crunching,
    /// Each task trains a network and tests it.
    CrossValidation,
    /// Each task counts the words of a text.
    WordCount,
    /// Each task hashes a buffer.
    Hashing,
    /// Each task is a call of the reader's own function.
    OwnCode,
}
