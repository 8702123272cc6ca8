//! The outcome of an experiment: the answer, and its results, measured or recorded.

use super::answer::{answer, without_conclusion};
use super::lanes::Lanes;
use super::products::Figures;
use super::records;
use super::results::{ResultsView, cautions, charts, conclusion, outdated, words};
use crate::state::{Action, LiveRun, Results, Shared, State};
use lanes_model::Turn;
use lanes_report::presentation::Part;
use lanes_report::record::Detail;
use yew::prelude::*;

/// Renders the answer, the results, and the comparison of two recorded ones.
pub(crate) fn outcome(state: &State, dispatch: &Callback<Action>) -> Html {
    if state.embed().presentation().parts.is_some() {
        return embedded_outcome(state, dispatch);
    }
    let shown = match state.results_shown() {
        None => without_conclusion(state, dispatch, html! {}),
        Some(results) => html! {
            <>
                { answer(state, dispatch, conclusion(results, is_running(state, results))) }
                <ResultsView
                    results={results.clone()}
                    output={(!state.is_running()).then(|| state.runs().output().clone())}
                    running={is_running(state, results)}
                    now={current_turn(state, results)}
                    live={live_run(state, results)}
                    setup={state.setup().clone()}
                    files={state.settings().own_files().cloned()}
                    picture={state.runs().picture().cloned()}
                    dispatch={dispatch.clone()}
                />
            </>
        },
    };
    html! {
        <>
            { records::refusal(state, dispatch) }
            { records::side_by_side(state, dispatch) }
            { records::banner(state, dispatch) }
            <p class="hidden" role="status">if state.is_running() { { words::MEASURING } }</p>
            { shown }
        </>
    }
}

/// Renders the answer and the results for an embed, or for an address that asks for some parts only. The bars are there before a run, empty, so that the article does
/// not jump.
pub(crate) fn embedded_outcome(state: &State, dispatch: &Callback<Action>) -> Html {
    let presentation = state.embed().presentation();
    let results = state.results_shown().cloned().unwrap_or_else(|| state.blank_results());
    let running = is_running(state, &results);
    let has_chart = !results.strategies.is_empty()
        && (!results.runs.is_empty() || results.setup.experiment().sweep.is_none());
    let report = results.report();
    html! {
        <section class="results" aria-label={words::RESULTS} aria-busy={running.to_string()}>
            { records::refusal(state, dispatch) }
            { records::side_by_side(state, dispatch) }
            { records::banner(state, dispatch) }
            { answer(state, dispatch, conclusion(&results, running)) }
            { outdated(&results, state.setup(), state.settings().own_files(), running) }
            if presentation.shows(Part::Bars) && has_chart {
                { charts(&results, &report.shown, state.runs().picture(), running, current_turn(state, &results), dispatch) }
            }
            { cautions(&report) }
            if presentation.shows(Part::Bars) {
                <Figures results={results.clone()} />
            }
            if presentation.shows(Part::Lanes) && results.recorded() != Some(Detail::Totals) {
                <Lanes results={results.clone()} point={results.point()} live={live_run(state, &results)} />
            }
        </section>
    }
}

/// Returns true if the results are those of the job under way.
fn is_running(state: &State, results: &Results) -> bool {
    state.is_running() && results.recorded().is_none()
}

/// Returns the turn of the run under way, if it will be one of these results.
fn current_turn(state: &State, results: &Results) -> Option<Turn> {
    state.job().filter(|_| is_running(state, results))?.turn
}

/// Returns what is known of the run under way, if it will be one of these results.
fn live_run(state: &State, results: &Results) -> Option<Shared<LiveRun>> {
    state.runs().live().filter(|_| is_running(state, results)).cloned()
}
