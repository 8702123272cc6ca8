//! Notices about the address, recorded results, the page's isolation, the engine, and requests to other servers.

mod confirmation;
mod words;

use super::elements::vanishing_button;
use super::focus::{RECORDED_BANNER, go_to};
use crate::commands::Commands;
use crate::environment::{Frame, Machine};
use crate::state::records::Display;
use crate::state::{Action, EngineStatus, LocationAction, SettingsAction, Shown, State};
use confirmation::Confirmation;
use lanes_report::address::Note;
use yew::prelude::*;

/// Renders the notices about the address and about what this page cannot do. They are loaded after the first view.
pub(crate) fn notices(state: &State, commands: &Commands) -> Html {
    let frame = state.embed().frame();
    // An embed names the strategies that it lacks, and where nothing runs, nothing lacks memory.
    let shows_isolation =
        !state.embed().is_embed() && (state.shown() == Shown::Experiment || frame.has_workers());
    html! {
        <>
            { address_notes(state.notes(), &commands.dispatch) }
            { opaque_notice(frame) }
            if !state.settings().unconfirmed().is_empty() {
                <Confirmation destinations={state.settings().unconfirmed().clone()} commands={commands.clone()} />
            }
            { refused_origins(state, &commands.dispatch) }
            if shows_isolation { { isolation_notice(state.machine(), frame) } }
        </>
    }
}

/// Lists the sites that the reader's program requested, each with a button that allows it.
fn refused_origins(state: &State, dispatch: &Callback<Action>) -> Html {
    let refused = state.runs().refused_origins();
    if refused.is_empty() || !state.setup().experiment().takes_code() {
        return html! {};
    }
    let is_allowed = |origin: &String| state.settings().allowed_origins().contains(origin);
    let allow = |origin: &String| {
        let action = Action::Settings(SettingsAction::OriginAllowed(origin.clone()));
        vanishing_button(words::allow(origin), dispatch, action)
    };
    html! {
        <div class="notice origins" role="status">
            <p>
                { if refused.iter().all(is_allowed) { words::RUN_AGAIN } else { words::NOT_ALLOWED } }
            </p>
            <div class="buttons">{ for refused.iter().filter(|origin| !is_allowed(origin)).map(allow) }</div>
        </div>
    }
}

/// Renders what in the address was not taken as it stands.
fn address_notes(notes: &[Note], dispatch: &Callback<Action>) -> Html {
    if notes.is_empty() {
        return html! {};
    }
    html! {
        <div class="notice" role="status">
            <ul>{ for notes.iter().map(|note| html! { <li>{ note.to_string() }</li> }) }</ul>
            { vanishing_button(words::CLOSE, dispatch, Action::Location(LocationAction::NotesDismissed)) }
        </div>
    }
}

/// Says above the controls that the link has results, which are shown below them and often out of sight.
pub(super) fn link_has_results(state: &State) -> Html {
    if matches!(state.records().display(), Display::FromList(_))
        || state.records().displayed(state.shown_id()).is_none()
    {
        return html! {};
    }
    let onclick = |_: MouseEvent| go_to(RECORDED_BANNER);
    html! {
        <p class="arrived">
            { words::LINK_HAS_RESULTS }
            <button type="button" class="quiet" {onclick}>{ words::GO_TO_RESULTS }</button>
        </p>
    }
}

/// Says what this page cannot do, why, and how to change that.
fn isolation_notice(machine: &Machine, frame: Frame) -> Html {
    let reason = if frame == Frame::None { words::NO_HEADERS } else { words::NO_HEADERS_OR_FRAMED };
    let no_threads = (!machine.isolated).then(|| {
        html! {
            <p>
                <strong>{ words::NO_THREADS }</strong>
                { words::NO_SHARED_MEMORY }
                { reason }
                { words::OTHER_STRATEGIES_RUN }
                if frame != Frame::None {
                    <a href="" target="_blank" rel="noopener">{ words::OPEN_IN_OWN_TAB }</a>
                    { "." }
                }
            </p>
        }
    });
    let no_network = machine.no_service_worker.as_ref().map(|reason| no_network_notice(None, reason));
    if no_threads.is_none() && no_network.is_none() {
        return html! {};
    }
    html! { <div class="notice" id="isolation-notice">{ no_threads }{ no_network }</div> }
}

/// Says why there is no simulated network.
pub(super) fn no_network_notice(class: Option<&'static str>, reason: &str) -> Html {
    html! {
        <p class={classes!(class)}>
            <strong>{ words::NO_NETWORK }</strong>
            { words::NO_SERVICE_WORKER }
            { reason }
        </p>
    }
}

/// Says why there is no engine.
pub(crate) fn engine_notice(engine: &EngineStatus) -> Html {
    match engine {
        EngineStatus::Failed(failure) => {
            html! { <p class="notice bad" role="alert">{ failure.to_string() }</p> }
        }
        _ => html! {},
    }
}

/// Says why nothing can run if the page has no origin. The address is there to be copied, since most such frames would
/// block a link.
fn opaque_notice(frame: Frame) -> Html {
    if frame != Frame::Opaque {
        return html! {};
    }
    let address = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let address = address.split(['?', '#']).next().unwrap_or_default().to_owned();
    html! {
        <div class="notice" id="opaque-notice">
            <p><strong>{ words::NOTHING_RUNS }</strong>{ words::SANDBOXED }<code>{ address }</code></p>
        </div>
    }
}
