//! The kernels: what CPU-bound tasks compute.
//!
//! Each calls its `checkpoint` many times in a millisecond, so that a Stop is heard, and a lock that
//! another thread asks for is let go, at once. A checkpoint costs two loads from
//! memory on a thread; in an isolate it also asks JavaScript for one number it shares with the engine.
//!
//! Each gives the same bits wherever it runs: sums of floats have a fixed order, and what a machine's own
//! mathematics library would round in its own way comes from `libm`.

pub mod checksum;
pub mod csv_table;
pub mod decode;
pub mod digest;
mod error;
pub mod image;
pub mod mandelbrot;
mod misfortune;
mod pace;
pub mod page_links;
mod squares;
pub mod summary;
pub mod table;
pub mod train;
pub mod user;
pub mod words;

pub use error::{BadInput, KernelError};
pub use misfortune::meet_with;
pub use squares::sum_of_squares;

/// How often a kernel's checkpoint is called while some work is done.
#[cfg(test)]
pub(crate) fn count_checkpoints(
    work: impl FnOnce(&mut dyn FnMut() -> Result<(), crate::stop::Stopped>),
) -> usize {
    let mut checkpoints = 0;
    work(&mut || {
        checkpoints += 1;
        Ok(())
    });
    checkpoints
}
