//! Parts that several experiments share: parameters, reasons, and pieces of lessons.

pub(crate) mod lanes;
pub(crate) mod lock;
pub(crate) mod network;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod texts;
pub(crate) mod waits;
