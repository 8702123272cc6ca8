//! Progress of the job under way.

use super::words;
use crate::state::{EngineStatus, Job, Progress, State};
use yew::prelude::*;

/// Renders the progress of a job: the current run, and how much of the job is done.
pub(super) fn progress(state: &State, job: &Job) -> Html {
    let starting = if *state.runs().engine() == EngineStatus::Starting {
        words::ENGINE_STARTING
    } else {
        words::STARTING
    };
    let Progress { label, value, max, text } = job.progress();
    html! {
        <div class="progress">
            <p class="verdict yet">
                { words::MEASURING }
                <span class="doing">{ job.current_run().unwrap_or_else(|| starting.to_owned()) }</span>
            </p>
            <div class="amount">
                <progress max={max.to_string()} value={value.to_string()} aria-label={label} />
                <span>{ text }</span>
            </div>
        </div>
    }
}
