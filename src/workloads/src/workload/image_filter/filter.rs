//! Filters on a band of a picture.
//!
//! The crates `image`, `imageproc`, `fast_image_resize` and `libblur` filter whole pictures and cannot be interrupted.
//! Here a band is made from the rows that it needs, with a checkpoint every few rows, and has the same bytes as in the
//! whole picture. That takes little code: blurring and resizing are both weighted sums, first of rows and then of
//! columns.

use super::edges::edges;
use super::mixture::{MAX_RADIUS, blur, covered, resize};
use super::picture::{Part, widened};
use crate::kernel::pace::Pace;
use crate::stop::{Checkpoint, Stopped};
use std::ops::Range;

/// Some 25 µs of multiplications.
pub(super) const SUMMANDS_BETWEEN_CHECKPOINTS: usize = 64 << 10;

/// A filter with its sizes in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PixelFilter {
    /// A Gaussian blur of all four channels. The work grows with the radius.
    Blur {
        /// Pixels on each side that count, up to 200: three standard deviations.
        radius: u32,
    },
    /// The strength of edges, as grey: Sobel's operator on the brightness of the blurred picture.
    Edges {
        /// Radius of the blur, which keeps noise from being taken for edges. 0 means no blur.
        radius: u32,
    },
    /// Another size. Pixels of a smaller picture are means, those of a larger one are interpolated.
    Resize {
        /// New width, at least 1.
        width: u32,
        /// New height, at least 1.
        height: u32,
    },
}

impl PixelFilter {
    /// Returns width and height of the result for a picture of this width and height.
    pub fn size(self, width: u32, height: u32) -> (u32, u32) {
        match self {
            PixelFilter::Resize { width, height } => (width.max(1), height.max(1)),
            PixelFilter::Blur { .. } | PixelFilter::Edges { .. } => (width, height),
        }
    }

    /// Returns the rows of a picture of this height that [`filter_band`] needs for the rows `band` of the result.
    pub fn rows_needed(self, band: Range<u32>, height: u32) -> Range<u32> {
        if band.is_empty() || height == 0 {
            return 0..0;
        }
        match self {
            PixelFilter::Blur { radius } => widened(band, radius.min(MAX_RADIUS), height),
            PixelFilter::Edges { radius } => widened(band, radius.min(MAX_RADIUS) + 1, height),
            PixelFilter::Resize { height: to, .. } => {
                let (first, last) = (band.start, band.end - 1);
                covered(first, height, to.max(1)).start..covered(last, height, to.max(1)).end
            }
        }
    }
}

/// Computes the rows `band` of a filtered picture.
///
/// `rows` are the [rows needed](PixelFilter::rows_needed) of a picture that is `width` wide and `height` high.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
///
/// # Panics
/// The rows are not the needed ones.
pub fn filter_band(
    filter: PixelFilter,
    rows: &[u8],
    width: u32,
    height: u32,
    band: Range<u32>,
    checkpoint: Checkpoint<'_>,
) -> Result<Vec<u8>, Stopped> {
    let mut pace = Pace::new(SUMMANDS_BETWEEN_CHECKPOINTS, checkpoint);
    let needed = filter.rows_needed(band.clone(), height);
    assert_eq!(rows.len(), needed.len() * width as usize * 4, "the rows that are needed");
    if needed.is_empty() || width == 0 {
        return Ok(Vec::new());
    }
    let part = Part { rows, width, first: needed.start };
    match filter {
        PixelFilter::Blur { radius } => blur(&part, height, band, radius, &mut pace),
        PixelFilter::Edges { radius } => edges(&part, height, band, radius, &mut pace),
        PixelFilter::Resize { .. } => resize(&part, height, filter.size(width, height), band, &mut pace),
    }
}
