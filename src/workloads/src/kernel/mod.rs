//! The kernels: what CPU-bound tasks compute.
//!
//! Each calls its `checkpoint` many times in a millisecond, so that a Stop is heard, and a lock that
//! another thread asks for is let go, at once. A checkpoint costs two loads from
//! memory on a thread; in an isolate it also asks JavaScript for one number it shares with the engine.

mod digest;
mod misfortune;
mod squares;

pub use digest::repeated_digest;
pub use misfortune::meet_with;
pub use squares::sum_of_squares;
