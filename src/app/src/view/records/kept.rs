//! The list of recorded results of an experiment.

use super::{BANNER, button, versus};
use crate::state::records::{Entry, Origin, RecordsAction};
use crate::state::{Action, State};
use crate::view::focus::go_to;
use yew::prelude::*;

/// The reader's last runs, and what came with links.
pub(in crate::view) fn kept(state: &State, dispatch: &Callback<Action>) -> Html {
    let records = state.records();
    let entries: Vec<&Entry> = records.of(state.shown_id()).collect();
    let trouble = records.trouble().map(|trouble| html! { <p class="quiet">{ trouble.to_string() }</p> });
    if entries.is_empty() {
        return html! { <>{ trouble }</> };
    }
    html! {
        <section class="kept" aria-labelledby="kept-title">
            <div class="kept-head">
                <h2 id="kept-title">{ "Saved runs" }</h2>
                <p class="quiet">{ "Saved in this browser only. Choose two to compare." }</p>
            </div>
            { trouble }
            <ul tabindex="-1">{ for entries.iter().map(|entry| row(state, entry, dispatch)) }</ul>
            { button("Delete all saved runs", dispatch, RecordsAction::AllDeleted) }
        </section>
    }
}

fn row(state: &State, entry: &Entry, dispatch: &Callback<Action>) -> Html {
    let key = entry.key;
    let is_shown = state.records().display().key() == Some(key);
    let is_compared = state.records().comparison().contains(key);
    let whose = match entry.origin {
        Origin::Link => "From the link",
        Origin::Reader => "Yours",
    };
    let remove = |of: &str| button(doing("Delete", of), dispatch, RecordsAction::Deleted(key));
    let content = match entry.content() {
        Ok(content) => content,
        Err(why) => {
            return html! {
                <li key={key.to_string()}>
                    <p class="what">{ format!("{whose}, but it cannot be shown: {why}.") }</p>
                    <div class="actions">{ remove(whose) }</div>
                </li>
            };
        }
    };
    let compare = dispatch.reform(move |_: MouseEvent| {
        go_to(versus::HEADING);
        Action::Records(RecordsAction::ComparisonToggled(key))
    });
    let show = dispatch.reform(move |_: MouseEvent| {
        go_to(BANNER);
        Action::Records(RecordsAction::Displayed(Some(key)))
    });
    html! {
        <li key={key.to_string()} aria-current={is_shown.then_some("true")} data-origin={whose}>
            <div class="what">
                <p>{ whose }{ ": " }{ &*content.label }</p>
                <p class="quiet">{ &*content.verdict }</p>
            </div>
            <div class="actions">
                if is_shown {
                    <span class="quiet">{ "shown above" }</span>
                } else {
                    <button type="button" class="quiet" id={show_control(key)} onclick={show}>
                        { doing("Show", &content.label) }
                    </button>
                }
                <button
                    type="button"
                    class="quiet"
                    id={compare_control(key)}
                    aria-pressed={is_compared.to_string()}
                    onclick={compare}
                >
                    { doing("Compare", &content.label) }
                </button>
                { remove(&content.label) }
            </div>
        </li>
    }
}

/// The id of the control that shows an entry.
pub(super) fn show_control(key: u32) -> String {
    format!("show-{key}")
}

/// The id of the control that takes an entry into the comparison.
pub(super) fn compare_control(key: u32) -> String {
    format!("compare-{key}")
}

/// What a button does, and with what of the list: a screen reader hears a button alone.
fn doing(what: &'static str, of: &str) -> Html {
    html! { <>{ what }<span class="hidden">{ " " }{ of }</span></> }
}
