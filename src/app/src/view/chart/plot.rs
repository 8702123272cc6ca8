//! The plot of a chart: axes, lines, points and names.
//!
//! Horizontal positions are shares of the width and vertical ones are pixels, so that the chart fits any width while its
//! text keeps its size.

use crate::state::{Action, ResultsAction};
use lanes_analysis::look::SHAPES;
use lanes_analysis::units;
use lanes_catalogue::experiment::Sweep;
use lanes_catalogue::sweep::{Chart, Fit, Point, Series, spread};
use yew::prelude::*;

/// Height of the plot, in CSS pixels.
const HEIGHT: f64 = 272.0;
/// Room before the first and after the last step, in percent of the width.
const MARGIN: f64 = 4.0;
/// Minimum distance between two names at the ends of lines, in CSS pixels.
const NAME_GAP: f64 = 17.0;
/// Half the width of the end of a whisker, in CSS pixels.
const WHISKER: &str = "4";

/// A sweep, its chart, and the selected step.
#[derive(Clone, Copy)]
pub(super) struct Plot<'a> {
    pub(super) sweep: &'a Sweep,
    pub(super) chart: &'a Chart,
    pub(super) steps: &'a [u64],
    pub(super) chosen: u16,
}

/// Renders a plot; `description` says the same in words.
pub(super) fn plot(plot: Plot<'_>, fits: &[Fit], description: String, dispatch: &Callback<Action>) -> Html {
    html! {
        <div class="plot">
            { y_axis(plot.chart) }
            { area(plot, fits, description, dispatch) }
            { names(plot.sweep, plot.chart) }
        </div>
    }
}

fn left(chart: &Chart, x: f64) -> f64 {
    MARGIN + chart.x.share(x) * (100.0 - 2.0 * MARGIN)
}

fn top(chart: &Chart, y: f64) -> f64 {
    (1.0 - chart.y.share(y)) * HEIGHT
}

fn percent(place: f64) -> String {
    format!("{place:.3}%")
}

fn pixels(place: f64) -> String {
    format!("{place:.1}")
}

fn y_axis(chart: &Chart) -> Html {
    let tick = |y: &f64| {
        html! { <text x="100%" dx="-8" y={pixels(top(chart, *y) + 4.0)} text-anchor="end">{ units::compact(*y) }</text> }
    };
    html! { <svg class="ticks" height={pixels(HEIGHT)} aria-hidden="true">{ for chart.y.ticks.iter().map(tick) }</svg> }
}

fn area(plot: Plot<'_>, fits: &[Fit], description: String, dispatch: &Callback<Action>) -> Html {
    let Plot { chart, steps, .. } = plot;
    let columns = columns(chart, steps).into_iter().zip(0..);
    let rule = |y: &f64| {
        let y = pixels(top(chart, *y));
        html! { <line class="rule" x1="0" x2="100%" y1={y.clone()} y2={y} /> }
    };
    let tick = |(index, x): (usize, &f64)| {
        let is_minor = (steps.len() > 6 && index % 2 == 1).then_some("minor");
        html! {
            <text class={classes!("tick", is_minor)} x={percent(left(chart, *x))} y={pixels(HEIGHT + 18.0)} text-anchor="middle">
                { units::compact(*x) }
            </text>
        }
    };
    let lines = chart.series.iter().map(|series| {
        let end = series.points.last().filter(|_| series.constant);
        let end = end.map(|point| (chart.x.high, point.value.median));
        let points = series.points.iter().map(|point| (point.x as f64, point.value.median)).chain(end);
        html! { <path class={classes!("line", look(series.look))} d={path(chart, points)} vector-effect="non-scaling-stroke" /> }
    });
    let curve = |fit: &Fit| {
        html! { <path class={classes!("line", "fit", look(fit.look))} d={path(chart, fit.curve.iter().copied())} vector-effect="non-scaling-stroke" /> }
    };
    let points = |series: &Series| {
        series.points.iter().map(|point| point_view(chart, series, point)).collect::<Html>()
    };
    html! {
        <svg class="area" height={pixels(HEIGHT)} role="img" aria-label={description}>
            { for columns.map(|(extent, index)| column(plot, index, extent, dispatch)) }
            { for chart.y.ticks.iter().map(rule) }
            { for chart.x.ticks.iter().enumerate().map(tick) }
            <svg class="lines" width="100%" height={pixels(HEIGHT)} viewBox={format!("0 0 100 {HEIGHT}")} preserveAspectRatio="none">
                <path class="line reference" d={path(chart, chart.reference.iter().copied())} vector-effect="non-scaling-stroke" />
                { for lines }
                { for fits.iter().map(curve) }
            </svg>
            { for chart.series.iter().map(points) }
        </svg>
    }
}

/// Returns the path of a line through points, in percent of the width and pixels of the height.
fn path(chart: &Chart, points: impl Iterator<Item = (f64, f64)>) -> String {
    let steps = points.enumerate().map(|(index, (x, y))| {
        let command = if index == 0 { 'M' } else { 'L' };
        format!("{command}{:.3} {:.1}", left(chart, x), top(chart, y))
    });
    steps.collect()
}

fn look(look: usize) -> String {
    format!("look-{look}")
}

fn point_view(chart: &Chart, series: &Series, point: &Point) -> Html {
    let (low, high) = (top(chart, point.value.low), top(chart, point.value.high));
    let provisional = point.provisional.then_some("provisional");
    let failed = (point.failures > 0).then_some("failed");
    let end =
        |y: f64| html! { <line x1={format!("-{WHISKER}")} x2={WHISKER} y1={pixels(y)} y2={pixels(y)} /> };
    html! {
        // An <svg>, since a transform cannot take a share of the width.
        <svg
            class={classes!("point", look(series.look), provisional, failed)}
            x={percent(left(chart, point.x as f64))}
            data-strategy={series.strategy.key()}
            data-x={point.x.to_string()}
        >
            if point.value.count > 1 {
                <g class="whisker"><line y1={pixels(low)} y2={pixels(high)} />{ end(low) }{ end(high) }</g>
            }
            <path class="marker" d={SHAPES[series.look]} transform={format!("translate(0 {})", pixels(top(chart, point.value.median)))} />
        </svg>
    }
}

/// Extents of the steps' columns, each half way to its neighbours, in percent of the width.
fn columns(chart: &Chart, steps: &[u64]) -> Vec<(f64, f64)> {
    let places: Vec<f64> = steps.iter().map(|x| left(chart, *x as f64)).collect();
    let between = |a: usize, b: usize| (places[a] + places[b]) / 2.0;
    let last = places.len().saturating_sub(1);
    let column = |index: usize| {
        let start = if index == 0 { 0.0 } else { between(index - 1, index) };
        let end = if index == last { 100.0 } else { between(index, index + 1) };
        (start, end)
    };
    (0..places.len()).map(column).collect()
}

/// Renders the background of a step, which looks at that step on a click. The list below the chart does so for the
/// keyboard.
fn column(plot: Plot<'_>, index: u16, (start, end): (f64, f64), dispatch: &Callback<Action>) -> Html {
    let Plot { sweep, chart, steps, chosen } = plot;
    let x = steps[usize::from(index)];
    let at = |series: &Series| {
        let point = series.points.iter().find(|point| point.x == x)?;
        Some(format!("{}: {}", series.strategy.key(), chart.text(&sweep.measure, series, point)))
    };
    let values: Vec<String> = chart.series.iter().filter_map(at).collect();
    let onclick = dispatch.reform(move |_: MouseEvent| Action::Results(ResultsAction::PointChosen(index)));
    html! {
        <rect
            class={classes!("column", (index == chosen).then_some("chosen"))}
            x={percent(start)}
            width={percent(end - start)}
            height={pixels(HEIGHT)}
            {onclick}
        >
            <title>{ format!("{}\n{}", sweep.step(x), values.join("\n")) }</title>
        </rect>
    }
}

/// Renders the names at the ends of the lines.
fn names(sweep: &Sweep, chart: &Chart) -> Html {
    let lines = chart.series.iter().filter_map(|series| {
        let last = series.points.last()?;
        Some((series.strategy.key(), look(series.look), top(chart, last.value.median)))
    });
    let reference = sweep.reference.as_ref().zip(chart.reference.last());
    let reference =
        reference.map(|(reference, (_, y))| (reference.label, "reference".to_owned(), top(chart, *y)));
    let all: Vec<_> = lines.chain(reference).collect();
    let places: Vec<f64> = all.iter().map(|(_, _, y)| *y).collect();
    let places = spread(&places, NAME_GAP, (NAME_GAP / 2.0, HEIGHT - NAME_GAP / 2.0));
    let name = |((name, class, _), y): (&(&str, String, f64), f64)| {
        html! { <text class={class.clone()} x="4" y={pixels(y + 4.0)}>{ *name }</text> }
    };
    html! {
        <svg class="names" height={pixels(HEIGHT)} aria-hidden="true">{ for all.iter().zip(places).map(name) }</svg>
    }
}
