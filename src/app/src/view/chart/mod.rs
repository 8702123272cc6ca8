//! The chart of a sweep: a line for each strategy, and the same as a table.

mod plot;
mod words;

use super::elements::{scroll_region, select_option, table_head};
use crate::state::{Action, Results, ResultsAction, Shared};
use lanes_analysis::look::SHAPES;
use lanes_analysis::units;
use lanes_catalogue::experiment::Sweep;
use lanes_catalogue::sweep::{Chart, Series};
use lanes_model::Run;
use plot::{Plot, plot};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SweepChartProps {
    pub(crate) results: Shared<Results>,
    /// The selected step.
    pub(crate) point: u16,
    pub(crate) dispatch: Callback<Action>,
}

/// The chart, its table, and the choice of the step to look at. Nothing for an experiment without a sweep.
#[component]
pub(crate) fn SweepChart(SweepChartProps { results, point, dispatch }: &SweepChartProps) -> Html {
    let Some(sweep) = &results.setup.experiment().sweep else { return html! {} };
    let runs: Vec<&Run> = results.runs().collect();
    let chart = Chart::new(&results.setup, sweep, &results.strategies, &runs);
    let steps = results.setup.points();
    let (law, fits) = results.setup.experiment().fits(&results.setup, &chart).unzip();
    let drawn = Plot { sweep, chart: &chart, steps: &steps, chosen: *point };
    html! {
        <div class="sweep">
            <figure>
                <figcaption>
                    { words::MEASURED_IN_RUST }
                    { words::caption(sweep, &chart, law) }
                </figcaption>
                <p class="y-title" aria-hidden="true">{ words::axis(sweep.measure.label, sweep.measure.unit) }</p>
                { plot(drawn, &fits.unwrap_or_default(), words::description(sweep, &chart), dispatch) }
                <p class="x-title" aria-hidden="true">{ words::axis(sweep.label, sweep.unit) }</p>
                { legend(sweep, &chart, law) }
            </figure>
            <details>
                <summary>{ words::SHOW_AS_TABLE }</summary>
                { points_table(sweep, &chart, &steps) }
            </details>
            { choice(sweep, &steps, *point, dispatch) }
        </div>
    }
}

/// Renders the names of the lines, for a page too narrow to have them at the lines' ends.
fn legend(sweep: &Sweep, chart: &Chart, law: Option<&'static str>) -> Html {
    let entry = |series: &Series| {
        html! {
            <li>
                <svg viewBox="-14 -8 28 16" aria-hidden="true" class={format!("look-{}", series.look)}>
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
                    { law }{ words::FITTED }
                </li>
            }
        </ul>
    }
}

/// Renders the list of steps to look at.
fn choice(sweep: &Sweep, steps: &[u64], chosen: u16, dispatch: &Callback<Action>) -> Html {
    let onchange = dispatch.reform(move |event: Event| {
        let index = event.target_unchecked_into::<web_sys::HtmlSelectElement>().selected_index();
        Action::Results(ResultsAction::PointChosen(u16::try_from(index).unwrap_or(0)))
    });
    let option = |(index, x): (u16, &u64)| select_option(x.to_string(), sweep.step(*x), index == chosen);
    html! {
        <label class="look-at">
            <span>{ words::DETAILS_FOR }</span>
            <select {onchange}>{ for (0..).zip(steps).map(option) }</select>
        </label>
    }
}

/// Renders the points as a table: a row for each step, and a column for each strategy and for the reference line.
fn points_table(sweep: &Sweep, chart: &Chart, steps: &[u64]) -> Html {
    let cell = |series: &Series, x: u64| {
        let point = series.points.iter().find(|point| point.x == x);
        let text = |point| words::point(&sweep.measure, chart.text(&sweep.measure, series, point), point);
        html! {
            <td
                data-strategy={series.strategy.key()}
                data-x={x.to_string()}
                data-value={point.map(|point| format!("{:.4}", point.value.median))}
            >
                { point.map(text).unwrap_or_default() }
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
    let strategies = chart.series.iter().map(|series| series.strategy.key().to_owned());
    let reference = sweep.reference.as_ref().map(|reference| reference.label.to_owned());
    let heads = [words::axis(sweep.label, sweep.unit)].into_iter().chain(strategies).chain(reference);
    let table = html! {
        <table class="plain points">
            <caption class="hidden">{ words::subject(sweep) }</caption>
            { table_head(heads) }
            <tbody>{ for steps.iter().map(row) }</tbody>
        </table>
    };
    scroll_region(words::ALL_POINTS, table)
}
