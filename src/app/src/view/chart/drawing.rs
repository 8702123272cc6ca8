//! Contents of a chart, and positions in its plot.

use lanes_catalogue::experiment::Sweep;
use lanes_catalogue::sweep::{Chart, Fit, Mark, Point, Series};
use yew::Callback;

/// Height of the plot, in CSS pixels. Title, settings, verdict and chart fit on one screen.
pub(super) const HEIGHT: f64 = 224.0;
/// Room before the first step, in percent of the width.
const BEFORE: f64 = 4.0;
/// Room after the last step, in percent of the width.
const AFTER: f64 = 2.5;

/// A sweep with all that its chart shows.
pub(super) struct Drawing<'a> {
    pub(super) sweep: &'a Sweep,
    pub(super) chart: &'a Chart,
    pub(super) steps: &'a [u64],
    /// Index of the selected step.
    pub(super) chosen: u16,
    pub(super) marks: &'a [Mark],
    /// Fitted law and its curves, if there is one.
    pub(super) law: Option<&'static str>,
    pub(super) fits: &'a [Fit],
    /// True if the reader asked for the confidence intervals.
    pub(super) ranges: bool,
    pub(super) choose: &'a Callback<u16>,
}

impl Drawing<'_> {
    /// Formats the measured value of a line at a step, if there is one.
    pub(super) fn value(&self, series: &Series, x: u64) -> Option<(Point, String)> {
        let point = series.points.iter().find(|point| point.x == x)?;
        Some((*point, self.chart.text(&self.sweep.measure, series, point)))
    }
}

/// Returns the horizontal position of a step, in percent of the width.
pub(super) fn left(chart: &Chart, x: f64) -> f64 {
    BEFORE + chart.x.share(x) * (100.0 - BEFORE - AFTER)
}

/// Returns the vertical position of a measured value.
pub(super) fn top(chart: &Chart, y: f64) -> f64 {
    (1.0 - chart.y.share(y)) * HEIGHT
}

/// Formats a share of the width.
pub(super) fn percent(place: f64) -> String {
    format!("{place:.3}%")
}

/// Formats a position in CSS pixels.
pub(super) fn pixels(place: f64) -> String {
    format!("{place:.1}")
}

/// Returns the class that sets the colour of a look.
pub(super) fn look(look: usize) -> String {
    format!("look-{look}")
}
