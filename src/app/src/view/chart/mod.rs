//! The chart of a sweep: a line for each strategy, the values at the selected step, and the same as a table.

mod drawing;
mod names;
mod plot;
mod words;

use super::elements::{ranges_toggle, scroll_region, select_option, table_head};
use crate::state::{Action, Results, ResultsAction, Shared};
use drawing::{Drawing, look};
use lanes_analysis::look::SHAPES;
use lanes_analysis::units;
use lanes_catalogue::sweep::{Chart, Series};
use lanes_model::Run;
use plot::plot;
use web_sys::HtmlSelectElement;
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
    let ranges = use_state(|| false);
    let setup = &results.setup;
    let Some(sweep) = &setup.experiment().sweep else { return html! {} };
    let runs: Vec<&Run> = results.runs().collect();
    let chart = Chart::new(setup, sweep, &results.strategies, &runs);
    let (law, fits) = setup.experiment().fits(setup, &chart).unzip();
    let drawing = Drawing {
        sweep,
        chart: &chart,
        steps: &setup.points(),
        chosen: *point,
        marks: &setup.experiment().marks(setup, &chart),
        law,
        fits: &fits.unwrap_or_default(),
        ranges: *ranges,
        choose: &dispatch.reform(|index| Action::Results(ResultsAction::PointChosen(index))),
    };
    html! {
        <div class={classes!("sweep", ranges.then_some("with-ranges"))}>
            <figure>
                <figcaption>{ words::title(sweep) }</figcaption>
                { plot(&drawing) }
                { legend(&drawing) }
                <p class="note">
                    { words::measured_in(results.setup.runtime()) }
                    { words::caption(sweep, &chart, law) }
                    <span class="range-note">{ words::ranges(&chart) }</span>
                </p>
            </figure>
            <div class="chart-tools">
                { choice(&drawing) }
                { ranges_toggle(&ranges) }
            </div>
            <details>
                <summary>{ words::SHOW_AS_TABLE }</summary>
                { points_table(&drawing) }
            </details>
        </div>
    }
}

/// Renders the names of the lines, with their values at the selected step.
fn legend(drawing: &Drawing<'_>) -> Html {
    let Drawing { sweep, steps, chosen, law, .. } = *drawing;
    let Some(x) = steps.get(usize::from(chosen)).copied() else { return html! {} };
    let step = sweep.step(x);
    let line = |class: &'static str, name: &'static str| {
        html! {
            <li><svg viewBox="-14 -8 28 16" aria-hidden="true"><path class={class} d="M-14 0H14" /></svg>{ name }</li>
        }
    };
    let entry = |series: &Series| {
        let value = drawing.value(series, x).map(|(point, text)| match drawing.ranges {
            true => words::point(&sweep.measure, text, &point),
            false => text,
        });
        html! {
            <li class={look(series.look)} data-strategy={series.strategy.key()}>
                <svg viewBox="-14 -8 28 16" aria-hidden="true">
                    <path class="line" d="M-14 0H14" />
                    <path class="marker" d={SHAPES[series.look]} />
                </svg>
                { series.strategy.key() }
                if let Some(value) = value { { " " }<b>{ value }</b> }
            </li>
        }
    };
    html! {
        <ul class="legend chart-legend" aria-label={words::values_at(&step)}>
            <li class="at" aria-hidden="true">{ step }</li>
            { for drawing.chart.series.iter().map(entry) }
            if let Some(reference) = &sweep.reference { { line("line reference", reference.label) } }
            if let Some(law) = law { { line("line fit", law) } }
        </ul>
    }
}

/// Renders the list of steps to look at.
fn choice(Drawing { sweep, steps, chosen, choose, .. }: &Drawing<'_>) -> Html {
    let onchange = choose.reform(|event: Event| {
        let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        u16::try_from(index).unwrap_or(0)
    });
    let option = |(index, x): (u16, &u64)| select_option(x.to_string(), sweep.step(*x), index == *chosen);
    html! {
        <label class="look-at">
            <span>{ words::DETAILS_FOR }</span>
            <select {onchange}>{ for (0..).zip(*steps).map(option) }</select>
        </label>
    }
}

/// Renders the points as a table: a row for each step, and a column for each strategy and for the reference line.
fn points_table(drawing: &Drawing<'_>) -> Html {
    let Drawing { sweep, chart, steps, .. } = *drawing;
    let cell = |series: &Series, x: u64| {
        let value = drawing.value(series, x);
        html! {
            <td
                data-strategy={series.strategy.key()}
                data-x={x.to_string()}
                data-value={value.as_ref().map(|(point, _)| format!("{:.4}", point.value.median))}
            >
                { value.map(|(point, text)| words::point(&sweep.measure, text, &point)).unwrap_or_default() }
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
