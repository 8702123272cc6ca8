//! The answer above the results: an invitation to run, then the progress of the job, then the conclusion.

mod blank;
mod prediction;
mod progress;
mod words;

use crate::state::{Action, State};
use blank::blank;
use prediction::prediction;
use progress::progress;
use yew::prelude::*;

/// Renders the choice of a prediction for the next run, for the settings, if there are results above which it would be in
/// the way.
pub(super) fn next_prediction(state: &State, dispatch: &Callback<Action>) -> Html {
    if state.results_shown().is_none() || state.job().is_some() {
        return html! {};
    }
    prediction(state, dispatch, words::NEXT_PREDICTION)
}

/// Renders the answer. `conclusion` is made by code that is loaded later, and is empty before the first result.
pub(super) fn answer(state: &State, dispatch: &Callback<Action>, conclusion: Html) -> Html {
    let is_blank = state.results_shown().is_none();
    html! {
        <section class="callout" aria-label={words::ANSWER}>
            if let Some(job) = state.job() {
                { progress(state, job) }
            } else if is_blank {
                { invitation(state, dispatch) }
            }
            { conclusion }
        </section>
    }
}

/// Renders the answer without its conclusion, and what stands in for the results: `rest`, or empty rows before the first
/// run.
pub(super) fn without_conclusion(state: &State, dispatch: &Callback<Action>, rest: Html) -> Html {
    let rest = if state.results_shown().is_none() { blank(state) } else { rest };
    html! { <>{ answer(state, dispatch, html! {}) }{ rest }</> }
}

/// Renders an invitation to run the experiment, and the choice of a prediction.
fn invitation(state: &State, dispatch: &Callback<Action>) -> Html {
    let is_contest = !state.candidates().is_empty();
    let text = if state.setup().experiment().runs_program() {
        words::RUN_PROGRAM
    } else if is_contest {
        words::RUN_TO_COMPARE
    } else {
        words::RUN_TO_MEASURE
    };
    html! {
        <>
            if state.next_job().is_some() { <p class="verdict yet">{ text }</p> }
            { prediction(state, dispatch, words::PREDICTION) }
        </>
    }
}
