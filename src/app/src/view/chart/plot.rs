//! The plot of a chart: axes, lines, points and marks.
//!
//! Horizontal positions are shares of the width and vertical ones are pixels, so that the chart fits any width while its
//! text keeps its size.

use super::drawing::{Drawing, HEIGHT, left, look, percent, pixels, top};
use super::names::names;
use super::words;
use lanes_analysis::look::SHAPES;
use lanes_analysis::units;
use lanes_catalogue::sweep::{Chart, Fit, Mark, Point, Series};
use yew::prelude::*;

/// Height of a mark's text, in CSS pixels.
const MARK_ROW: f64 = 17.0;
/// Half the width of the end of a whisker, in CSS pixels.
const WHISKER: &str = "4";

/// Renders a plot, with the same in words.
pub(super) fn plot(drawing: &Drawing<'_>) -> Html {
    html! {
        <div class="plot">
            // Room for the texts of the marks, each in a row of its own.
            <svg class="above" height={pixels(drawing.marks.len() as f64 * MARK_ROW)} aria-hidden="true" />
            { y_axis(drawing) }
            { area(drawing) }
            { step_slider(drawing) }
            { names(drawing) }
            <p class="x-title" aria-hidden="true">{ words::axis(drawing.sweep.label, "") }</p>
        </div>
    }
}

fn y_axis(Drawing { sweep, chart, .. }: &Drawing<'_>) -> Html {
    let tick = |y: &f64| {
        let text = units::tick(*y, sweep.measure.unit);
        html! { <text x="100%" dx="-8" y={pixels(top(chart, *y) + 4.0)} text-anchor="end">{ text }</text> }
    };
    html! { <svg class="ticks" height={pixels(HEIGHT)} aria-hidden="true">{ for chart.y.ticks.iter().map(tick) }</svg> }
}

fn area(drawing: &Drawing<'_>) -> Html {
    let Drawing { sweep, chart, steps, fits, marks, .. } = *drawing;
    let columns = columns(chart, steps).into_iter().zip(0..);
    let rule = |y: &f64| {
        let y = pixels(top(chart, *y));
        html! { <line class="rule" x1="0" x2="100%" y1={y.clone()} y2={y} /> }
    };
    let many = chart.x.ticks.len() > 6;
    let tick = |(index, x): (usize, &f64)| {
        // On a narrow page, every other label is left out, but never the last.
        let is_minor = (many && (chart.x.ticks.len() - index).is_multiple_of(2)).then_some("minor");
        html! {
            <text class={classes!("tick", is_minor)} x={percent(left(chart, *x))} y={pixels(HEIGHT + 18.0)} text-anchor="middle">
                { units::tick(*x, sweep.unit) }
            </text>
        }
    };
    let curve = |fit: &Fit| {
        html! { <path class={classes!("line", "fit", look(fit.look))} d={path(chart, fit.curve.iter().copied())} vector-effect="non-scaling-stroke" /> }
    };
    let points = |series: &Series| {
        series.points.iter().map(|point| point_view(chart, series, point)).collect::<Html>()
    };
    html! {
        <svg class="area" height={pixels(HEIGHT)} role="img" aria-label={words::description(sweep, chart, marks)}>
            { for columns.map(|(extent, index)| column(drawing, index, extent)) }
            { for chart.y.ticks.iter().map(rule) }
            { for chart.x.ticks.iter().enumerate().map(tick) }
            { chosen_step(drawing) }
            { for (1..).zip(marks).map(|(row, mark)| mark_view(chart, row, mark)) }
            <svg class="lines" width="100%" height={pixels(HEIGHT)} viewBox={format!("0 0 100 {HEIGHT}")} preserveAspectRatio="none">
                <path class="line reference" d={path(chart, chart.reference.iter().copied())} vector-effect="non-scaling-stroke" />
                { for chart.series.iter().map(|series| line(chart, series)) }
                { for fits.iter().map(curve) }
            </svg>
            { for chart.series.iter().map(points) }
        </svg>
    }
}

fn line(chart: &Chart, series: &Series) -> Html {
    let end = series.points.last().filter(|_| series.constant);
    let end = end.map(|point| (chart.x.high, point.value.median));
    let points = series.points.iter().map(|point| (point.x as f64, point.value.median)).chain(end);
    html! { <path class={classes!("line", look(series.look))} d={path(chart, points)} vector-effect="non-scaling-stroke" /> }
}

/// Returns the path of a line through points, in percent of the width and pixels of the height.
fn path(chart: &Chart, points: impl Iterator<Item = (f64, f64)>) -> String {
    let steps = points.enumerate().map(|(index, (x, y))| {
        let command = if index == 0 { 'M' } else { 'L' };
        format!("{command}{:.3} {:.1}", left(chart, x), top(chart, y))
    });
    steps.collect()
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

/// Renders a mark: a line from its text down to the axis, and a ring if it is about a point.
fn mark_view(chart: &Chart, row: u32, Mark { x, point, text }: &Mark) -> Html {
    let start = -f64::from(row) * MARK_ROW;
    let (anchor, dx) = if chart.x.share(*x) > 0.5 { ("end", "-6") } else { ("start", "6") };
    html! {
        <svg class={classes!("mark", point.map(|(index, _)| look(index)))} x={percent(left(chart, *x))}>
            <line y1={pixels(start)} y2={pixels(HEIGHT)} />
            <text {dx} y={pixels(start + 12.0)} text-anchor={anchor}>{ text }</text>
            if let Some((_, y)) = point { <circle r="9" cy={pixels(top(chart, *y))} /> }
        </svg>
    }
}

/// Renders the line at the selected step.
fn chosen_step(Drawing { chart, steps, chosen, .. }: &Drawing<'_>) -> Html {
    let Some(x) = steps.get(usize::from(*chosen)) else { return html! {} };
    let x = percent(left(chart, *x as f64));
    html! { <line class="chosen-step" x1={x.clone()} x2={x} y1="0" y2={pixels(HEIGHT)} /> }
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

/// Renders the background of a step, which selects that step on a click.
fn column(drawing: &Drawing<'_>, index: u16, (start, end): (f64, f64)) -> Html {
    let onclick = drawing.choose.reform(move |_: MouseEvent| index);
    html! {
        <rect
            class={classes!("column", (index == drawing.chosen).then_some("chosen"))}
            x={percent(start)}
            width={percent(end - start)}
            height={pixels(HEIGHT)}
            {onclick}
        >
            <title>{ step_text(drawing, index, "\n") }</title>
        </rect>
    }
}

/// Formats a step with the values of all lines.
fn step_text(drawing: &Drawing<'_>, index: u16, separator: &str) -> String {
    let Some(x) = drawing.steps.get(usize::from(index)) else { return String::new() };
    let value = |series: &Series| {
        let (_, text) = drawing.value(series, *x)?;
        Some(words::named(series.strategy.key(), &text))
    };
    let values = drawing.chart.series.iter().filter_map(value);
    [drawing.sweep.step(*x)].into_iter().chain(values).collect::<Vec<_>>().join(separator)
}

/// Renders the control that selects a step with the arrow keys. The columns under it do so for the pointer.
fn step_slider(drawing: &Drawing<'_>) -> Html {
    let Drawing { sweep, steps, chosen, choose, .. } = *drawing;
    let last = u16::try_from(steps.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let choose = choose.clone();
    let onkeydown = move |event: KeyboardEvent| {
        let index = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => chosen.saturating_sub(1),
            "ArrowRight" | "ArrowUp" => last.min(chosen + 1),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        choose.emit(index);
    };
    html! {
        <div
            class="step-slider"
            role="slider"
            tabindex="0"
            aria-label={sweep.label}
            aria-valuemin="0"
            aria-valuemax={last.to_string()}
            aria-valuenow={chosen.to_string()}
            aria-valuetext={step_text(drawing, chosen, ", ")}
            {onkeydown}
        />
    }
}
