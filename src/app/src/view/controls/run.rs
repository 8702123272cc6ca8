//! Run and Stop, what is missing for a run, and the progress of the job.

use super::words;
use crate::commands::Commands;
use crate::state::{EngineStatus, Job, Progress, State};
use yew::prelude::*;

/// Renders Run or Stop with what is missing for a run, or with the progress of the job.
pub(super) fn run_row(state: &State, commands: &Commands) -> Html {
    let run = html! { <>{ words::RUN }<kbd>{ words::RUN_KEY }</kbd></> };
    let possible = state.next_job().is_some();
    html! {
        <div class="run-row">
            { run_or_stop(state.job(), run, possible, &commands.run, &commands.stop) }
            if let Some(parameter) = state.setup().lacking() {
                <p class="lacking">{ words::fill_in(parameter) }</p>
            } else if state.settings().lacks_files() && state.job().is_none() {
                <p class="lacking">{ words::CHOOSE_A_FILE }</p>
            }
            { progress(state) }
        </div>
    }
}

/// A button that starts a job, or stops the one under way.
///
/// The button is one element and is never disabled while a job ends: removing or disabling a focused button would lose
/// the focus.
pub(in crate::view) fn run_or_stop(
    job: Option<&Job>,
    label: Html,
    possible: bool,
    run: &Callback<()>,
    stop: &Callback<()>,
) -> Html {
    let stopping = job.is_some_and(|job| job.stopping);
    let command = if job.is_some() { stop.clone() } else { run.clone() };
    // A click, since a sandbox may forbid submitting the form. Enter in a field clicks Run, too.
    let onclick = move |event: MouseEvent| {
        event.prevent_default();
        // The second click of a double click is not meant for the command that the first one put here.
        if event.detail() != 2 {
            command.emit(());
        }
    };
    // Nor is the repetition of a held key.
    let onkeydown = |event: KeyboardEvent| {
        if event.repeat() && event.key() == "Enter" {
            event.prevent_default();
        }
    };
    html! {
        <button
            type={if job.is_some() { "button" } else { "submit" }}
            class={if job.is_some() { "stop" } else { "run" }}
            disabled={job.is_none() && !possible}
            aria-disabled={stopping.then_some("true")}
            {onclick}
            {onkeydown}
        >
            if stopping {
                { words::STOPPING }
            } else if job.is_some() {
                { words::STOP }
            } else {
                { label }
            }
        </button>
    }
}

/// Renders the progress of the job under way.
fn progress(state: &State) -> Html {
    let Some(job) = state.job() else { return html! {} };
    let starting = if *state.runs().engine() == EngineStatus::Starting {
        words::ENGINE_STARTING
    } else {
        words::STARTING
    };
    let Progress { label, value, max, text } = job.progress();
    html! {
        <div class="progress">
            <progress max={max.to_string()} value={value.to_string()} aria-label={label} />
            <span>{ text }</span>
            <span class="doing">{ job.current_run().unwrap_or_else(|| starting.to_owned()) }</span>
        </div>
    }
}
