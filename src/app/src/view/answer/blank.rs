//! Rows and charts before the first run: empty, and as high as those of the results, so that nothing moves later.

use super::words;
use crate::state::State;
use crate::view::elements::strategy_cell;
use crate::view::words::RESULTS;
use lanes_model::Strategy;
use yew::prelude::*;

/// Renders the rows of the next run, or the place of its chart.
pub(super) fn blank(state: &State) -> Html {
    let row = |strategy: &Strategy| {
        html! {
            <tr key={strategy.key()}>
                { strategy_cell(*strategy, state.setup().runtime()) }
                <td class="bar"></td>
                <td class="time"></td>
                <td></td>
            </tr>
        }
    };
    html! {
        <section class="results empty" aria-label={RESULTS}>
            if state.setup().experiment().sweep.is_some() {
                <p class="chart-here">{ words::CHART_HERE }</p>
            } else if !state.setup().experiment().runs_program() {
                <table class="blank"><tbody>{ for state.setup().strategies().iter().map(row) }</tbody></table>
            }
            <p class="quiet">{ state.setup().runtime().measured() }{ "." }</p>
        </section>
    }
}
