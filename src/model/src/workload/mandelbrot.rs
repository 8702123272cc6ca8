//! The Mandelbrot set.

use super::spec::WorkloadSpec;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A picture of the Mandelbrot set, some rows per task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandelbrot {
    /// Part of the set to draw.
    pub view: MandelbrotView,
    /// Width of the picture in pixels, at least 1.
    pub width: u32,
    /// Height of the picture in pixels, at least 1.
    pub height: u32,
    /// Rows per task, at least 1.
    pub chunk: u32,
    /// Iterations after which a point counts as inside the set.
    pub iterations: u32,
}

/// A part of the Mandelbrot set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MandelbrotView {
    /// The upper part: almost no work at the top, the body of the set at the bottom.
    Upper,
    /// The elephant valley, magnified: the body of the set at the top, almost no work at the bottom.
    Valley,
    /// The whole set, with as much work above the middle as below.
    Whole,
}

impl MandelbrotView {
    /// All views, in the order of the menu.
    pub const ALL: [MandelbrotView; 3] =
        [MandelbrotView::Upper, MandelbrotView::Valley, MandelbrotView::Whole];
}

impl Mandelbrot {
    /// Returns the rows that a task draws. The last task may have fewer than the others.
    pub fn rows(&self, task: u32) -> Range<u32> {
        let row = |task: u32| task.saturating_mul(self.chunk.max(1)).min(self.height);
        row(task)..row(task.saturating_add(1))
    }
}

impl WorkloadSpec for Mandelbrot {
    fn tasks(&self) -> u32 {
        self.height.div_ceil(self.chunk.max(1))
    }

    fn is_drawn(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_chunk_of_rows_may_be_smaller() {
        let set = Mandelbrot { view: MandelbrotView::Whole, width: 4, height: 10, chunk: 4, iterations: 10 };
        assert_eq!(set.tasks(), 3);
        assert_eq!((0..3).map(|task| set.rows(task)).collect::<Vec<_>>(), [0..4, 4..8, 8..10]);
    }
}
