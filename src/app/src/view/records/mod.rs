//! Recorded results: what says that they are, the list of them, and two of them compared.

mod kept;
mod versus;

pub(super) use kept::kept;
pub(super) use versus::versus;

use super::focus::{go_back_to, go_to, on_last_press, pass_on_focus};
use crate::state::records::{Display, Origin, RecordsAction};
use crate::state::{Action, State};
use lanes_report::record::Detail;
use yew::html::IntoPropValue;
use yew::prelude::*;

/// The id of the sentence that says that results are recorded, which takes the focus when the reader has such results
/// shown.
const BANNER: &str = "recorded-title";

/// A button that does one thing with recorded results, after which it is no longer there.
fn button(label: impl IntoPropValue<Html>, dispatch: &Callback<Action>, action: RecordsAction) -> Html {
    let onclick = on_last_press(dispatch, Action::Records(action));
    html! { <button type="button" class="quiet" {onclick}>{ label.into_prop_value() }</button> }
}

/// Why the results of the address are not shown. All else in the address is taken.
pub(super) fn refusal(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some(refusal) = state.records().refusal() else { return html! {} };
    html! {
        <div class="notice bad" id="refusal" role="alert">
            <p>
                <strong>{ "The link’s recorded results cannot be shown: " }</strong>
                { refusal.to_string() }
                { ". The experiment is set as the link says; run it for results of your own." }
            </p>
            { button("Dismiss", dispatch, RecordsAction::RefusalDismissed) }
        </div>
    }
}

/// Says above the controls that the link carries results, which are shown below them, often out of sight.
pub(super) fn arrived(state: &State) -> Html {
    if matches!(state.records().display(), Display::FromList(_))
        || state.records().displayed(state.shown_id()).is_none()
    {
        return html! {};
    }
    html! {
        <p class="arrived">
            { "This link carries recorded results." }
            <button type="button" class="quiet" onclick={|_: MouseEvent| go_to(BANNER)}>{ "Go to the results" }</button>
        </p>
    }
}

/// What says that the results below it were not measured here and now.
pub(super) fn banner(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some((entry, content)) = state.records().displayed(state.shown_id()) else { return html! {} };
    let whose = match entry.origin {
        Origin::Link => "They came with the link: somebody else’s machine, not yours. ",
        Origin::Reader => "They are your own, from before. ",
    };
    let detail = match content.results.recorded() {
        Some(Detail::AddedUp | Detail::LoopsToo) => {
            "To be short enough, the record adds up the shortest spans of its lanes."
        }
        Some(Detail::Totals) => "To be short enough, the record has no spans, and so no lanes are drawn.",
        _ => "",
    };
    let has_own = state.latest_results().is_some();
    let opener =
        matches!(state.records().display(), Display::FromList(_)).then(|| kept::show_control(entry.key));
    let close = dispatch.reform(move |press: MouseEvent| {
        match opener.clone() {
            Some(opener) => go_back_to(opener),
            None => pass_on_focus(&press),
        }
        Action::Records(RecordsAction::Displayed(None))
    });
    html! {
        <div class="notice recorded-banner" id="recorded">
            <p id={BANNER} tabindex="-1">
                <strong>{ "Recorded on " }{ &*content.label }{ ". " }</strong>
                { whose }
                if !has_own {
                    { "Press Run to see yours beside them. " }
                }
                { detail }
            </p>
            <button type="button" class="quiet" onclick={close}>
                { if has_own { "Back to your own" } else { "Close" } }
            </button>
        </div>
    }
}
