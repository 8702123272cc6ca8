//! The page as a part of somebody's article: one experiment, what it says, and a way to the whole page.

use super::code::CodeView;
use super::controls::{Controls, RunOnly};
use super::guide::GuideView;
use super::lanes::Lanes;
use super::notices::{AddressNotes, EngineNotice};
use super::records;
use super::results::{charts, failure_text, lesson, outdated, verdict};
use super::{LayoutProps, State};
use crate::page::Commands;
use crate::state::{Frame, Shown};
use lanes_model::compare::compare;
use lanes_model::presentation::Part;
use lanes_model::record::Detail;
use lanes_model::{Approach, Ended, Value};
use yew::prelude::*;

/// The embedded view of an experiment, or of the guide.
#[component]
pub(crate) fn EmbedView(LayoutProps { state, commands, code_tools }: &LayoutProps) -> Html {
    if state.shown == Shown::Guide {
        return html! {
            <>
                <GuideView state={state.clone()} commands={commands.clone()} />
                <p class="embed-foot">{ open_in_lanes(state) }</p>
            </>
        };
    }
    let parts = state.embed.presentation.parts;
    html! {
        <main id="experiment" class="embed">
            <header class="embed-head">
                <h1>{ state.setup.experiment().title }</h1>
                { open_in_lanes(state) }
            </header>
            <AddressNotes notes={state.notes.clone()} dispatch={commands.dispatch.clone()} />
            <OpaqueNotice frame={state.embed.frame} />
            if parts.has(Part::Controls) {
                <Controls state={state.clone()} commands={commands.clone()} />
            } else {
                <RunOnly state={state.clone()} commands={commands.clone()} />
            }
            <EngineNotice engine={state.engine.clone()} />
            { results(state, commands) }
            { what_is_missing(state) }
            if parts.has(Part::Code) {
                <CodeView setup={state.setup.clone()} tools={code_tools.clone()} />
            }
        </main>
    }
}

/// The whole page, at the same experiment. The theme is not taken along: it is this article's.
fn open_in_lanes(state: &State) -> Html {
    html! {
        <a class="open" href={format!("?{}", state.query())} target="_blank" rel="noopener">{ "Open in Lanes" }</a>
    }
}

/// Bars, verdict and lanes. Before a run the bars are there, empty, so that the article does not jump.
fn results(state: &State, commands: &Commands) -> Html {
    let parts = state.embed.presentation.parts;
    let results = state.results_shown().cloned().unwrap_or_else(|| state.blank_results());
    let running = state.is_running() && results.recorded.is_none();
    let has_chart = !results.approaches.is_empty()
        && (!results.runs.is_empty() || results.setup.experiment().sweep.is_none());
    let comparison = compare(results.runs(), results.point()).against(results.baseline());
    let said = match results.ended {
        _ if running => None,
        Some(Ended::Stopped) => Some("Stopped. What was finished before is shown.".to_owned()),
        _ => verdict(&results, &comparison).or_else(|| lesson(&results, &comparison)),
    };
    let hint = if running { "Measuring." } else { "Run it, and see on your own machine." };
    html! {
        <section class="results" aria-label="Results" aria-busy={running.to_string()}>
            { records::refusal(state, &commands.dispatch) }
            { records::banner(state, &commands.dispatch) }
            { outdated(&results, &state.setup, state.own_files(), running) }
            if parts.has(Part::Bars) && has_chart {
                { charts(&results, &comparison, state.picture.as_ref(), running, &commands.dispatch) }
            }
            { results.failure.as_ref().map(failure_text) }
            { comparison.agreement.as_ref().err().map(failure_text) }
            <div aria-live="polite">
                if let Some(said) = said {
                    <p class="verdict">{ said }</p>
                } else if results.failure.is_none() && state.next_job().is_some() || running {
                    <p class="verdict yet">{ hint }</p>
                }
            </div>
            if parts.has(Part::Lanes) && results.recorded != Some(Detail::Totals) {
                <Lanes results={results.clone()} point={results.point()} />
            }
        </section>
    }
}

/// What this frame cannot do that the page by itself can.
fn what_is_missing(state: &State) -> Html {
    if state.embed.frame == Frame::Opaque {
        return html! {};
    }
    let impossible: Vec<&str> = state
        .setup
        .approaches()
        .iter()
        .filter(|approach| !state.possible(**approach))
        .map(|approach: &Approach| approach.key())
        .collect();
    let simulated = state
        .setup
        .values()
        .any(|(parameter, value)| parameter.key == "network" && *value == Value::Number(0));
    let no_network = state.machine.no_service_worker.as_ref().filter(|_| simulated);
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

#[derive(PartialEq, Properties)]
pub(crate) struct OpaqueNoticeProps {
    pub(crate) frame: Frame,
}

/// Why nothing can be run, where the page has no origin. A link would be blocked in most such frames, so the address
/// is there to be copied.
#[component]
pub(crate) fn OpaqueNotice(OpaqueNoticeProps { frame }: &OpaqueNoticeProps) -> Html {
    if *frame != Frame::Opaque {
        return html! {};
    }
    let address = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let address = address.split(['?', '#']).next().unwrap_or_default().to_owned();
    html! {
        <div class="notice" id="opaque-notice">
            <p>
                <strong>{ "Nothing can be run in this frame. " }</strong>
                { "The page around keeps it in a sandbox without allow-same-origin, where browsers start no workers. \
                   Open Lanes by itself: " }
                <code>{ address }</code>
            </p>
        </div>
    }
}
