//! What the tasks made, to be looked at: a picture, a table, a model's accuracy.

mod picture;
mod tables;

pub(super) use picture::PictureView;
pub(super) use tables::tables;
