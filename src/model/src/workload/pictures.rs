//! Pictures that are made band by band.

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
}

/// The bundled photograph.
pub const PHOTO: &str = "data/coffee.jpg";

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
    fn the_last_chunk_of_rows_may_be_smaller() {
        let set = Mandelbrot { view: MandelbrotView::Whole, width: 4, height: 10, chunk: 4, iterations: 10 };
        assert_eq!(set.tasks(), 3);
        assert_eq!((0..3).map(|task| set.rows(task)).collect::<Vec<_>>(), [0..4, 4..8, 8..10]);
    }
}
