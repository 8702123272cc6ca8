//! Pictures turned upright: cameras store what their sensor saw, and note how they were held.

use super::Picture;

/// Exif's number for a picture that is stored as it is meant to be seen.
pub const UPRIGHT: u32 = 1;

impl Picture {
    /// The picture as it is meant to be seen, where `orientation` is Exif's number for how it is stored: 1 upright,
    /// 3 upside down, 6 and 8 on its left and right side; 2, 4, 5 and 7 are mirror images of these. Any other number
    /// is taken for [`UPRIGHT`].
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
