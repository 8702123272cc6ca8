//! The tasks of *Mandelbrot set*: each draws some rows, which differ much in cost.

use super::tile::tile;
use crate::computation::Computation;
use crate::kernel::pace::Pace;
use crate::stop::{Checkpoint, Stopped};
use crate::task::TaskError;
use lanes_model::workload::{Mandelbrot, MandelbrotView};
use lanes_model::{Answer, TaskId};
use std::ops::Range;

/// Some 50 µs of work.
const COLOURS_BETWEEN_CHECKPOINTS: usize = 2048;

/// Some 50 µs of work.
const ITERATIONS_BETWEEN_CHECKPOINTS: usize = 16 << 10;

/// Square of the distance at which a point counts as escaped. A distance of 2 would do, but a larger one makes the
/// fraction of an iteration, and with it the colours, smooth.
const ESCAPE_RADIUS_SQUARED: f64 = 65_536.0;

/// Number of iterations of a point that never escapes.
pub const INSIDE: u32 = u32::MAX;

/// Parts of an iteration that [`mandelbrot_rows`] counts in.
pub const PARTS_OF_AN_ITERATION: u32 = 256;

impl Computation for Mandelbrot {
    fn compute(&self, task: TaskId, _: &[u8], checkpoint: Checkpoint<'_>) -> Result<Answer, TaskError> {
        let Mandelbrot { view, width, height, iterations, .. } = *self;
        let (centre_re, centre_im, across) = match view {
            MandelbrotView::Upper => (-0.75, 0.62, 2.6),
            MandelbrotView::Valley => (0.285, 0.012, 0.03),
            MandelbrotView::Whole => (-0.65, 0.0, 3.6),
        };
        let section = PlaneSection { centre_re, centre_im, width: across, max_iterations: iterations };
        let rows = self.rows(task.0);
        let escapes = mandelbrot_rows(&section, width, height, rows.clone(), checkpoint)?;
        let mut rgba = Vec::with_capacity(escapes.len() * 4);
        for escapes in escapes.chunks(COLOURS_BETWEEN_CHECKPOINTS) {
            checkpoint()?;
            rgba.extend(mandelbrot_colours(escapes));
        }
        Ok(tile((width, height), rows.start, rgba, checkpoint)?)
    }
}

/// A section of the complex plane, and the precision of its picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaneSection {
    /// Real part of the middle.
    pub centre_re: f64,
    /// Imaginary part of the middle.
    pub centre_im: f64,
    /// Extent along the real axis.
    pub width: f64,
    /// Iterations after which a point counts as inside the set, capped at 10,000,000.
    pub max_iterations: u32,
}

/// Computes the time that each point takes to escape, row by row from the left: in [256ths](PARTS_OF_AN_ITERATION) of
/// an iteration, or [`INSIDE`].
///
/// `rows` count from the top of a picture of `width` times `height` points.
///
/// # Errors
/// [`Stopped`] if `checkpoint` returns it.
pub fn mandelbrot_rows(
    section: &PlaneSection,
    width: u32,
    height: u32,
    rows: Range<u32>,
    checkpoint: Checkpoint<'_>,
) -> Result<Vec<u32>, Stopped> {
    let mut pace = Pace::new(ITERATIONS_BETWEEN_CHECKPOINTS, checkpoint);
    let mut escapes = Vec::with_capacity(rows.len() * width as usize);
    let step = section.width / f64::from(width);
    for row in rows {
        // Half a step in is the middle of the point.
        let im = section.centre_im + (f64::from(height) / 2.0 - f64::from(row) - 0.5) * step;
        for column in 0..width {
            let re = section.centre_re + (f64::from(column) + 0.5 - f64::from(width) / 2.0) * step;
            escapes.push(escape(re, im, section.max_iterations.min(10_000_000), &mut pace)?);
        }
    }
    Ok(escapes)
}

/// Iterates one point until it escapes.
fn escape(re: f64, im: f64, max_iterations: u32, pace: &mut Pace) -> Result<u32, Stopped> {
    let (mut x, mut y) = (0.0, 0.0);
    let mut done = 0;
    while done < max_iterations {
        // A point with many iterations takes longer than the time allowed between checkpoints.
        let until = max_iterations.min(done + ITERATIONS_BETWEEN_CHECKPOINTS as u32);
        let from = done;
        while done < until {
            let (xx, yy) = (x * x, y * y);
            if xx + yy > ESCAPE_RADIUS_SQUARED {
                pace.spend((done - from) as usize)?;
                return Ok(smoothed(done, xx + yy));
            }
            y = 2.0 * x * y + im;
            x = xx - yy + re;
            done += 1;
        }
        pace.spend((done - from) as usize)?;
    }
    Ok(INSIDE)
}

/// Adds to the iterations a fraction that depends on how far the last one went beyond the escape radius.
fn smoothed(iterations: u32, distance_squared: f64) -> u32 {
    // Not f64::log2: its last bits differ between machines.
    let beyond = libm::log2(libm::log2(distance_squared) / libm::log2(ESCAPE_RADIUS_SQUARED));
    let parts = (f64::from(iterations) + 1.0 - beyond) * f64::from(PARTS_OF_AN_ITERATION);
    parts as u32
}

/// Colours, evenly spaced on a ring: night blue, sky, white, amber, brown.
const PALETTE: [[f64; 3]; 5] = [
    [8.0, 14.0, 74.0],
    [40.0, 118.0, 196.0],
    [240.0, 250.0, 252.0],
    [252.0, 176.0, 32.0],
    [72.0, 22.0, 12.0],
];

/// Rounds of the palette for each doubling of a count.
const ROUNDS_PER_DOUBLING: f64 = 0.2;

/// Colours the counts of [`mandelbrot_rows`], as RGBA. Points inside the set are black.
pub fn mandelbrot_colours(escapes: &[u32]) -> Vec<u8> {
    escapes.iter().flat_map(|&escape| colour(escape)).collect()
}

fn colour(escape: u32) -> [u8; 4] {
    if escape == INSIDE {
        return [0, 0, 0, 255];
    }
    let iterations = f64::from(escape) / f64::from(PARTS_OF_AN_ITERATION);
    // The logarithm gives the calm outside as many colours as the crowded border.
    let round = libm::log2(iterations.max(2.0) / 2.0) * ROUNDS_PER_DOUBLING;
    let place = (round - libm::floor(round)) * PALETTE.len() as f64;
    let index = (place as usize).min(PALETTE.len() - 1);
    let fraction = place - index as f64;
    let (from, to) = (PALETTE[index], PALETTE[(index + 1) % PALETTE.len()]);
    let mix = |channel: usize| (from[channel] + (to[channel] - from[channel]) * fraction + 0.5) as u8;
    [mix(0), mix(1), mix(2), 255]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::pace::count_checkpoints;
    use proptest::prelude::*;

    const WHOLE: PlaneSection =
        PlaneSection { centre_re: -0.65, centre_im: 0.0, width: 3.3, max_iterations: 1000 };

    fn point(re: f64, im: f64) -> u32 {
        let point = PlaneSection { centre_re: re, centre_im: im, width: 1e-9, max_iterations: 500 };
        mandelbrot_rows(&point, 1, 1, 0..1, &mut || Ok(())).unwrap()[0]
    }

    #[test]
    fn points_known_to_be_inside_are_inside() {
        // The main cardioid, the disc of period two, the tip's neighbour of period three, and i, which cycles.
        for (re, im) in [(0.0, 0.0), (-1.0, 0.0), (0.25, 0.0), (-0.1, 0.7), (-1.754_877_666, 0.0), (0.0, 1.0)]
        {
            assert_eq!(point(re, im), INSIDE, "{re} + {im}i");
        }
    }

    #[test]
    fn points_known_to_be_outside_escape() {
        for (re, im) in [(0.3, 0.0), (-2.1, 0.0), (1.0, 0.0), (0.5, 0.5), (-0.75, 0.2)] {
            assert_ne!(point(re, im), INSIDE, "{re} + {im}i");
        }
    }

    #[test]
    fn iterations_agree_with_those_counted_by_hand() {
        // 2, 6, 38, 1446: the fourth is beyond 256, by less than a whole squaring.
        let iterations = f64::from(point(2.0, 0.0)) / f64::from(PARTS_OF_AN_ITERATION);
        assert!((4.0..5.0).contains(&iterations), "{iterations}");
    }

    #[test]
    fn the_set_is_symmetric_about_the_real_axis() {
        let view = PlaneSection { max_iterations: 100, ..WHOLE };
        let picture = mandelbrot_rows(&view, 48, 32, 0..32, &mut || Ok(())).unwrap();
        for row in 0..16 {
            let mirrored = 31 - row;
            assert_eq!(picture[row * 48..][..48], picture[mirrored * 48..][..48]);
        }
    }

    proptest! {
        #[test]
        fn rows_computed_alone_equal_those_of_the_whole_picture(from in 0u32..24, count in 0u32..24) {
            let view = PlaneSection { max_iterations: 60, ..WHOLE };
            let rows = from..(from + count).min(24);
            let whole = mandelbrot_rows(&view, 36, 24, 0..24, &mut || Ok(())).unwrap();
            let some = mandelbrot_rows(&view, 36, 24, rows.clone(), &mut || Ok(())).unwrap();
            prop_assert_eq!(&some[..], &whole[rows.start as usize * 36..rows.end as usize * 36]);
        }
    }

    #[test]
    fn points_that_never_escape_are_black_and_all_are_opaque() {
        let colours = mandelbrot_colours(&[INSIDE, 0, 300, 70_000]);
        assert_eq!(colours[..4], [0, 0, 0, 255]);
        assert!(colours.chunks(4).all(|pixel| pixel[3] == 255));
        assert!(colours.chunks(4).skip(1).all(|pixel| pixel[..3] != [0, 0, 0]));
    }

    #[test]
    fn neighbouring_counts_have_neighbouring_colours() {
        for escape in PARTS_OF_AN_ITERATION..200_000 {
            let (one, next) = (colour(escape), colour(escape + 1));
            assert!(one.iter().zip(next).all(|(&a, b)| a.abs_diff(b) <= 4), "{escape}: {one:?} {next:?}");
        }
    }

    #[test]
    fn a_single_point_has_several_checkpoints() {
        let view = PlaneSection { centre_re: 0.0, centre_im: 0.0, width: 1e-9, max_iterations: 160 << 10 };
        let checkpoints = count_checkpoints(|count| {
            mandelbrot_rows(&view, 1, 1, 0..1, count).unwrap();
        });
        assert_eq!(checkpoints, 10);
    }

    #[test]
    fn a_stop_ends_the_kernel() {
        let view = PlaneSection { max_iterations: u32::MAX, ..WHOLE };
        assert_eq!(mandelbrot_rows(&view, 1000, 1000, 0..1000, &mut || Err(Stopped)), Err(Stopped));
    }
}
