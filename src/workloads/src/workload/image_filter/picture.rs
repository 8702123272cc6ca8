//! Pictures, and rows of them.

use std::ops::Range;

/// Exif's number for a picture that is stored as it is meant to be seen.
pub const UPRIGHT: u32 = 1;

/// A picture: rows from the top, pixels from the left, each red, green, blue and alpha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Four bytes for each pixel.
    pub pixels: Vec<u8>,
}

impl Picture {
    /// Returns the bytes of some rows.
    ///
    /// # Panics
    /// The picture has no such rows.
    pub fn rows(&self, rows: Range<u32>) -> &[u8] {
        let row_bytes = self.width as usize * 4;
        &self.pixels[rows.start as usize * row_bytes..rows.end as usize * row_bytes]
    }

    /// Turns the picture upright. Cameras store what their sensor saw, and note how they were held.
    ///
    /// `orientation` is Exif's number for how the picture is stored: 1 is upright, 3 upside down, 6 and 8 on its left
    /// and right side; 2, 4, 5 and 7 are mirror images of these. Any other number counts as [`UPRIGHT`].
    pub fn upright(self, orientation: u32) -> Picture {
        let on_its_side = matches!(orientation, 5..=8);
        let from_the_right = matches!(orientation, 2 | 3 | 7 | 8);
        let from_below = matches!(orientation, 3 | 4 | 6 | 7);
        if !(on_its_side || from_the_right || from_below) {
            return self;
        }
        let (width, height) = if on_its_side { (self.height, self.width) } else { (self.width, self.height) };
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            for x in 0..width {
                let (column, row) = if on_its_side { (y, x) } else { (x, y) };
                let column = if from_the_right { self.width - 1 - column } else { column };
                let row = if from_below { self.height - 1 - row } else { row };
                let at = (row as usize * self.width as usize + column as usize) * 4;
                pixels.extend_from_slice(&self.pixels[at..at + 4]);
            }
        }
        Picture { width, height, pixels }
    }
}

/// Some rows of a picture.
pub(super) struct Part<'a> {
    /// Bytes of the rows.
    pub(super) rows: &'a [u8],
    /// Width in pixels.
    pub(super) width: u32,
    /// Number of the first of the rows in the picture.
    pub(super) first: u32,
}

impl Part<'_> {
    /// Returns the bytes of a row, by its number in the picture.
    pub(super) fn row(&self, row: u32) -> &[u8] {
        let row_bytes = self.width as usize * 4;
        &self.rows[(row - self.first) as usize * row_bytes..][..row_bytes]
    }
}

/// Adds `margin` rows on each side of a band, as far as the picture has any.
pub(super) fn widened(band: Range<u32>, margin: u32, height: u32) -> Range<u32> {
    band.start.saturating_sub(margin)..band.end.saturating_add(margin).min(height)
}
