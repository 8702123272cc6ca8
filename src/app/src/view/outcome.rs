//! The outcome of an experiment: its results, measured or recorded, and the saved runs.

use super::lanes::Lanes;
use super::pages::no_results;
use super::products::Figures;
use super::records;
use super::results::{ResultsView, cautions, charts, conclusion, meanings, outdated, words};
use crate::state::{Action, State};
use lanes_report::presentation::Part;
use lanes_report::record::Detail;
use yew::prelude::*;

/// Renders the results, the comparison of two recorded ones, and the saved runs.
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
                live={state.runs().live().filter(|_| running).cloned()}
                dispatch={dispatch.clone()}
            />
        }
    });
    html! {
        <>
            { records::refusal(state, dispatch) }
            { records::side_by_side(state, dispatch) }
            { records::banner(state, dispatch) }
            <p class="hidden" role="status">if state.is_running() { { words::MEASURING } }</p>
            { results.or_else(|| no_results(state)) }
            { records::saved_runs(state, dispatch) }
        </>
    }
}

/// Renders the results for an embed. The bars are there before a run, empty, so that the article does not jump.
pub(crate) fn embedded_outcome(state: &State, dispatch: &Callback<Action>) -> Html {
    let parts = state.embed().presentation().parts;
    let results = state.results_shown().cloned().unwrap_or_else(|| state.blank_results());
    let running = state.is_running() && results.recorded().is_none();
    let has_chart = !results.strategies.is_empty()
        && (!results.runs.is_empty() || results.setup.experiment().sweep.is_none());
    let report = results.report();
    let is_blank = results.runs.is_empty() && results.failure.is_none() && state.next_job().is_some();
    let hint = if running { words::MEASURING } else { words::PRESS_RUN };
    html! {
        <section class="results" aria-label={words::RESULTS} aria-busy={running.to_string()}>
            { records::refusal(state, dispatch) }
            { records::side_by_side(state, dispatch) }
            { records::banner(state, dispatch) }
            { outdated(&results, state.setup(), state.settings().own_files(), running) }
            if parts.has(Part::Bars) && has_chart {
                { charts(&results, &report.shown, state.runs().picture(), running, dispatch) }
            }
            { cautions(&report) }
            <div aria-live="polite">
                if running || is_blank {
                    <p class="verdict yet">{ hint }</p>
                }
            </div>
            { conclusion(&results, &report, running, false) }
            { meanings(&results.strategies, results.recorded().is_some()) }
            if parts.has(Part::Bars) {
                <Figures results={results.clone()} />
            }
            if parts.has(Part::Lanes) && results.recorded() != Some(Detail::Totals) {
                <Lanes
                    results={results.clone()}
                    point={results.point()}
                    live={state.runs().live().filter(|_| running).cloned()}
                />
            }
        </section>
    }
}
