//! Progress of the job under way.

use super::words;
use crate::state::{EngineStatus, Job, Progress, State};
use crate::view::words::loading;
use yew::prelude::*;

/// Renders the progress of a job: the current run, and how much of the job is done.
pub(super) fn progress(state: &State, job: &Job) -> Html {
    let starting = || match state.runs().engine() {
        EngineStatus::Starting { loaded: 0 } => words::ENGINE_STARTING.to_owned(),
        EngineStatus::Starting { loaded } => loading(*loaded),
        _ => words::STARTING.to_owned(),
    };
    if job.turn.is_some_and(|turn| turn.strategy.is_program()) {
        return html! { <div class="progress"><p class="verdict yet">{ words::PROGRAM_RUNS }</p></div> };
    }
    let Progress { label, value, max, text } = job.progress();
    html! {
        <div class="progress">
            <p class="verdict yet">
                { words::MEASURING }
                <span class="doing">{ job.current_run().unwrap_or_else(starting) }</span>
            </p>
            <div class="amount">
                <progress max={max.to_string()} value={value.to_string()} aria-label={label} />
                <span>{ text }</span>
            </div>
        </div>
    }
}
