//! The page as part of an article: one experiment, its results, and a link to the whole page.

use super::controls::{controls, run_only};
use super::deferred::Lazy;
use super::focus::MAIN;
use super::notices::{engine_notice, no_network_notice};
use super::pages::{code, editor, guide, output};
use super::words;
use crate::commands::Commands;
use crate::environment::Frame;
use crate::js::CodeTools;
use crate::state::{Shown, State};
use lanes_catalogue::Value;
use lanes_model::Strategy;
use lanes_report::presentation::Part;
use yew::prelude::*;

/// Renders an embedded experiment, or the embedded decision guide.
pub(crate) fn embed(state: &State, commands: &Commands, tools: &CodeTools, lazy: &Lazy) -> Html {
    let presentation = state.embed().presentation();
    let fixed = presentation.frame_height.map(|_| "fixed-height");
    if state.shown() == Shown::Guide {
        return html! {
            <div class={classes!(fixed)}>
                { guide(state, commands, lazy) }
                <p class="embed-foot">{ open_in_lanes(state) }</p>
            </div>
        };
    }
    html! {
        <main id={MAIN} class={classes!("embed", fixed)} tabindex="-1">
            <div class="embed-top">
                <header class="embed-head">
                    <h1>{ state.setup().experiment().title }</h1>
                    { open_in_lanes(state) }
                </header>
                { lazy.show_once_ready(|later| (later.notices)(state, commands)) }
                { lazy.show_once_ready(|later| (later.exercise)(state)) }
                { editor(state, commands, tools, lazy) }
                if presentation.shows(Part::Controls) {
                    { controls(state, commands, tools, lazy) }
                } else {
                    { run_only(state, commands) }
                }
                { engine_notice(state.runs().engine()) }
            </div>
            <div class="embed-body">
                { lazy.show(|later| (later.embedded_outcome)(state, &commands.dispatch)) }
                { output(state, tools, lazy) }
                { limits(state) }
                if presentation.shows(Part::Code) {
                    { code(state, commands, tools, lazy) }
                }
            </div>
        </main>
    }
}

/// Renders a link to the whole page, at the same experiment and with the recorded results of the address. The theme is
/// left out: it belongs to this article.
fn open_in_lanes(state: &State) -> Html {
    html! {
        <a class="open" href={state.link()} target="_blank" rel="noopener">{ words::OPEN_IN_LANES }</a>
    }
}

/// Renders what this frame cannot do and the page on its own can.
fn limits(state: &State) -> Html {
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
                    { words::NOT_IN_THIS_FRAME }
                    { open_in_lanes(state) }
                </p>
            }
            { for no_network.map(|reason| no_network_notice(Some("missing"), reason)) }
        </>
    }
}
