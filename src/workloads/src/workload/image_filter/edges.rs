//! Edges: where brightness changes from pixel to pixel.

use super::mixture::blur;
use super::picture::{Part, widened};
use crate::kernel::pace::Pace;
use crate::stop::Stopped;
use std::ops::Range;

/// Computes the rows `band` of a picture's edges.
pub(super) fn edges(
    part: &Part,
    height: u32,
    band: Range<u32>,
    radius: u32,
    pace: &mut Pace,
) -> Result<Vec<u8>, Stopped> {
    let around = widened(band.clone(), 1, height);
    let blurred = blur(part, height, around.clone(), radius, pace)?;
    let width = part.width as usize;
    let mut brightness = Vec::with_capacity(around.len() * width);
    for row in blurred.chunks_exact(width * 4) {
        pace.spend(row.len())?;
        brightness.extend(row.chunks_exact(4).map(brightness_of));
    }
    let row = |row: u32| {
        // Beyond the picture, its outermost row is repeated.
        let row = row.clamp(around.start, around.end - 1) - around.start;
        &brightness[row as usize * width..][..width]
    };
    let mut out = Vec::with_capacity(band.len() * width * 4);
    for y in band {
        let rows = [row(y.saturating_sub(1)), row(y), row(y + 1)];
        for x in 0..width {
            pace.spend(16)?;
            let grey = sobel(rows, x.saturating_sub(1), x, (x + 1).min(width - 1));
            out.extend([grey, grey, grey, 255]);
        }
    }
    Ok(out)
}

/// Returns the brightness of a pixel by Rec. 601, in thousandths of a 255th.
fn brightness_of(pixel: &[u8]) -> i32 {
    299 * i32::from(pixel[0]) + 587 * i32::from(pixel[1]) + 114 * i32::from(pixel[2])
}

/// Returns the slope of the brightness at the middle of three rows and columns: 8 for each 255th by which it changes
/// from pixel to pixel, and 255 at most.
fn sobel([above, here, below]: [&[i32]; 3], left: usize, middle: usize, right: usize) -> u8 {
    let column = |x: usize| above[x] + 2 * here[x] + below[x];
    let line = |row: &[i32]| row[left] + 2 * row[middle] + row[right];
    let (dx, dy) = (f64::from(column(right) - column(left)), f64::from(line(below) - line(above)));
    ((dx * dx + dy * dy).sqrt() / 1000.0 + 0.5).min(255.0) as u8
}
