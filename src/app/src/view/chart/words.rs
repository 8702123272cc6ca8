//! Texts of the chart of a sweep.

use crate::view::words::interval;
pub(super) use crate::view::words::{MEASURED_IN_RUST, SHOW_AS_TABLE};
use lanes_analysis::units;
use lanes_catalogue::experiment::{Measure, Sweep};
use lanes_catalogue::sweep::{Chart, Point, Series};

/// Name of the table.
pub(super) const ALL_POINTS: &str = "All points as a table";
/// Label of the list of steps.
pub(super) const DETAILS_FOR: &str = "Details below for";
/// Follows the name of a fitted law.
pub(super) const FITTED: &str = ", fitted";

/// Formats the title of an axis, with its unit.
pub(super) fn axis(label: &str, unit: &str) -> String {
    if unit.is_empty() { label.to_owned() } else { format!("{label} ({unit})") }
}

/// Formats the measure and what is varied: `Speed-up by lanes`.
pub(super) fn subject(sweep: &Sweep) -> String {
    format!("{} by {}", sweep.measure.label, sweep.label.to_lowercase())
}

/// Formats the caption: how the figures were made, and what the dotted lines are.
pub(super) fn caption(sweep: &Sweep, chart: &Chart, law: Option<&str>) -> String {
    let points = chart.series.iter().flat_map(|series| &series.points).filter(|point| !point.provisional);
    let counts = points.clone().map(|point| point.value.count);
    let how = match (counts.clone().min(), counts.max()) {
        (Some(1), Some(1)) => "Each point was measured once.".to_owned(),
        (Some(least), Some(most)) => {
            let runs = if least == most { least.to_string() } else { format!("{least} to {most}") };
            let coverage = units::percent(points.map(|point| point.value.coverage).fold(1.0, f64::min));
            let exact =
                if sweep.measure.relative { "; the median of sequential counts as exact" } else { "" };
            format!(
                "Each point is the median of {runs} measured runs; whiskers show its {coverage} confidence interval{exact}."
            )
        }
        _ => "The first round is a warm-up and is not counted.".to_owned(),
    };
    let dotted = law.map(|law| format!(" Dotted: {law}, fitted.")).unwrap_or_default();
    format!("{}. {how}{dotted}", subject(sweep))
}

/// Describes the chart in words: where each line begins and ends.
pub(super) fn description(sweep: &Sweep, chart: &Chart) -> String {
    let line = |series: &Series| {
        let (first, last) = (series.points.first()?, series.points.last()?);
        let text = |point: &Point| chart.text(&sweep.measure, series, point);
        let name = series.strategy.key();
        Some(if first.x == last.x {
            format!("{name} {} at {}", text(first), units::grouped(first.x))
        } else {
            let (from, to) = (units::grouped(first.x), units::grouped(last.x));
            format!("{name} from {} at {from} to {} at {to}", text(first), text(last))
        })
    };
    let lines: Vec<String> = chart.series.iter().filter_map(line).collect();
    format!("Chart: {}. {}.", subject(sweep), lines.join("; "))
}

/// Formats the value of a point, with its interval, and with a remark if it is provisional or has failures.
pub(super) fn point(measure: &Measure, mut text: String, point: &Point) -> String {
    let value = &point.value;
    if value.count > 1 {
        text += &format!(" ({})", interval(&measure.text(value.low), &measure.text(value.high)));
    }
    if point.provisional {
        text += ", warm-up";
    }
    match point.failures {
        0 => {}
        1 => text += ", 1 task failed",
        failures => text += &format!(", {} tasks failed", units::grouped(failures as u64)),
    }
    text
}
