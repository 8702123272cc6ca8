//! The tasks of *Image filter*: each filters a band of a picture.

pub mod decode;
mod edges;
pub mod filter;
mod mixture;
pub mod picture;
#[cfg(test)]
mod tests;

use super::tile::tile;
use crate::computation::Computation;
use crate::material::{Material, bad_file};
use crate::stop::Checkpoint;
use crate::task::TaskError;
use decode::decode;
use filter::{PixelFilter, filter_band};
use lanes_model::workload::{File, Filter, ImageFilter, rows_of_task};
use lanes_model::{Answer, Failure, FailureKind, TaskId, message};
use picture::Picture;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// Input of a task: the rows that its band is made from.
#[derive(Serialize, Deserialize)]
struct Rows<'a> {
    /// Width and height of the whole picture, in pixels.
    picture: (u32, u32),
    #[serde(borrow, with = "serde_bytes")]
    pixels: Cow<'a, [u8]>,
}

impl Computation for ImageFilter {
    /// Prepares the rows that each task needs of the reader's picture, or of the bundled one.
    fn prepare(&self, files: &[File]) -> Result<Material, Failure> {
        let Some(file) = files.first() else {
            return Err(Failure::new(FailureKind::BadFile, "There is no picture to filter."));
        };
        let picture = decode(&file.bytes).map_err(|reason| bad_file(file, reason))?;
        let picture = scaled(picture, self)?;
        let size = (picture.width, picture.height);
        let filter = pixel_filter(self, size);
        let (_, height) = filter.size(size.0, size.1);
        let rows = |task| {
            let needed = filter.rows_needed(band(self, height, task), picture.height);
            let pixels = Cow::Borrowed(picture.rows(needed));
            message::encode(&Rows { picture: size, pixels }).map(Into::into)
        };
        (0..self.bands).map(rows).collect()
    }

    fn compute(&self, task: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let Rows { picture: (width, height), pixels } = message::decode(input)?;
        let filter = pixel_filter(self, (width, height));
        let result_size = filter.size(width, height);
        let band = band(self, result_size.1, task.0);
        if pixels.len() != filter.rows_needed(band.clone(), height).len() * width as usize * 4 {
            return Err(Failure::new(FailureKind::Task, "The task received the wrong rows.").into());
        }
        let rgba = filter_band(filter, &pixels, width, height, band.clone(), checkpoint)?;
        Ok(tile(result_size, band.start, rgba, checkpoint)?)
    }
}

/// Scales a picture to the size at which it is filtered.
fn scaled(picture: Picture, image: &ImageFilter) -> Result<Picture, Failure> {
    let longer = picture.width.max(picture.height);
    if longer == image.size || longer < image.size && !image.enlarged {
        return Ok(picture);
    }
    let scaled = |length| scale(length, image.size, longer);
    let (width, height) = (scaled(picture.width), scaled(picture.height));
    let filter = PixelFilter::Resize { width, height };
    let rows = picture.rows(filter.rows_needed(0..height, picture.height));
    let pixels = filter_band(filter, rows, picture.width, picture.height, 0..height, &mut || Ok(()))
        .map_err(|_stopped| Failure::new(FailureKind::Task, "Scaling the picture was stopped."))?;
    Ok(Picture { width, height, pixels })
}

/// Returns the rows that a task makes of a result with `height` rows.
fn band(image: &ImageFilter, height: u32, task: u32) -> Range<u32> {
    let Range { start, end } = rows_of_task(u64::from(height), task, image.bands);
    start as u32..end as u32
}

/// Returns the filter for a picture of this width and height.
fn pixel_filter(image: &ImageFilter, (width, height): (u32, u32)) -> PixelFilter {
    let radius = image.radius;
    let scaled = |length| scale(length, image.percent, 100);
    match image.filter {
        Filter::Blur => PixelFilter::Blur { radius },
        Filter::Edges => PixelFilter::Edges { radius },
        Filter::Resize => PixelFilter::Resize { width: scaled(width), height: scaled(height) },
    }
}

/// Multiplies a length in pixels by `factor / divisor`, and returns at least one pixel.
fn scale(length: u32, factor: u32, divisor: u32) -> u32 {
    let scaled = u64::from(length) * u64::from(factor) / u64::from(divisor.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}
