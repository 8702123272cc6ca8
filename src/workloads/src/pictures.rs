//! The workloads of *Mandelbrot set* and *Image filter*: pictures made band by band.

use crate::computation::{Checkpoint, Computation};
use crate::inputs::{Inputs, bad_file};
use crate::kernel::decode::decode;
use crate::kernel::image::{self, Picture, filter_band};
use crate::kernel::mandelbrot::{self, mandelbrot_colours, mandelbrot_rows};
use crate::stop::Stopped;
use crate::task::TaskError;
use lanes_model::workload::{File, Filter, ImageFilter, Library, Mandelbrot, MandelbrotView, part};
use lanes_model::{Answer, Checksum, Failure, FailureKind, Product, TaskId, Tile, message};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// Some 50 µs' worth of colours.
const COLOURS_BETWEEN_CHECKPOINTS: usize = 2048;

/// Tasks that each draw some rows of the Mandelbrot set.
#[derive(Clone, Copy, Debug)]
pub struct MandelbrotTasks(pub Mandelbrot);

impl Computation for MandelbrotTasks {
    fn count(&self) -> u32 {
        self.0.tasks()
    }

    fn compute(&self, task: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let Mandelbrot { view, width, height, iterations, .. } = self.0;
        let (centre_re, centre_im, across) = match view {
            MandelbrotView::Upper => (-0.75, 0.62, 2.6),
            MandelbrotView::Valley => (0.285, 0.012, 0.03),
            MandelbrotView::Whole => (-0.65, 0.0, 3.6),
        };
        let view =
            mandelbrot::MandelbrotView { centre_re, centre_im, width: across, max_iterations: iterations };
        let rows = self.0.rows(task.0);
        let escapes = mandelbrot_rows(&view, width, height, rows.clone(), checkpoint)?;
        let mut rgba = Vec::with_capacity(escapes.len() * 4);
        for some in escapes.chunks(COLOURS_BETWEEN_CHECKPOINTS) {
            checkpoint()?;
            rgba.extend(mandelbrot_colours(some));
        }
        drawn((width, height), rows.start, rgba, checkpoint)
    }
}

/// Tasks that each filter a band of a picture.
#[derive(Clone, Debug)]
pub struct FilterTasks {
    /// What is done.
    pub image: ImageFilter,
    /// For each task, the rows it needs.
    pub inputs: Inputs,
}

/// What a task needs to filter its band.
#[derive(Serialize, Deserialize)]
struct Rows<'a> {
    /// Width and height of the whole picture, in pixels.
    picture: (u32, u32),
    #[serde(borrow, with = "serde_bytes")]
    pixels: Cow<'a, [u8]>,
}

/// The rows that each task needs, of the reader's picture or of the bundled one.
///
/// # Errors
/// Where there is no file, or no picture in it that can be read.
pub(crate) fn prepare(image: &ImageFilter, files: &[File]) -> Result<Inputs, Failure> {
    let Some(file) = files.first() else {
        return Err(Failure::new(FailureKind::BadFile, "There is no picture to filter."));
    };
    let picture = decode(&file.bytes).map_err(|why| bad_file(file, why))?;
    let picture = sized(picture, image)?;
    let size = (picture.width, picture.height);
    let filter = kernel_filter(image, size);
    let (_, height) = filter.size(size.0, size.1);
    let rows = |task| {
        let needed = filter.rows_needed(band(image, height, task), picture.height);
        let pixels = Cow::Borrowed(picture.rows(needed));
        message::encode(&Rows { picture: size, pixels }).map(Into::into)
    };
    (0..image.bands).map(rows).collect()
}

/// The picture as large as it is to be filtered.
fn sized(picture: Picture, image: &ImageFilter) -> Result<Picture, Failure> {
    let longer = picture.width.max(picture.height);
    if longer == image.size || longer < image.size && !image.enlarged {
        return Ok(picture);
    }
    let scaled = |length| fraction(length, image.size, longer);
    let (width, height) = (scaled(picture.width), scaled(picture.height));
    let filter = image::Filter::Resize { width, height };
    let rows = picture.rows(filter.rows_needed(0..height, picture.height));
    let pixels = filter_band(filter, rows, picture.width, picture.height, 0..height, &mut || Ok(()))
        .map_err(|_stopped| {
            Failure::new(FailureKind::Task, "Changing the size of the picture was stopped.")
        })?;
    Ok(Picture { width, height, pixels })
}

/// The rows of a result of that height that a task makes.
fn band(image: &ImageFilter, height: u32, task: u32) -> Range<u32> {
    let Range { start, end } = part(u64::from(height), task, image.bands);
    start as u32..end as u32
}

/// What is done to a picture of that width and height.
fn kernel_filter(image: &ImageFilter, (width, height): (u32, u32)) -> image::Filter {
    let radius = image.radius;
    let scaled = |length| fraction(length, image.percent, 100);
    match image.filter {
        Filter::Blur => image::Filter::Blur { radius },
        Filter::Edges => image::Filter::Edges { radius },
        Filter::Resize => image::Filter::Resize { width: scaled(width), height: scaled(height) },
    }
}

/// So many parts, of `all`, of a length in pixels: at least one pixel.
fn fraction(length: u32, parts: u32, all: u32) -> u32 {
    let scaled = u64::from(length) * u64::from(parts) / u64::from(all.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

impl Computation for FilterTasks {
    fn count(&self) -> u32 {
        self.image.bands
    }

    fn library(&self) -> Library {
        self.image.library
    }

    fn input(&self, task: TaskId) -> Cow<'_, [u8]> {
        self.inputs.of(task)
    }

    fn compute(&self, task: TaskId, input: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let Rows { picture: (width, height), pixels } = message::decode(input)?;
        let filter = kernel_filter(&self.image, (width, height));
        let drawn_size = filter.size(width, height);
        let band = band(&self.image, drawn_size.1, task.0);
        if pixels.len() != filter.rows_needed(band.clone(), height).len() * width as usize * 4 {
            return Err(Failure::new(FailureKind::Task, "These are not the rows that are needed.").into());
        }
        let rgba = filter_band(filter, &pixels, width, height, band.clone(), checkpoint)?;
        drawn(drawn_size, band.start, rgba, checkpoint)
    }
}

/// The sum of the checksums of some rows, each with its place: however a picture is cut into bands, theirs add up to
/// the same.
fn rows_checksum(
    rgba: &[u8],
    width: u32,
    first: u32,
    checkpoint: Checkpoint<'_>,
) -> Result<Checksum, Stopped> {
    let mut sum = 0u64;
    for (place, row) in (first..).zip(rgba.chunks(width.max(1) as usize * 4)) {
        checkpoint()?;
        let mut hasher = crc32fast::Hasher::new_with_initial(place);
        hasher.update(row);
        sum = sum.wrapping_add(u64::from(hasher.finalize()));
    }
    Ok(Checksum(sum))
}

/// A band of a picture, from that row on. A band without rows is nothing to look at.
fn drawn(
    picture: (u32, u32),
    row: u32,
    rgba: Vec<u8>,
    checkpoint: Checkpoint<'_>,
) -> Result<Answer, TaskError> {
    let checksum = rows_checksum(&rgba, picture.0, row, checkpoint)?;
    let tile = Tile { picture, at: (0, row), width: picture.0, rgba };
    let product = (!tile.rgba.is_empty()).then_some(Product::Tile(tile));
    Ok(Answer { checksum, product })
}
