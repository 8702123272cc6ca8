//! The kernels: what CPU-bound tasks compute. Each looks at the stop flag about every millisecond.

mod squares;

pub use squares::sum_of_squares;
