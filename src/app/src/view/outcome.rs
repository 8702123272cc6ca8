//! What came out of an experiment, here or elsewhere, and what was kept of it.

use super::lanes::Lanes;
use super::meanings::meanings;
use super::records;
use super::results::{ResultsView, charts, conclusion, outdated, take_care};
use super::tables::Tables;
use crate::state::{Action, State};
use lanes_analysis::compare::compare;
use lanes_model::runtime::MEASURED;
use lanes_report::presentation::Part;
use lanes_report::record::Detail;
use yew::prelude::*;

/// What is measured or was recorded, beside what it is compared with, and the kept runs.
pub(crate) fn outcome(state: &State, dispatch: &Callback<Action>) -> Html {
    let results = state.results_shown().map(|results| {
        let running = state.is_running() && results.recorded().is_none();
        html! {
            <ResultsView
                results={results.clone()}
                {running}
                setup={state.setup().clone()}
                files={state.settings().own_files().cloned()}
                picture={state.runs().picture().cloned()}
                dispatch={dispatch.clone()}
            />
        }
    });
    html! {
        <>
            { records::refusal(state, dispatch) }
            { records::versus(state, dispatch) }
            { records::banner(state, dispatch) }
            <p class="hidden" role="status">if state.is_running() { { "Measuring." } }</p>
            { results.or_else(|| nothing_yet(state)) }
            { records::kept(state, dispatch) }
        </>
    }
}

/// What was measured, as an article shows it. Before a run the bars are there, empty, so that the article does not jump.
pub(crate) fn embedded_outcome(state: &State, dispatch: &Callback<Action>) -> Html {
    let parts = state.embed().presentation().parts;
    let results = state.results_shown().cloned().unwrap_or_else(|| state.blank_results());
    let running = state.is_running() && results.recorded().is_none();
    let has_chart = !results.strategies.is_empty()
        && (!results.runs.is_empty() || results.setup.experiment().sweep.is_none());
    let comparison = compare(results.runs(), results.point());
    let shown = comparison.clone().against(results.baseline());
    let is_blank = results.runs.is_empty() && results.failure.is_none() && state.next_job().is_some();
    let hint = if running { "Measuring." } else { "Press Run to measure it on your machine." };
    html! {
        <section class="results" aria-label="Results" aria-busy={running.to_string()}>
            { records::refusal(state, dispatch) }
            { records::versus(state, dispatch) }
            { records::banner(state, dispatch) }
            { outdated(&results, state.setup(), state.settings().own_files(), running) }
            if parts.has(Part::Bars) && has_chart {
                { charts(&results, &shown, state.runs().picture(), running, dispatch) }
            }
            { take_care(&results, &comparison) }
            <div aria-live="polite">
                if running || is_blank {
                    <p class="verdict yet">{ hint }</p>
                }
            </div>
            { conclusion(&results, &comparison, &shown, running, false) }
            { meanings(&results.strategies, results.recorded().is_some()) }
            if parts.has(Part::Bars) {
                <Tables results={results.clone()} />
            }
            if parts.has(Part::Lanes) && results.recorded() != Some(Detail::Totals) {
                <Lanes results={results.clone()} point={results.point()} />
            }
        </section>
    }
}

/// That there is nothing yet, where that is so.
pub(crate) fn nothing_yet(state: &State) -> Option<Html> {
    state.results_shown().is_none().then(|| {
        html! {
            <section class="results empty" aria-label="Results">
                <p>{ "Nothing measured yet. Press Run to see which strategy wins on your machine, and why." }</p>
                <p class="runtime">{ MEASURED }{ ", not in Python." }</p>
            </section>
        }
    })
}
