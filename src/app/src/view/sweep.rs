//! The chart of a sweep: a line for each strategy, with the same as a table below it.
//!
//! Places along the width are shares of it and places along the height are pixels, so that the chart fits any
//! width while its text keeps its size.

use super::select_option;
use crate::state::{Action, Results, ResultsAction, Shared};
use lanes_analysis::units;
use lanes_catalogue::experiment::{Measure, Sweep};
use lanes_catalogue::sweep::{Chart, Fit, Point, SHAPES, Series, spread};
use lanes_model::Run;
use yew::prelude::*;

/// The height of the plot, in CSS pixels.
const HEIGHT: f64 = 272.0;
/// The room left and right of the first and the last step, as a share of the width in per cent.
const MARGIN: f64 = 4.0;
/// The least distance between two names at the ends of lines, in CSS pixels.
const NAME_GAP: f64 = 17.0;
/// Half the width of a whisker's end, in CSS pixels.
const WHISKER: &str = "4";

#[derive(PartialEq, Properties)]
pub(crate) struct SweepChartProps {
    pub(crate) results: Shared<Results>,
    /// The point that is looked at.
    pub(crate) point: u16,
    pub(crate) dispatch: Callback<Action>,
}

/// The chart, its table, and the choice of the point that is looked at. Nothing where nothing is varied.
#[component]
pub(crate) fn SweepChart(SweepChartProps { results, point, dispatch }: &SweepChartProps) -> Html {
    let Some(sweep) = &results.setup.experiment().sweep else { return html! {} };
    let runs: Vec<&Run> = results.runs().collect();
    let chart = Chart::new(&results.setup, sweep, &results.strategies, &runs);
    let steps = results.setup.points();
    let fits = results.setup.experiment().fits(&results.setup, &chart);
    let (law, fits) = fits.unzip();
    html! {
        <div class="sweep">
            <figure>
                <figcaption>
                    { "Measured in Rust. " }
                    { caption(sweep, &chart) }
                    if let Some(law) = law { { format!(" Dotted: {law}, fitted.") } }
                </figcaption>
                <p class="y-title" aria-hidden="true">{ title(sweep.measure.label, sweep.measure.unit) }</p>
                <div class="plot">
                    { y_axis(&chart) }
                    { plot(sweep, &chart, &fits.unwrap_or_default(), &steps, *point, dispatch) }
                    { names(sweep, &chart) }
                </div>
                <p class="x-title" aria-hidden="true">{ title(sweep.label, sweep.unit) }</p>
                { legend(sweep, &chart, law) }
            </figure>
            <details>
                <summary>{ "All points as a table" }</summary>
                { table(sweep, &chart, &steps) }
            </details>
            { choice(sweep, &steps, *point, dispatch) }
        </div>
    }
}

fn title(label: &str, unit: &str) -> String {
    if unit.is_empty() { label.to_owned() } else { format!("{label} ({unit})") }
}

/// How the figures were made.
fn caption(sweep: &Sweep, chart: &Chart) -> String {
    let points = chart.series.iter().flat_map(|series| &series.points).filter(|point| !point.provisional);
    let what = format!("{} by {}.", sweep.measure.label, sweep.label.to_lowercase());
    let counts = points.clone().map(|point| point.value.count);
    match (counts.clone().min(), counts.max()) {
        (Some(1), Some(1)) => format!("{what} Each point was measured once."),
        (Some(least), Some(most)) => {
            let runs = if least == most { least.to_string() } else { format!("{least} to {most}") };
            let coverage = points.map(|point| point.value.coverage).fold(1.0, f64::min);
            format!(
                "{what} Each point is the median of {runs} measured runs; its whiskers hold the true median with a \
                 probability of {}{}.",
                units::percent(coverage),
                if sweep.measure.relative {
                    ", the median of sequential taken as it was measured"
                } else {
                    ""
                }
            )
        }
        _ => format!("{what} The first round warms up and is not counted."),
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

fn plot(
    sweep: &Sweep,
    chart: &Chart,
    fits: &[Fit],
    steps: &[u64],
    chosen: u16,
    dispatch: &Callback<Action>,
) -> Html {
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
        <svg class="area" height={pixels(HEIGHT)} role="img" aria-label={description(sweep, chart)}>
            { for columns(chart, steps).into_iter().zip(0..).map(|(column, index)| column_view(sweep, chart, steps, index, column, chosen, dispatch)) }
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

/// A line through points, in per cent of the width and pixels of the height.
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
        // An svg, since a transform knows no shares of the width.
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

/// Where the column of each step begins and ends, half way to its neighbours, in per cent of the width.
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

/// The ground of a step, which a click looks at; a keyboard has the list below the chart for that.
fn column_view(
    sweep: &Sweep,
    chart: &Chart,
    steps: &[u64],
    index: u16,
    (start, end): (f64, f64),
    chosen: u16,
    dispatch: &Callback<Action>,
) -> Html {
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

/// The names at the ends of the lines.
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

/// What stands for what, where there is no room for names beside the lines.
fn legend(sweep: &Sweep, chart: &Chart, law: Option<&'static str>) -> Html {
    let entry = |series: &Series| {
        html! {
            <li>
                <svg viewBox="-14 -8 28 16" aria-hidden="true" class={look(series.look)}>
                    <path class="line" d="M-14 0H14" />
                    <path class="marker" d={SHAPES[series.look]} />
                </svg>
                { series.strategy.key() }
            </li>
        }
    };
    html! {
        <ul class="legend chart-legend">
            { for chart.series.iter().map(entry) }
            if let Some(reference) = &sweep.reference {
                <li>
                    <svg viewBox="-14 -8 28 16" aria-hidden="true"><path class="line reference" d="M-14 0H14" /></svg>
                    { reference.label }
                </li>
            }
            if let Some(law) = law {
                <li>
                    <svg viewBox="-14 -8 28 16" aria-hidden="true"><path class="line fit" d="M-14 0H14" /></svg>
                    { law }{ ", fitted" }
                </li>
            }
        </ul>
    }
}

/// The chart in words: where each line begins and ends.
fn description(sweep: &Sweep, chart: &Chart) -> String {
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
    format!("Chart: {} by {}. {}.", sweep.measure.label, sweep.label.to_lowercase(), lines.join("; "))
}

fn table(sweep: &Sweep, chart: &Chart, steps: &[u64]) -> Html {
    let cell = |series: &Series, x: u64| {
        let point = series.points.iter().find(|point| point.x == x);
        html! {
            <td
                data-strategy={series.strategy.key()}
                data-x={x.to_string()}
                data-value={point.map(|point| format!("{:.4}", point.value.median))}
            >
                { point.map_or_else(String::new, |point| point_text(&sweep.measure, chart.text(&sweep.measure, series, point), point)) }
            </td>
        }
    };
    let row = |x: &u64| {
        let reference = chart.reference.iter().find(|(at, _)| *at == *x as f64);
        html! {
            <tr>
                <th scope="row">{ units::grouped(*x) }</th>
                { for chart.series.iter().map(|series| cell(series, *x)) }
                if sweep.reference.is_some() {
                    <td>{ reference.map(|(_, y)| sweep.measure.text(*y)).unwrap_or_default() }</td>
                }
            </tr>
        }
    };
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label="All points as a table">
            <table class="plain points">
                <caption class="hidden">{ format!("{} by {}", sweep.measure.label, sweep.label.to_lowercase()) }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ title(sweep.label, sweep.unit) }</th>
                        { for chart.series.iter().map(|series| html! { <th scope="col">{ series.strategy.key() }</th> }) }
                        if let Some(reference) = &sweep.reference { <th scope="col">{ reference.label }</th> }
                    </tr>
                </thead>
                <tbody>{ for steps.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

/// What a point tells, with its spread and what else is to be known of it.
fn point_text(measure: &Measure, mut text: String, point: &Point) -> String {
    let value = &point.value;
    if value.count > 1 {
        text += &format!(" ({} to {})", measure.text(value.low), measure.text(value.high));
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

/// The list of steps, of which one is looked at.
fn choice(sweep: &Sweep, steps: &[u64], chosen: u16, dispatch: &Callback<Action>) -> Html {
    let onchange = dispatch.reform(move |event: Event| {
        let index = event.target_unchecked_into::<web_sys::HtmlSelectElement>().selected_index();
        Action::Results(ResultsAction::PointChosen(u16::try_from(index).unwrap_or(0)))
    });
    let option = |(index, x): (u16, &u64)| select_option(x.to_string(), sweep.step(*x), index == chosen);
    html! {
        <label class="look-at">
            <span>{ "Details below for" }</span>
            <select {onchange}>{ for (0..).zip(steps).map(option) }</select>
        </label>
    }
}
