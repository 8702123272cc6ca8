//! Filters on a picture.

use super::spec::{Library, WorkloadSpec, rows_of_task};
use serde::{Deserialize, Serialize};

/// The bundled photograph.
pub const PHOTO: &str = "data/coffee.jpg";

/// Width and height of the bundled photograph, in pixels.
pub const PHOTO_SIZE: (u32, u32) = (600, 400);

/// A picture that is filtered, one band per task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageFilter {
    /// Filter to apply.
    pub filter: Filter,
    /// Pixels that a filter with neighbours takes into account on each side of a pixel.
    pub radius: u32,
    /// Size of the result in percent of the picture, for a filter that resizes.
    pub percent: u32,
    /// Longer side of the picture in pixels. Larger pictures are scaled down beforehand.
    pub size: u32,
    /// True if smaller pictures are scaled up to `size`.
    pub enlarged: bool,
    /// Number of bands, at least 1.
    pub bands: u32,
    /// Treatment of the GIL by the filter.
    pub library: Library,
}

/// A filter for pictures.
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
    /// All filters, in the order of the menu.
    pub const ALL: [Filter; 3] = [Filter::Blur, Filter::Edges, Filter::Resize];
}

impl ImageFilter {
    /// Returns the share of rows that bands read more than once, because each also reads its neighbours' rows. The
    /// picture has `height` rows; a single band reads each once, for a share of 0.
    pub fn overlap(&self, height: u32) -> f64 {
        let rows = u64::from(height);
        let margin = u64::from(self.margin());
        let bands = (0..self.bands).map(|task| rows_of_task(rows, task, self.bands));
        let bands = bands.filter(|band| !band.is_empty());
        let around: u64 = bands.map(|band| margin.min(band.start) + margin.min(rows - band.end)).sum();
        around as f64 / (rows.max(1) as f64)
    }

    /// Returns the [overlap](ImageFilter::overlap) for the bundled photograph at `size`.
    pub fn overlap_of_photo(&self) -> f64 {
        let (width, height) = PHOTO_SIZE;
        self.overlap(self.size * height / width)
    }

    /// Counts the rows that a task reads on each side of its band, as far as there are any.
    fn margin(&self) -> u32 {
        match self.filter {
            Filter::Blur => self.radius,
            // Edges are differences between neighbours in a blurred picture.
            Filter::Edges => self.radius + 1,
            Filter::Resize => 100_u32.div_ceil(self.percent.max(1)),
        }
    }
}

impl WorkloadSpec for ImageFilter {
    fn tasks(&self) -> u32 {
        self.bands
    }

    fn bundled_files(&self) -> Vec<String> {
        vec![PHOTO.to_owned()]
    }

    fn is_drawn(&self) -> bool {
        true
    }

    fn library(&self) -> Library {
        self.library
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_overlap_as_far_as_their_filter_reads() {
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
}
