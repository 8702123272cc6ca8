//! The pool of threads: a real one on the threaded engine, none on the plain one.

#[cfg(feature = "threads")]
mod crash;
#[cfg(not(feature = "threads"))]
mod none;
#[cfg(feature = "threads")]
mod threads;

#[cfg(not(feature = "threads"))]
pub(crate) use none::{PoolRun, make_ready};
#[cfg(feature = "threads")]
pub(crate) use threads::{PoolRun, make_ready};
