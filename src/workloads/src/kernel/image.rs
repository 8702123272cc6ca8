//! Filters on pictures, a band of rows at a time.
//!
//! The crates there are (`image`, `imageproc`, `fast_image_resize`, `libblur`) filter whole pictures and cannot
//! be interrupted. Here a band takes the rows it needs and gives the very bytes that the whole picture would
//! have there, with a checkpoint every few rows. That takes little: a blur and a change of size are both
//! weighted sums, first of rows and then of columns.

use super::pace::Pace;
use crate::stop::Stopped;
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
        Filter::Resize { .. } => {
            let (to_width, to_height) = filter.size(width, height);
            let down = |row, shares: &mut _| resize_shares(row, height, to_height, shares);
            let across = |column, shares: &mut _| resize_shares(column, width, to_width, shares);
            let down = Mixture::new(band, down, &mut pace)?;
            let across = Mixture::new(0..to_width, across, &mut pace)?;
            mix(&part, &down, &across, &mut pace)
        }
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

/// Weights are whole numbers, so that their sums are exact: this is what those of one pixel come to.
const ONE: u32 = 1 << 16;

/// What each of some pixels is made of in one direction: neighbours, each with a weight.
struct Mixture {
    /// For each pixel, the first of its neighbours, and where its weights end.
    pixels: Vec<(u32, usize)>,
    /// Those of the first pixel, then those of the next.
    weights: Vec<u32>,
}

impl Mixture {
    /// `shares` puts into an empty list what each neighbour's weight is to be, on whatever scale, and tells the
    /// first neighbour.
    fn new(
        pixels: Range<u32>,
        shares: impl Fn(u32, &mut Vec<f64>) -> u32,
        pace: &mut Pace,
    ) -> Result<Mixture, Stopped> {
        let mut mixture = Mixture { pixels: Vec::with_capacity(pixels.len()), weights: Vec::new() };
        let mut list = Vec::new();
        for pixel in pixels {
            list.clear();
            let from = shares(pixel, &mut list);
            // Working a weight out takes longer than using it.
            pace.spend(16 * list.len())?;
            mixture.push(from, &list);
        }
        Ok(mixture)
    }

    /// Rounds such that the weights come to [`ONE`]: not each of them, but the sums up to each.
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

    /// For each pixel, its first neighbour and the weights from there.
    fn iter(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let mut start = 0;
        self.pixels
            .iter()
            .map(move |&(from, end)| (from, &self.weights[std::mem::replace(&mut start, end)..end]))
    }
}

/// The shares that pixels have in a blurred one, from the farthest on one side to the farthest on the other.
fn gaussian(radius: u32) -> Vec<f64> {
    let deviation = f64::from(radius.max(1)) / 3.0;
    let share = |offset: i64| {
        let distance = offset as f64 / deviation;
        libm::exp(-0.5 * distance * distance)
    };
    (-i64::from(radius)..=i64::from(radius)).map(share).collect()
}

/// What a blur mixes into one of `count` pixels. Beyond an edge, the pixel at it is repeated.
fn blur_shares(at: u32, count: u32, gaussian: &[f64], shares: &mut Vec<f64>) -> u32 {
    let radius = gaussian.len() / 2;
    let (at, last) = (at as usize, count as usize - 1);
    let from = at.saturating_sub(radius);
    shares.resize((at + radius).min(last) - from + 1, 0.0);
    for (index, share) in gaussian.iter().enumerate() {
        shares[(at + index).saturating_sub(radius).min(last) - from] += share;
    }
    from as u32
}

/// Where one of `to` pixels has its middle among `count` neighbours, and how far from there they count.
fn middle_and_reach(at: u32, count: u32, to: u32) -> (f64, f64) {
    let scale = f64::from(count) / f64::from(to);
    ((f64::from(at) + 0.5) * scale - 0.5, scale.max(1.0))
}

/// The neighbours, of `count`, that one of `to` pixels is made of.
fn covered(at: u32, count: u32, to: u32) -> Range<u32> {
    let (middle, reach) = middle_and_reach(at, count, to);
    let last = f64::from(count - 1);
    let from = libm::ceil(middle - reach).clamp(0.0, last);
    let until = libm::floor(middle + reach).clamp(from, last);
    from as u32..until as u32 + 1
}

/// What a change of size mixes into one of `to` pixels: a triangle as wide as the larger pixel.
fn resize_shares(at: u32, count: u32, to: u32, shares: &mut Vec<f64>) -> u32 {
    let (middle, reach) = middle_and_reach(at, count, to);
    let covered = covered(at, count, to);
    let from = covered.start;
    shares.extend(covered.map(|pixel| (1.0 - (f64::from(pixel) - middle).abs() / reach).max(0.0)));
    from
}

fn blur(
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

/// Mixes rows, then columns.
fn mix(part: &Part, down: &Mixture, across: &Mixture, pace: &mut Pace) -> Result<Vec<u8>, Stopped> {
    let mut out = Vec::with_capacity(down.pixels.len() * across.pixels.len() * 4);
    // With eight more bits than a byte, so that the picture is rounded once.
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

fn edges(
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
        // Beyond an edge, the row at the edge is repeated.
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

/// Rec. 601's brightness, in thousandths of a 255th.
fn brightness_of(pixel: &[u8]) -> i32 {
    299 * i32::from(pixel[0]) + 587 * i32::from(pixel[1]) + 114 * i32::from(pixel[2])
}

/// How steep the brightness is at the middle of three rows and columns: 8 for each 255th that it changes from
/// pixel to pixel, and no more than 255.
fn sobel([above, here, below]: [&[i32]; 3], left: usize, middle: usize, right: usize) -> u8 {
    let column = |x: usize| above[x] + 2 * here[x] + below[x];
    let line = |row: &[i32]| row[left] + 2 * row[middle] + row[right];
    let (dx, dy) = (f64::from(column(right) - column(left)), f64::from(line(below) - line(above)));
    ((dx * dx + dy * dy).sqrt() / 1000.0 + 0.5).min(255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::count_checkpoints;
    use proptest::prelude::*;

    fn filtered(filter: Filter, picture: &Picture, band: Range<u32>) -> Vec<u8> {
        let rows = picture.rows(filter.rows_needed(band.clone(), picture.height));
        filter_band(filter, rows, picture.width, picture.height, band, &mut || Ok(())).unwrap()
    }

    fn whole(filter: Filter, picture: &Picture) -> Picture {
        let (width, height) = filter.size(picture.width, picture.height);
        Picture { width, height, pixels: filtered(filter, picture, 0..height) }
    }

    fn grey(width: u32, height: u32, at: impl Fn(u32, u32) -> u8) -> Picture {
        let pixel = |index| {
            let grey = at(index % width, index / width);
            [grey, grey, grey, 255]
        };
        Picture { width, height, pixels: (0..width * height).flat_map(pixel).collect() }
    }

    fn reds(picture: &Picture) -> Vec<u8> {
        picture.pixels.chunks(4).map(|pixel| pixel[0]).collect()
    }

    #[test]
    fn the_edge_of_a_step_is_where_the_step_is() {
        let step = grey(6, 4, |x, _| if x < 3 { 0 } else { 255 });
        let edges = whole(Filter::Edges { radius: 0 }, &step);
        assert_eq!(reds(&edges), [0, 0, 255, 255, 0, 0].repeat(4));
    }

    #[test]
    fn a_ramp_is_evenly_steep() {
        let ramp = grey(5, 5, |_, y| y as u8 * 10);
        let edges = whole(Filter::Edges { radius: 0 }, &ramp);
        // At its ends half of the slope is the repeated row, which is flat.
        let expected = [[40u8; 5], [80; 5], [80; 5], [80; 5], [40; 5]].concat();
        assert_eq!(reds(&edges), expected);
    }

    #[test]
    fn a_flat_picture_stays_as_it_is() {
        let flat = grey(20, 10, |_, _| 137);
        for radius in [0, 1, 7, 40, MAX_RADIUS] {
            assert_eq!(whole(Filter::Blur { radius }, &flat), flat, "radius {radius}");
        }
        let smaller = whole(Filter::Resize { width: 7, height: 3 }, &flat);
        assert_eq!(smaller, grey(7, 3, |_, _| 137));
    }

    #[test]
    fn white_stays_white_and_black_black() {
        // The largest sums there are: they must not overflow.
        for shade in [0, 255] {
            let flat = Picture { width: 9, height: 9, pixels: vec![shade; 9 * 9 * 4] };
            assert_eq!(whole(Filter::Blur { radius: 30 }, &flat), flat);
        }
    }

    #[test]
    fn the_weights_of_a_pixel_come_to_one() {
        let mut checkpoint = || Ok(());
        let mut pace = Pace::new(1, &mut checkpoint);
        let gaussian = gaussian(MAX_RADIUS);
        let blur = |pixel, shares: &mut _| blur_shares(pixel, 450, &gaussian, shares);
        let resize = |pixel, shares: &mut _| resize_shares(pixel, 450, 77, shares);
        let mixtures = [Mixture::new(0..450, blur, &mut pace), Mixture::new(0..77, resize, &mut pace)];
        for (_, weights) in mixtures.iter().flat_map(|mixture| mixture.as_ref().unwrap().iter()) {
            assert_eq!(weights.iter().sum::<u32>(), ONE);
        }
    }

    #[test]
    fn a_blurred_dot_is_a_round_hill() {
        let dot = grey(21, 21, |x, y| if (x, y) == (10, 10) { 255 } else { 0 });
        let blurred = reds(&whole(Filter::Blur { radius: 6 }, &dot));
        let at = |x: usize, y: usize| blurred[y * 21 + x];
        // A deviation of 2: the top is 255 / (2 pi 2^2), one deviation away is exp(-1/2) of it.
        assert_eq!((at(10, 10), at(12, 10)), (10, 6));
        assert_eq!(at(8, 10), at(12, 10));
        assert_eq!(at(10, 8), at(12, 10));
        assert_eq!(at(10, 0), 0);
    }

    #[test]
    fn no_radius_is_no_blur() {
        let picture = grey(8, 8, |x, y| (x * 31 + y * 7) as u8);
        assert_eq!(whole(Filter::Blur { radius: 0 }, &picture), picture);
    }

    #[test]
    fn half_the_size_is_made_of_means() {
        let stripes = grey(8, 8, |x, _| if x % 2 == 0 { 0 } else { 200 });
        let smaller = reds(&whole(Filter::Resize { width: 4, height: 4 }, &stripes));
        // Away from the edges, each mixes both kinds of stripe evenly.
        assert_eq!(smaller[1..3], [100, 100]);
    }

    #[test]
    fn the_same_size_is_the_same_picture() {
        let picture = grey(9, 5, |x, y| (x * 29 + y * 3) as u8);
        assert_eq!(whole(Filter::Resize { width: 9, height: 5 }, &picture), picture);
    }

    fn any_filter() -> impl Strategy<Value = Filter> {
        prop_oneof![
            (0u32..12).prop_map(|radius| Filter::Blur { radius }),
            (0u32..8).prop_map(|radius| Filter::Edges { radius }),
            (1u32..40, 1u32..40).prop_map(|(width, height)| Filter::Resize { width, height }),
        ]
    }

    proptest! {
        #[test]
        fn bands_are_the_whole_picture(
            filter in any_filter(),
            (width, height, pixels) in (1u32..20, 1u32..24).prop_flat_map(|(width, height)| {
                let pixels = prop::collection::vec(any::<u8>(), (width * height * 4) as usize);
                (Just(width), Just(height), pixels)
            }),
            band_rows in 1usize..9,
        ) {
            let picture = Picture { width, height, pixels };
            let (_, rows) = filter.size(width, height);
            let bands: Vec<u8> = (0..rows)
                .step_by(band_rows)
                .flat_map(|from| filtered(filter, &picture, from..rows.min(from + band_rows as u32)))
                .collect();
            prop_assert_eq!(bands, whole(filter, &picture).pixels);
        }
    }

    #[test]
    fn no_rows_need_no_rows() {
        let picture = grey(3, 3, |_, _| 9);
        for filter in
            [Filter::Blur { radius: 2 }, Filter::Edges { radius: 2 }, Filter::Resize { width: 1, height: 1 }]
        {
            assert_eq!(filtered(filter, &picture, 1..1), Vec::<u8>::new());
        }
    }

    #[test]
    fn it_looks_up_often_enough() {
        let picture = grey(512, 8, |_, _| 0);
        let checkpoints = count_checkpoints(|count| {
            filter_band(Filter::Blur { radius: 20 }, &picture.pixels, 512, 8, 0..8, count).unwrap();
        });
        let across = 8 * 512 * 41 * 4;
        assert!(checkpoints >= across / SUMMANDS_BETWEEN_CHECKPOINTS * 9 / 10, "{checkpoints}");
    }

    #[test]
    fn it_stops() {
        let picture = grey(64, 64, |_, _| 0);
        let filter = Filter::Edges { radius: 9 };
        let mut left = 3;
        let mut third = || {
            left -= 1;
            if left == 0 { Err(Stopped) } else { Ok(()) }
        };
        assert_eq!(filter_band(filter, &picture.pixels, 64, 64, 0..64, &mut third), Err(Stopped));
        assert_eq!(left, 0);
    }
}
