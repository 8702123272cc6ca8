//! The page as a part of somebody's article: one experiment, what it says, and a way to the whole page.

use super::controls::{controls, run_only};
use super::lazy::Lazy;
use super::notices::{address_notes, engine_notice, opaque_notice};
use super::{code, guide};
use crate::commands::Commands;
use crate::environment::Frame;
use crate::js::CodeTools;
use crate::state::{Shown, State};
use lanes_catalogue::Value;
use lanes_model::Strategy;
use lanes_report::presentation::Part;
use yew::prelude::*;

/// The embedded view of an experiment, or of the guide.
pub(crate) fn embed(state: &State, commands: &Commands, tools: &CodeTools, lazy: &Lazy) -> Html {
    if state.shown() == Shown::Guide {
        return html! {
            <>
                { guide(state, commands, lazy) }
                <p class="embed-foot">{ open_in_lanes(state) }</p>
            </>
        };
    }
    let parts = state.embed().presentation().parts;
    html! {
        <main id="experiment" class="embed" tabindex="-1">
            <header class="embed-head">
                <h1>{ state.setup().experiment().title }</h1>
                { open_in_lanes(state) }
            </header>
            { address_notes(state.notes(), &commands.dispatch) }
            { opaque_notice(state.embed().frame()) }
            if parts.has(Part::Controls) {
                { controls(state, commands, lazy) }
            } else {
                { run_only(state, commands) }
            }
            { engine_notice(state.runs().engine()) }
            { lazy.show(|later| (later.embedded_outcome)(state, &commands.dispatch)) }
            { what_is_missing(state) }
            if parts.has(Part::Code) {
                { code(state, tools, lazy) }
            }
        </main>
    }
}

/// The whole page, at the same experiment, with the recorded results that came with the address. The theme is not
/// taken along: it is this article's.
fn open_in_lanes(state: &State) -> Html {
    html! {
        <a class="open" href={state.link()} target="_blank" rel="noopener">{ "Open in Lanes" }</a>
    }
}

/// What this frame cannot do that the page by itself can.
fn what_is_missing(state: &State) -> Html {
    if state.embed().frame() == Frame::Opaque {
        return html! {};
    }
    let impossible: Vec<&str> = state
        .setup()
        .strategies()
        .iter()
        .filter(|strategy| !state.possible(**strategy))
        .map(|strategy: &Strategy| strategy.key())
        .collect();
    let simulated = state
        .setup()
        .values()
        .iter()
        .any(|(parameter, value)| parameter.key == "network" && *value == Value::Number(0));
    let no_network = state.machine().no_service_worker.as_ref().filter(|_| simulated);
    html! {
        <>
            if !impossible.is_empty() {
                <p class="missing" id="isolation-notice">
                    <strong>{ impossible.join(", ") }</strong>
                    { " cannot run here: the browser lets this frame share no memory. To compare all strategies: " }
                    { open_in_lanes(state) }
                </p>
            }
            if let Some(reason) = no_network {
                <p class="missing">
                    <strong>{ "No simulated network here. " }</strong>
                    { "It is answered by a service worker, and there is none: " }{ reason }
                </p>
            }
        </>
    }
}
