//! What the reader should know: about the address, the page's isolation, the engine.

use super::focus::on_last_press;
use crate::environment::{Frame, Machine};
use crate::state::{Action, EngineStatus, LocationAction};
use lanes_report::address::Note;
use yew::prelude::*;

/// What in the address was not taken as it stands.
pub(crate) fn address_notes(notes: &[Note], dispatch: &Callback<Action>) -> Html {
    if notes.is_empty() {
        return html! {};
    }
    let close = on_last_press(dispatch, Action::Location(LocationAction::NotesDismissed));
    html! {
        <div class="notice" role="status">
            <ul>{ for notes.iter().map(|note| html! { <li>{ note.to_string() }</li> }) }</ul>
            <button type="button" class="quiet" onclick={close}>{ "Close" }</button>
        </div>
    }
}

/// What cannot be done here, why, and what to do about it.
pub(crate) fn isolation_notice(machine: &Machine, frame: Frame) -> Html {
    let why = if frame == Frame::None {
        "its host sends no headers for that, and no service worker adds them. "
    } else {
        "its host sends no headers for that, or another site frames it. "
    };
    let no_threads = (!machine.isolated).then(|| {
        html! {
            <p>
                <strong>{ "No threads here. " }</strong>
                { "The browser lets this page share no memory, because it is not cross-origin isolated: " }
                { why }
                { "The other strategies run, with a clock that is exact to 0.1 ms at best. " }
                if frame != Frame::None {
                    <a href="" target="_blank" rel="noopener">{ "Open the page by itself" }</a>
                    { "." }
                }
            </p>
        }
    });
    let no_network = machine.no_service_worker.as_ref().map(|reason| {
        html! {
            <p>
                <strong>{ "No simulated network here. " }</strong>
                { "It is answered by a service worker, and there is none: " }{ reason }
            </p>
        }
    });
    if no_threads.is_none() && no_network.is_none() {
        return html! {};
    }
    html! { <div class="notice" id="isolation-notice">{ no_threads }{ no_network }</div> }
}

/// Why there is no engine.
pub(crate) fn engine_notice(engine: &EngineStatus) -> Html {
    match engine {
        EngineStatus::Failed(failure) => {
            html! { <p class="notice bad" role="alert">{ failure.to_string() }</p> }
        }
        _ => html! {},
    }
}

/// Why nothing can be run, where the page has no origin. A link would be blocked in most such frames, so the address
/// is there to be copied.
pub(crate) fn opaque_notice(frame: Frame) -> Html {
    if frame != Frame::Opaque {
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
