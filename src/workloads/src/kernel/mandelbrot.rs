//! The Mandelbrot set: rows that cost very different amounts.

use super::pace::Pace;
use crate::stop::Stopped;
use std::ops::Range;

/// Some 50 µs' worth.
const ITERATIONS_BETWEEN_CHECKPOINTS: usize = 16 << 10;

/// How far out a point must be to count as escaped. Far more than the 2 that would do: the fraction of
/// an iteration, and with it the colours, are then smooth.
const ESCAPE_RADIUS_SQUARED: f64 = 65_536.0;

/// What a point that never escaped has for a number of iterations.
pub const INSIDE: u32 = u32::MAX;

/// [`mandelbrot_rows`] counts in these parts of an iteration.
pub const PARTS_OF_AN_ITERATION: u32 = 256;

/// What part of the complex plane is looked at, and how closely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MandelbrotView {
    /// The real part of the middle of the picture.
    pub centre_re: f64,
    /// The imaginary part of the middle of the picture.
    pub centre_im: f64,
    /// How much of the real axis the picture is wide.
    pub width: f64,
    /// After how many iterations a point is taken to be inside. At most 10,000,000 count.
    pub max_iterations: u32,
}

impl Default for MandelbrotView {
    /// The whole set: rows at the top and bottom are nearly empty, those in the middle go through its body.
    fn default() -> MandelbrotView {
        MandelbrotView { centre_re: -0.65, centre_im: 0.0, width: 3.3, max_iterations: 1000 }
    }
}

/// How long each point of some rows of a picture takes to escape, row by row from the left: in
/// [256ths](PARTS_OF_AN_ITERATION) of an iteration, or [`INSIDE`].
///
/// Rows count from the top of a picture of `width` times `height` points.
///
/// # Errors
/// [`Stopped`] where `checkpoint` says so.
pub fn mandelbrot_rows(
    view: &MandelbrotView,
    width: u32,
    height: u32,
    rows: Range<u32>,
    checkpoint: &mut dyn FnMut() -> Result<(), Stopped>,
) -> Result<Vec<u32>, Stopped> {
    let mut pace = Pace::new(ITERATIONS_BETWEEN_CHECKPOINTS, checkpoint);
    let mut escapes = Vec::with_capacity(rows.len() * width as usize);
    let step = view.width / f64::from(width);
    for row in rows {
        // Half a step in: the middle of the point.
        let im = view.centre_im + (f64::from(height) / 2.0 - f64::from(row) - 0.5) * step;
        for column in 0..width {
            let re = view.centre_re + (f64::from(column) + 0.5 - f64::from(width) / 2.0) * step;
            escapes.push(escape(re, im, view.max_iterations.min(10_000_000), &mut pace)?);
        }
    }
    Ok(escapes)
}

/// Iterates one point.
fn escape(re: f64, im: f64, max_iterations: u32, pace: &mut Pace) -> Result<u32, Stopped> {
    let (mut x, mut y) = (0.0, 0.0);
    let mut done = 0;
    while done < max_iterations {
        // A point with many iterations is longer than a kernel may be silent.
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

/// The iterations with their fraction, which says how far beyond the escape radius the last one went.
fn smoothed(iterations: u32, distance_squared: f64) -> u32 {
    // Not f64::log2: its last bits differ between machines.
    let beyond = libm::log2(libm::log2(distance_squared) / libm::log2(ESCAPE_RADIUS_SQUARED));
    let parts = (f64::from(iterations) + 1.0 - beyond) * f64::from(PARTS_OF_AN_ITERATION);
    parts as u32
}

/// The colours of the palette, evenly spaced on a ring: night blue, sky, white, amber, brown.
const PALETTE: [[f64; 3]; 5] = [
    [8.0, 14.0, 74.0],
    [40.0, 118.0, 196.0],
    [240.0, 250.0, 252.0],
    [252.0, 176.0, 32.0],
    [72.0, 22.0, 12.0],
];

/// How often the palette goes round when a count doubles.
const ROUNDS_PER_DOUBLING: f64 = 0.2;

/// The colours of what [`mandelbrot_rows`] counted, as RGBA. Points inside the set are black.
pub fn mandelbrot_colours(escapes: &[u32]) -> Vec<u8> {
    escapes.iter().flat_map(|&escape| colour(escape)).collect()
}

fn colour(escape: u32) -> [u8; 4] {
    if escape == INSIDE {
        return [0, 0, 0, 255];
    }
    let iterations = f64::from(escape) / f64::from(PARTS_OF_AN_ITERATION);
    // The logarithm spends as many colours on the calm outside as on the crowded border.
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
    use crate::kernel::count_checkpoints;
    use proptest::prelude::*;

    fn point(re: f64, im: f64) -> u32 {
        let view = MandelbrotView { centre_re: re, centre_im: im, width: 1e-9, max_iterations: 500 };
        mandelbrot_rows(&view, 1, 1, 0..1, &mut || Ok(())).unwrap()[0]
    }

    #[test]
    fn points_known_to_be_inside_are_inside() {
        // The main heart, the disc of period two, the tip's neighbour of period three, and i, which cycles.
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
    fn iterations_are_those_counted_by_hand() {
        // 2, 6, 38, 1446: the fourth is beyond 256, by less than a whole squaring.
        let iterations = f64::from(point(2.0, 0.0)) / f64::from(PARTS_OF_AN_ITERATION);
        assert!((4.0..5.0).contains(&iterations), "{iterations}");
    }

    #[test]
    fn the_set_is_the_same_above_and_below_the_axis() {
        let view = MandelbrotView { max_iterations: 100, ..MandelbrotView::default() };
        let picture = mandelbrot_rows(&view, 48, 32, 0..32, &mut || Ok(())).unwrap();
        for row in 0..16 {
            let mirrored = 31 - row;
            assert_eq!(picture[row * 48..][..48], picture[mirrored * 48..][..48]);
        }
    }

    proptest! {
        #[test]
        fn rows_are_those_of_the_whole_picture(from in 0u32..24, count in 0u32..24) {
            let view = MandelbrotView { max_iterations: 60, ..MandelbrotView::default() };
            let rows = from..(from + count).min(24);
            let whole = mandelbrot_rows(&view, 36, 24, 0..24, &mut || Ok(())).unwrap();
            let some = mandelbrot_rows(&view, 36, 24, rows.clone(), &mut || Ok(())).unwrap();
            prop_assert_eq!(&some[..], &whole[rows.start as usize * 36..rows.end as usize * 36]);
        }
    }

    #[test]
    fn what_never_escapes_is_black_and_all_is_opaque() {
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
    fn it_looks_up_within_a_point() {
        let view = MandelbrotView { centre_re: 0.0, centre_im: 0.0, width: 1e-9, max_iterations: 160 << 10 };
        let checkpoints = count_checkpoints(|count| {
            mandelbrot_rows(&view, 1, 1, 0..1, count).unwrap();
        });
        assert_eq!(checkpoints, 10);
    }

    #[test]
    fn it_stops() {
        let view = MandelbrotView { max_iterations: u32::MAX, ..MandelbrotView::default() };
        assert_eq!(mandelbrot_rows(&view, 1000, 1000, 0..1000, &mut || Err(Stopped)), Err(Stopped));
    }
}
