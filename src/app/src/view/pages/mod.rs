//! The main part of the page: an experiment, or the decision guide.

use super::answer::without_conclusion;
use super::controls::{controls, run_only};
use super::deferred::Lazy;
use super::focus::MAIN;
use super::notices::{engine_notice, link_has_results};
use super::words;
use crate::commands::Commands;
use crate::js::CodeTools;
use crate::state::State;
use lanes_catalogue::experiments::FIRST;
use lanes_catalogue::guide::{TITLE, WATCH};
use lanes_report::presentation::Part;
use yew::prelude::*;

/// Renders an experiment: its settings, its results, its code, and the saved runs.
pub(super) fn experiment(state: &State, commands: &Commands, tools: &CodeTools, lazy: &Lazy) -> Html {
    let experiment = state.setup().experiment();
    let dispatch = &commands.dispatch;
    let presentation = state.embed().presentation();
    html! {
        <main id={MAIN} class="with-code" tabindex="-1">
            if experiment.id == FIRST.id { { welcome() } }
            <h1>{ experiment.title }</h1>
            <p class="watch">{ experiment.watch }</p>
            { link_has_results(state) }
            { lazy.show_once_ready(|later| (later.notices)(state, commands)) }
            { lazy.show_once_ready(|later| (later.exercise)(state)) }
            { editor(state, commands, tools, lazy) }
            if presentation.shows(Part::Controls) {
                { controls(state, commands, tools, lazy) }
            } else {
                { run_only(state, commands) }
            }
            { engine_notice(state.runs().engine()) }
            if experiment.runs_program() { { output(state, tools, lazy) } }
            { lazy.show_or(
                || Some(without_conclusion(state, dispatch, lazy.status())),
                |later| (later.outcome)(state, dispatch),
            ) }
            if !experiment.runs_program() { { output(state, tools, lazy) } }
            if presentation.shows(Part::Code) { { code(state, commands, tools, lazy) } }
            { lazy.show_once_ready(|later| (later.saved_runs)(state, dispatch)) }
        </main>
    }
}

/// Says what Lanes is, to a first visitor.
fn welcome() -> Html {
    html! {
        <div class="welcome">
            <p class="headline">{ words::HEADLINE }</p>
            <p>{ words::WHAT_LANES_DOES }</p>
        </div>
    }
}

/// Renders the decision guide.
pub(super) fn guide(state: &State, commands: &Commands, lazy: &Lazy) -> Html {
    html! {
        <main id={MAIN} class="guide" tabindex="-1">
            <h1>{ TITLE }</h1>
            <p class="watch">{ WATCH }</p>
            { lazy.show_once_ready(|later| (later.notices)(state, commands)) }
            { lazy.show(|later| (later.guide)(state, commands)) }
        </main>
    }
}

/// Renders the editor of an experiment whose code the reader writes.
pub(super) fn editor(state: &State, commands: &Commands, tools: &CodeTools, lazy: &Lazy) -> Html {
    html! {
        if state.setup().experiment().takes_code() {
            { lazy.show_once_ready(|later| (later.editor)(state, tools, &commands.dispatch)) }
        }
    }
}

/// Renders what the reader's code has printed.
pub(super) fn output(state: &State, tools: &CodeTools, lazy: &Lazy) -> Html {
    html! {
        if state.setup().experiment().takes_code() {
            { lazy.show_once_ready(|later| (later.output)(state, tools)) }
        }
    }
}

/// Renders the code of an experiment.
pub(super) fn code(state: &State, commands: &Commands, tools: &CodeTools, lazy: &Lazy) -> Html {
    lazy.show(|later| (later.code)(state, tools, &commands.dispatch))
}
