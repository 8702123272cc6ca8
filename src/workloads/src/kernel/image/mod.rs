//! Filters on pictures, a band of rows at a time.
//!
//! The crates there are (`image`, `imageproc`, `fast_image_resize`, `libblur`) filter whole pictures and cannot
//! be interrupted. Here a band takes the rows it needs and gives the very bytes that the whole picture would
//! have there, with a checkpoint every few rows. That takes little: a blur and a change of size are both
//! weighted sums, first of rows and then of columns.

mod edges;
mod mixture;
mod orientation;
#[cfg(test)]
mod tests;

use super::pace::Pace;
use crate::stop::Stopped;
use edges::edges;
use mixture::{blur, covered, resize};
pub use orientation::UPRIGHT;
use std::ops::Range;

/// Some 25 µs' worth of multiplications.
const SUMMANDS_BETWEEN_CHECKPOINTS: usize = 64 << 10;

/// The widest blur.
pub const MAX_RADIUS: u32 = 200;

/// A picture: rows from the top, pixels from the left, each red, green, blue and alpha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Four bytes a pixel.
    pub pixels: Vec<u8>,
}

impl Picture {
    /// Some of its rows, as [`filter_band`] wants them.
    ///
    /// # Panics
    /// Where it has no such rows.
    pub fn rows(&self, rows: Range<u32>) -> &[u8] {
        let row_bytes = self.width as usize * 4;
        &self.pixels[rows.start as usize * row_bytes..rows.end as usize * row_bytes]
    }
}

/// What is done to a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// A Gaussian blur, of all four channels. The work grows with the radius.
    Blur {
        /// How many pixels on each side count, up to [`MAX_RADIUS`]. Three standard deviations.
        radius: u32,
    },
    /// The strength of edges, as grey: Sobel's operator on the brightness of the blurred picture.
    Edges {
        /// The radius of that blur, which keeps noise from being edges. 0 is none.
        radius: u32,
    },
    /// Another size. Smaller pictures are means of what they stand for, larger ones are interpolated.
    Resize {
        /// In pixels, at least 1.
        width: u32,
        /// In pixels, at least 1.
        height: u32,
    },
}

impl Filter {
    /// How large it makes a picture of this size.
    pub fn size(self, width: u32, height: u32) -> (u32, u32) {
        match self {
            Filter::Resize { width, height } => (width.max(1), height.max(1)),
            Filter::Blur { .. } | Filter::Edges { .. } => (width, height),
        }
    }

    /// The rows of a picture of this height that [`filter_band`] needs for the rows `band` of what it makes.
    pub fn rows_needed(self, band: Range<u32>, height: u32) -> Range<u32> {
        if band.is_empty() || height == 0 {
            return 0..0;
        }
        match self {
            Filter::Blur { radius } => widened(band, radius.min(MAX_RADIUS), height),
            Filter::Edges { radius } => widened(band, radius.min(MAX_RADIUS) + 1, height),
            Filter::Resize { height: to, .. } => {
                let (first, last) = (band.start, band.end - 1);
                covered(first, height, to.max(1)).start..covered(last, height, to.max(1)).end
            }
        }
    }
}

/// The rows `band` of a filtered picture.
///
/// `rows` are [`Filter::rows_needed`] of a picture that is `width` wide and `height` high.
///
/// # Errors
/// [`Stopped`] where `checkpoint` says so.
///
/// # Panics
/// Where these are not the rows that are needed.
pub fn filter_band(
    filter: Filter,
    rows: &[u8],
    width: u32,
    height: u32,
    band: Range<u32>,
    checkpoint: &mut dyn FnMut() -> Result<(), Stopped>,
) -> Result<Vec<u8>, Stopped> {
    let mut pace = Pace::new(SUMMANDS_BETWEEN_CHECKPOINTS, checkpoint);
    let needed = filter.rows_needed(band.clone(), height);
    assert_eq!(rows.len(), needed.len() * width as usize * 4, "the rows that are needed");
    if needed.is_empty() || width == 0 {
        return Ok(Vec::new());
    }
    let part = Part { rows, width, first: needed.start };
    match filter {
        Filter::Blur { radius } => blur(&part, height, band, radius, &mut pace),
        Filter::Edges { radius } => edges(&part, height, band, radius, &mut pace),
        Filter::Resize { .. } => resize(&part, height, filter.size(width, height), band, &mut pace),
    }
}

/// Some rows of a picture.
struct Part<'a> {
    rows: &'a [u8],
    /// In pixels.
    width: u32,
    /// Which row of the picture they begin with.
    first: u32,
}

impl Part<'_> {
    fn row(&self, row: u32) -> &[u8] {
        let row_bytes = self.width as usize * 4;
        &self.rows[(row - self.first) as usize * row_bytes..][..row_bytes]
    }
}

/// That many more rows on each side, as far as there are any.
fn widened(band: Range<u32>, margin: u32, height: u32) -> Range<u32> {
    band.start.saturating_sub(margin)..band.end.saturating_add(margin).min(height)
}
