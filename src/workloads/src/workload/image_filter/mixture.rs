//! Weighted sums of pixels: blurs and changes of size.

use super::picture::Part;
use crate::kernel::pace::Pace;
use crate::stop::Stopped;
use std::ops::Range;

/// Widest blur in pixels.
pub(super) const MAX_RADIUS: u32 = 200;

/// Sum of the weights of a pixel. Weights are integers, so that sums are exact.
pub(super) const ONE: u32 = 1 << 16;

/// The composition of some pixels in one direction: for each, neighbours with weights.
pub(super) struct Mixture {
    /// First neighbour of each pixel, and the end of its weights.
    pixels: Vec<(u32, usize)>,
    /// Weights of the first pixel, then those of the next.
    weights: Vec<u32>,
}

impl Mixture {
    /// Makes the mixture of some pixels. `shares` fills an empty list with the weights of a pixel's neighbours, on any
    /// scale, and returns the first neighbour.
    pub(super) fn new(
        pixels: Range<u32>,
        shares: impl Fn(u32, &mut Vec<f64>) -> u32,
        pace: &mut Pace,
    ) -> Result<Mixture, Stopped> {
        let mut mixture = Mixture { pixels: Vec::with_capacity(pixels.len()), weights: Vec::new() };
        let mut list = Vec::new();
        for pixel in pixels {
            list.clear();
            let from = shares(pixel, &mut list);
            // Computing a weight takes longer than using it.
            pace.spend(16 * list.len())?;
            mixture.push(from, &list);
        }
        Ok(mixture)
    }

    /// Adds a pixel. The running sums of its weights are rounded, not the weights, so that they add up to [`ONE`].
    fn push(&mut self, from: u32, shares: &[f64]) {
        let scale = f64::from(ONE) / shares.iter().sum::<f64>();
        let (mut sum, mut before) = (0.0, 0);
        self.weights.extend(shares.iter().map(|share| {
            sum += share;
            let until = (sum * scale + 0.5) as u32;
            until - std::mem::replace(&mut before, until)
        }));
        self.pixels.push((from, self.weights.len()));
    }

    /// Iterates over the first neighbour of each pixel, and the weights from there on.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let mut start = 0;
        self.pixels
            .iter()
            .map(move |&(from, end)| (from, &self.weights[std::mem::replace(&mut start, end)..end]))
    }
}

/// Returns the weights of a Gaussian blur, from the farthest pixel on one side to the farthest on the other.
pub(super) fn gaussian(radius: u32) -> Vec<f64> {
    let deviation = f64::from(radius.max(1)) / 3.0;
    let share = |offset: i64| {
        let distance = offset as f64 / deviation;
        libm::exp(-0.5 * distance * distance)
    };
    (-i64::from(radius)..=i64::from(radius)).map(share).collect()
}

/// Fills in the weights of a blur for one of `count` pixels, and returns the first neighbour. Beyond the picture, its
/// outermost pixel is repeated.
pub(super) fn blur_shares(at: u32, count: u32, gaussian: &[f64], shares: &mut Vec<f64>) -> u32 {
    let radius = gaussian.len() / 2;
    let (at, last) = (at as usize, count as usize - 1);
    let from = at.saturating_sub(radius);
    shares.resize((at + radius).min(last) - from + 1, 0.0);
    for (index, share) in gaussian.iter().enumerate() {
        shares[(at + index).saturating_sub(radius).min(last) - from] += share;
    }
    from as u32
}

/// Returns the middle of one of `to` pixels on a scale of `count` pixels, and the distance up to which they count.
fn middle_and_reach(at: u32, count: u32, to: u32) -> (f64, f64) {
    let scale = f64::from(count) / f64::from(to);
    ((f64::from(at) + 0.5) * scale - 0.5, scale.max(1.0))
}

/// Returns the pixels, of `count`, that one of `to` pixels is made of.
pub(super) fn covered(at: u32, count: u32, to: u32) -> Range<u32> {
    let (middle, reach) = middle_and_reach(at, count, to);
    let last = f64::from(count - 1);
    let from = libm::ceil(middle - reach).clamp(0.0, last);
    let until = libm::floor(middle + reach).clamp(from, last);
    from as u32..until as u32 + 1
}

/// Fills in the weights of a resize for one of `to` pixels, and returns the first neighbour. The weights form a
/// triangle whose half is as wide as the larger of an old and a new pixel.
pub(super) fn resize_shares(at: u32, count: u32, to: u32, shares: &mut Vec<f64>) -> u32 {
    let (middle, reach) = middle_and_reach(at, count, to);
    let covered = covered(at, count, to);
    let from = covered.start;
    shares.extend(covered.map(|pixel| (1.0 - (f64::from(pixel) - middle).abs() / reach).max(0.0)));
    from
}

/// Computes the rows `band` of a blurred picture.
pub(super) fn blur(
    part: &Part,
    height: u32,
    band: Range<u32>,
    radius: u32,
    pace: &mut Pace,
) -> Result<Vec<u8>, Stopped> {
    let gaussian = gaussian(radius.min(MAX_RADIUS));
    let down = |row, shares: &mut _| blur_shares(row, height, &gaussian, shares);
    let across = |column, shares: &mut _| blur_shares(column, part.width, &gaussian, shares);
    let down = Mixture::new(band, down, pace)?;
    let across = Mixture::new(0..part.width, across, pace)?;
    mix(part, &down, &across, pace)
}

/// Computes the rows `band` of a picture that is resized to width and height `to`.
pub(super) fn resize(
    part: &Part,
    height: u32,
    to: (u32, u32),
    band: Range<u32>,
    pace: &mut Pace,
) -> Result<Vec<u8>, Stopped> {
    let down = |row, shares: &mut _| resize_shares(row, height, to.1, shares);
    let across = |column, shares: &mut _| resize_shares(column, part.width, to.0, shares);
    let down = Mixture::new(band, down, pace)?;
    let across = Mixture::new(0..to.0, across, pace)?;
    mix(part, &down, &across, pace)
}

/// Mixes rows, then columns.
fn mix(part: &Part, down: &Mixture, across: &Mixture, pace: &mut Pace) -> Result<Vec<u8>, Stopped> {
    let mut out = Vec::with_capacity(down.pixels.len() * across.pixels.len() * 4);
    // Eight more bits than a byte, so that the picture is rounded only once.
    let mut mixed = vec![0u32; part.width as usize * 4];
    for (from, weights) in down.iter() {
        mixed.fill(1 << 7);
        for (&weight, row) in weights.iter().zip(from..) {
            pace.spend(mixed.len())?;
            for (sum, &byte) in mixed.iter_mut().zip(part.row(row)) {
                *sum += weight * u32::from(byte);
            }
        }
        for sum in &mut mixed {
            *sum >>= 8;
        }
        for (from, weights) in across.iter() {
            pace.spend(weights.len() * 4)?;
            let mut pixel = [1u32 << 23; 4];
            for (&weight, neighbour) in weights.iter().zip(mixed[from as usize * 4..].chunks_exact(4)) {
                for channel in 0..4 {
                    pixel[channel] += weight * neighbour[channel];
                }
            }
            out.extend(pixel.map(|sum| (sum >> 24) as u8));
        }
    }
    Ok(out)
}
