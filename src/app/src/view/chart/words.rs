//! Texts of the chart of a sweep.

use crate::view::words::interval;
pub(super) use crate::view::words::{SHOW_AS_TABLE, measured_in};
use lanes_analysis::units;
use lanes_catalogue::experiment::{Measure, Sweep};
use lanes_catalogue::sweep::{Chart, Mark, Point, Series};

/// Name of the table.
pub(super) const ALL_POINTS: &str = "All points as a table";
/// Label of the list of steps.
pub(super) const DETAILS_FOR: &str = "Details below for";

/// Formats the title of an axis, with its unit.
pub(super) fn axis(label: &str, unit: &str) -> String {
    if unit.is_empty() { label.to_owned() } else { format!("{label} ({unit})") }
}

/// Formats the measure and what is varied: `Speed-up by lanes`.
pub(super) fn subject(sweep: &Sweep) -> String {
    format!("{} by {}", sweep.measure.label, sweep.label.to_lowercase())
}

/// Formats the title of a chart: the measure with its unit, and what is varied.
pub(super) fn title(sweep: &Sweep) -> String {
    format!("{} by {}", axis(sweep.measure.label, sweep.measure.unit), sweep.label.to_lowercase())
}

/// Formats the caption: how the points were made, and what the dotted lines are.
pub(super) fn caption(sweep: &Sweep, chart: &Chart, law: Option<&str>) -> String {
    let counts = measured(chart).map(|point| point.value.count);
    let how = match (counts.clone().min(), counts.max()) {
        (Some(1), Some(1)) => "Each point was measured once.".to_owned(),
        (Some(least), Some(most)) => {
            let runs = if least == most { least.to_string() } else { format!("{least} to {most}") };
            format!("Each point is the median of {runs} runs.")
        }
        _ => "The first round is a warm-up and is not counted.".to_owned(),
    };
    let exact = if sweep.measure.relative { " Compared with the median of sequential." } else { "" };
    let dotted = law.map(|law| format!(" Dotted: {law}, fitted.")).unwrap_or_default();
    format!("{how}{exact}{dotted}")
}

/// Explains the ranges; empty while no point was measured more than once.
pub(super) fn ranges(chart: &Chart) -> String {
    let repeated = measured(chart).filter(|point| point.value.count > 1);
    let least = repeated.map(|point| point.value.coverage).reduce(f64::min);
    least.map_or_else(String::new, |coverage| {
        format!(" Ranges are {} confidence intervals of the median.", units::percent(coverage))
    })
}

fn measured(chart: &Chart) -> impl Iterator<Item = &Point> + Clone {
    chart.series.iter().flat_map(|series| &series.points).filter(|point| !point.provisional)
}

/// Names the list of values at a step.
pub(super) fn values_at(step: &str) -> String {
    format!("Values at {step}")
}

/// Formats a name with its value.
pub(super) fn named(name: &str, value: &str) -> String {
    format!("{name} {value}")
}

/// Describes the chart in words: where each line begins and ends, and what is marked.
pub(super) fn description(sweep: &Sweep, chart: &Chart, marks: &[Mark]) -> String {
    let line = |series: &Series| {
        let (first, last) = (series.points.first()?, series.points.last()?);
        let text = |point: &Point| chart.text(&sweep.measure, series, point);
        let name = series.strategy.key();
        let (from, to) = (sweep.value(first.x), sweep.value(last.x));
        Some(if first.x == last.x {
            format!("{name} {} at {from}", text(first))
        } else {
            format!("{name} from {} at {from} to {} at {to}", text(first), text(last))
        })
    };
    let lines: Vec<String> = chart.series.iter().filter_map(line).collect();
    let mark = |mark: &Mark| format!(" Marked at {}: {}.", sweep.value(mark.x as u64), mark.text);
    let marks: String = marks.iter().map(mark).collect();
    format!("Chart: {}. {}.{marks}", subject(sweep), lines.join("; "))
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
