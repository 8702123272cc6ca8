//! Recorded results: the notice about them, the list of saved runs, and two of them side by side.

mod open;
mod saved_runs;
mod side_by_side;
mod words;

pub(super) use open::{is_recording, open_recording};
pub(super) use saved_runs::saved_runs;
pub(super) use side_by_side::side_by_side;

use super::elements::vanishing_button;
use super::focus::{RECORDED_BANNER, go_back_to, pass_on_focus, show_button};
use crate::state::records::{Display, RecordsAction};
use crate::state::{Action, State};
use yew::prelude::*;

/// Says why the recorded results of the address are not shown. Everything else in the address applies.
pub(super) fn refusal(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some(refusal) = state.records().refusal() else { return html! {} };
    html! {
        <div class="notice bad" id="refusal" role="alert">
            <p>
                <strong>{ words::CANNOT_SHOW }</strong>
                { refusal.to_string() }
                { words::SETTINGS_APPLY }
            </p>
            { vanishing_button(words::DISMISS, dispatch, Action::Records(RecordsAction::RefusalDismissed)) }
        </div>
    }
}

/// Says that the results below are recorded.
pub(super) fn banner(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some((entry, content)) = state.records().displayed(state.shown_id()) else { return html! {} };
    let has_own = state.latest_results().is_some();
    let is_recording = content.results.is_recording();
    let opener = matches!(state.records().display(), Display::FromList(_)).then(|| show_button(entry.key));
    let close = dispatch.reform(move |press: MouseEvent| {
        match opener.clone() {
            Some(opener) => go_back_to(opener),
            None => pass_on_focus(&press),
        }
        Action::Records(RecordsAction::Displayed(None))
    });
    html! {
        <div class="notice recorded-banner" id="recorded">
            <p id={RECORDED_BANNER} tabindex="-1">
                <strong>{ words::recorded(entry.origin, is_recording) }{ &*content.label }{ ". " }</strong>
                { words::origin(entry.origin, is_recording) }
                if !has_own {
                    { words::run_to_compare(is_recording) }
                }
                { words::detail(content.results.recorded()) }
                if !content.lost.is_empty() { { " " }{ &*content.lost } }
            </p>
            <button type="button" class="quiet" onclick={close}>
                { if has_own { words::BACK_TO_OWN } else { words::CLOSE } }
            </button>
        </div>
    }
}
