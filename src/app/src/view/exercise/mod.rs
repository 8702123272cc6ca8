//! Exercise that came with the address: a question, and its answer once the reader has predicted or run.

mod words;

use crate::state::State;
use lanes_report::presentation::Exercise;
use yew::prelude::*;

/// Renders the question, and the answer once it is due.
pub(crate) fn exercise(state: &State) -> Html {
    let Exercise { question, answer, .. } = &state.embed().presentation().exercise;
    if question.is_empty() && answer.is_empty() {
        return html! {};
    }
    let has_prediction = state.prediction().is_some();
    let is_due = has_prediction || state.latest_results().is_some_and(|results| !results.runs.is_empty());
    html! {
        <section class="notice exercise" aria-label={words::EXERCISE}>
            if !question.is_empty() { <p class="question">{ question }</p> }
            <p role="status">
                if answer.is_empty() {
                } else if is_due {
                    <strong>{ words::ANSWER }</strong>{ answer }
                } else if state.candidates().is_empty() {
                    { words::RUN_FIRST }
                } else {
                    { words::PREDICT_FIRST }
                }
            </p>
        </section>
    }
}
