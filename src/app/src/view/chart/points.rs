//! The points of a chart as a table.

use super::words;
use crate::view::elements::{scroll_region, table_head};
use lanes_model::experiment::Sweep;
use lanes_model::sweep::{Chart, Series};
use lanes_model::units;
use yew::prelude::*;

/// Renders the table: a row for each step, and a column for each strategy and for the reference line.
pub(super) fn points_table(sweep: &Sweep, chart: &Chart, steps: &[u64]) -> Html {
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
