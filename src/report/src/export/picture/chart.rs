//! Chart of a sweep: a line for each strategy.

use super::ink;
use super::sheet::{MARGIN, RIGHT, SMALL, Sheet, Style, TEXT};
use crate::export::Measured;
use crate::export::svg::number;
use lanes_analysis::look::{COLOURS, SHAPES};
use lanes_analysis::units;
use lanes_catalogue::experiment::Sweep;
use lanes_catalogue::sweep::{Chart, Mark, Series, spread};

const HEIGHT: f64 = 280.0;
/// Left and right end of the plot.
const PLOT: (f64, f64) = (MARGIN + 48.0, RIGHT - 150.0);
/// Space left free before the first step and after the last.
const INSET: f64 = 28.0;
/// Height of a mark's text.
const MARK_ROW: f64 = 18.0;
/// Minimum distance between two names at the ends of lines.
const NAME_GAP: f64 = 18.0;

/// Mapping from values on both axes to positions on the sheet.
struct Places<'a> {
    chart: &'a Chart,
    top: f64,
}

impl Places<'_> {
    fn x(&self, value: f64) -> f64 {
        PLOT.0 + INSET + self.chart.x.share(value) * (PLOT.1 - PLOT.0 - 2.0 * INSET)
    }

    fn y(&self, value: f64) -> f64 {
        self.top + (1.0 - self.chart.y.share(value)) * HEIGHT
    }
}

/// Draws the chart with its axes and the names of its lines.
pub(super) fn draw(sheet: &mut Sheet, measured: &Measured, sweep: &Sweep) {
    let chart = Chart::new(measured.setup, sweep, measured.strategies, measured.runs);
    sheet.paragraph(SMALL, &titled(sweep.measure.label, sweep.measure.unit), 1);
    let marks = measured.setup.experiment().marks(measured.setup, &chart);
    // Each mark has its text in a row of its own, above the plot.
    sheet.y += 14.0 + marks.len() as f64 * MARK_ROW;
    let places = Places { chart: &chart, top: sheet.y };
    axes(sheet, sweep, &places);
    for (row, mark) in (1..).zip(&marks) {
        draw_mark(sheet, row, mark, &places);
    }
    let reference: Vec<_> = chart.reference.iter().map(|(x, y)| (places.x(*x), places.y(*y))).collect();
    line(sheet, &reference, ink::STRONG_RULE, "6 4");
    let fits = measured.setup.experiment().fits(measured.setup, &chart);
    for fit in fits.iter().flat_map(|(_, fits)| fits) {
        let curve: Vec<_> = fit.curve.iter().map(|(x, y)| (places.x(*x), places.y(*y))).collect();
        line(sheet, &curve, COLOURS[fit.look].light, "1 5");
    }
    for series in &chart.series {
        draw_series(sheet, series, &places);
    }
    names(sheet, sweep, &places);
    sheet.y += HEIGHT + 40.0;
    let middle = Style { anchor: "middle", ..SMALL };
    sheet.text(((PLOT.0 + PLOT.1) / 2.0, sheet.y), middle, &titled(sweep.label, sweep.unit));
    sheet.y += 8.0;
}

fn titled(label: &str, unit: &str) -> String {
    if unit.is_empty() { label.to_owned() } else { format!("{label} ({unit})") }
}

fn axes(sheet: &mut Sheet, sweep: &Sweep, places: &Places) {
    for tick in &places.chart.y.ticks {
        let y = places.y(*tick);
        sheet.line((PLOT.0, y), (PLOT.1, y), ink::RULE, "1");
        sheet.text(
            (PLOT.0 - 8.0, y + 4.0),
            Style { anchor: "end", ..SMALL },
            &units::tick(*tick, sweep.measure.unit),
        );
    }
    for tick in &places.chart.x.ticks {
        let below = (places.x(*tick), places.top + HEIGHT + 18.0);
        sheet.text(below, Style { anchor: "middle", ..SMALL }, &units::tick(*tick, sweep.unit));
    }
}

/// Draws a line from the text of a mark down to the axis, and a ring if the mark is about a point.
fn draw_mark(sheet: &mut Sheet, row: u32, Mark { x, point, text }: &Mark, places: &Places) {
    let colour = point.map_or(ink::QUIET, |(look, _)| COLOURS[look].light);
    let (at, start) = (places.x(*x), places.top - f64::from(row) * MARK_ROW);
    sheet.line((at, start), (at, places.top + HEIGHT), ink::STRONG_RULE, "1");
    let (anchor, gap) = if places.chart.x.share(*x) > 0.5 { ("end", -6.0) } else { ("start", 6.0) };
    sheet.text((at + gap, start + 12.0), Style { anchor, colour, weight: "600", ..SMALL }, text);
    if let Some((_, y)) = point {
        let (cx, cy) = (number(at), number(places.y(*y)));
        let ring = [
            ("cx", &*cx),
            ("cy", &*cy),
            ("r", "9"),
            ("fill", "none"),
            ("stroke", colour),
            ("stroke-width", "2"),
        ];
        sheet.svg.element("circle", &ring);
    }
}

fn draw_series(sheet: &mut Sheet, series: &Series, places: &Places) {
    let colour = COLOURS[series.look].light;
    let mut through: Vec<(f64, f64)> =
        series.points.iter().map(|point| (places.x(point.x as f64), places.y(point.value.median))).collect();
    if let Some(last) = series.points.last().filter(|_| series.constant) {
        through.push((places.x(places.chart.x.high), places.y(last.value.median)));
    }
    line(sheet, &through, colour, "none");
    for point in &series.points {
        let x = places.x(point.x as f64);
        if point.value.count > 1 {
            sheet.line((x, places.y(point.value.low)), (x, places.y(point.value.high)), colour, "1.5");
        }
        let place = ["translate(", &number(x), " ", &number(places.y(point.value.median)), ")"].concat();
        let attributes =
            [("d", SHAPES[series.look]), ("transform", &*place), ("fill", colour), ("stroke", ink::GROUND)];
        sheet.svg.element("path", &attributes);
    }
}

fn line(sheet: &mut Sheet, through: &[(f64, f64)], colour: &str, dashes: &str) {
    let mut points = String::new();
    for (x, y) in through {
        for part in [&number(*x), ",", &number(*y), " "] {
            points.push_str(part);
        }
    }
    let attributes = [
        ("points", points.trim_end()),
        ("fill", "none"),
        ("stroke", colour),
        ("stroke-width", "2"),
        ("stroke-dasharray", dashes),
    ];
    sheet.svg.element("polyline", &attributes);
}

/// Writes the names at the ends of the lines.
fn names(sheet: &mut Sheet, sweep: &Sweep, places: &Places) {
    let ends = places.chart.series.iter().filter_map(|series| {
        let last = series.points.last()?;
        Some((series.strategy.key(), COLOURS[series.look].light, places.y(last.value.median)))
    });
    let reference = sweep.reference.as_ref().zip(places.chart.reference.last());
    let reference = reference.map(|(reference, (_, y))| (reference.label, ink::QUIET, places.y(*y)));
    let all: Vec<_> = ends.chain(reference).collect();
    let wanted: Vec<f64> = all.iter().map(|(_, _, y)| *y).collect();
    let apart = spread(&wanted, NAME_GAP, (places.top, places.top + HEIGHT));
    for ((name, colour, _), y) in all.into_iter().zip(apart) {
        sheet.text((PLOT.1 + 8.0, y + 4.0), Style { colour, weight: "600", size: 13.0, ..TEXT }, name);
    }
}
