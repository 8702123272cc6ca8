//! Run and Stop.

use super::words;
use crate::state::Job;
use yew::prelude::*;

/// A button that starts a job, or stops the one under way.
///
/// The button is one element and is never disabled while a job ends: removing or disabling a focused button would lose
/// the focus. `form` is the id of the form that it submits.
pub(in crate::view) fn run_or_stop(
    job: Option<&Job>,
    label: Html,
    possible: bool,
    run: &Callback<()>,
    stop: &Callback<()>,
    form: Option<&'static str>,
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
            {form}
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
