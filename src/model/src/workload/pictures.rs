//! Pictures that are made band by band.

use super::Library;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The Mandelbrot set, some rows a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandelbrot {
    /// What is looked at.
    pub view: MandelbrotView,
    /// Width of the picture in pixels, at least 1.
    pub width: u32,
    /// Height of the picture in pixels, at least 1.
    pub height: u32,
    /// How many rows a task draws, at least 1.
    pub chunk: u32,
    /// After how many iterations a point is taken to be inside.
    pub iterations: u32,
}

/// A part of the Mandelbrot set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MandelbrotView {
    /// Its upper part: next to nothing to do at the top, the body of the set at the bottom.
    Upper,
    /// The elephant valley, close by: the body of the set at the top, next to nothing to do at the bottom.
    Valley,
    /// All of it, which takes as long above the middle as below.
    Whole,
}

impl MandelbrotView {
    /// All views, in the order in which they are offered.
    pub const ALL: [MandelbrotView; 3] =
        [MandelbrotView::Upper, MandelbrotView::Valley, MandelbrotView::Whole];
}

impl Mandelbrot {
    /// How many tasks it takes.
    pub fn tasks(&self) -> u32 {
        self.height.div_ceil(self.chunk.max(1))
    }

    /// The rows that a task draws.
    pub fn rows(&self, task: u32) -> Range<u32> {
        let row = |task: u32| task.saturating_mul(self.chunk.max(1)).min(self.height);
        row(task)..row(task.saturating_add(1))
    }
}

/// A picture that is filtered, one band a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageFilter {
    /// What is done to it.
    pub filter: Filter,
    /// How many pixels on each side of one count, where the filter looks around.
    pub radius: u32,
    /// How large the result is in per cent of the picture, where the filter changes its size.
    pub percent: u32,
    /// Its longer side in pixels. A larger picture is made smaller beforehand.
    pub size: u32,
    /// Whether a smaller picture is made that large, too.
    pub enlarged: bool,
    /// How many bands of the result there are, at least 1.
    pub bands: u32,
    /// What the filter does with a GIL.
    pub library: Library,
}

impl ImageFilter {
    /// The rows that bands of a picture of that height read beyond its own, since each looks at some of its neighbours':
    /// as a share of the picture's rows. One pass reads each row once.
    pub fn overlap(&self, height: u32) -> f64 {
        let rows = u64::from(height);
        let margin = u64::from(self.margin());
        let bands = (0..self.bands).map(|task| part(rows, task, self.bands)).filter(|band| !band.is_empty());
        let around: u64 = bands.map(|band| margin.min(band.start) + margin.min(rows - band.end)).sum();
        around as f64 / (rows.max(1) as f64)
    }

    /// The same for the bundled photograph, at its size.
    pub fn overlap_of_photo(&self) -> f64 {
        let (width, height) = PHOTO_SIZE;
        self.overlap(self.size * height / width)
    }

    /// How many rows on each side of a band its task reads too, where there are any.
    fn margin(&self) -> u32 {
        match self.filter {
            Filter::Blur => self.radius,
            // Edges are differences of neighbours in a blurred picture.
            Filter::Edges => self.radius + 1,
            Filter::Resize => 100_u32.div_ceil(self.percent.max(1)),
        }
    }
}

/// The bundled photograph.
pub const PHOTO: &str = "data/coffee.jpg";

/// Its width and height in pixels.
pub const PHOTO_SIZE: (u32, u32) = (600, 400);

/// What is done to a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Filter {
    /// A Gaussian blur.
    Blur,
    /// The strength of edges.
    Edges,
    /// Another size.
    Resize,
}

impl Filter {
    /// All filters, in the order in which they are offered.
    pub const ALL: [Filter; 3] = [Filter::Blur, Filter::Edges, Filter::Resize];
}

/// One of `count` parts of something with that many rows. Parts differ by a row at most; where there are fewer
/// rows than parts, some have none.
pub fn part(rows: u64, task: u32, count: u32) -> Range<u64> {
    let at = |task: u32| (u128::from(rows) * u128::from(task) / u128::from(count.max(1))) as u64;
    at(task.min(count))..at(task.saturating_add(1).min(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_are_the_whole_and_alike(rows in 0u64..20_000_000_000, count in 1u32..300) {
            let parts: Vec<_> = (0..count).map(|task| part(rows, task, count)).collect();
            prop_assert_eq!((parts[0].start, parts[parts.len() - 1].end), (0, rows));
            prop_assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start));
            let length = |part: &Range<u64>| part.end - part.start;
            let (least, most) = (parts.iter().map(length).min(), parts.iter().map(length).max());
            prop_assert!(most.unwrap() - least.unwrap() <= 1);
        }
    }

    #[test]
    fn bands_overlap_as_far_as_their_filter_looks() {
        let blur = ImageFilter {
            filter: Filter::Blur,
            radius: 100,
            percent: 50,
            size: 1_600,
            enlarged: true,
            bands: 12,
            library: Library::Releases,
        };
        let in_one_pass = ImageFilter { bands: 1, ..blur };
        assert_eq!((in_one_pass.overlap(1_066), in_one_pass.overlap_of_photo()), (0.0, 0.0));
        // Twelve bands of 89 rows each read some 100 rows above and below.
        assert!((blur.overlap_of_photo() - 2.04).abs() < 0.01, "{}", blur.overlap_of_photo());
        let two = ImageFilter { bands: 2, radius: 10, ..blur };
        assert_eq!(two.overlap(100), 0.2);
        assert_eq!(ImageFilter { filter: Filter::Edges, ..two }.overlap(100), 0.22);
        assert_eq!(ImageFilter { filter: Filter::Resize, ..two }.overlap(100), 0.04);
        assert_eq!(two.overlap(0), 0.0);
    }

    #[test]
    fn the_last_chunk_of_rows_may_be_smaller() {
        let set = Mandelbrot { view: MandelbrotView::Whole, width: 4, height: 10, chunk: 4, iterations: 10 };
        assert_eq!(set.tasks(), 3);
        assert_eq!((0..3).map(|task| set.rows(task)).collect::<Vec<_>>(), [0..4, 4..8, 8..10]);
    }
}
