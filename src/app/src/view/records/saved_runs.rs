//! The saved runs of an experiment, and the results that came with links.

use super::open::recording_picker;
use super::words;
use crate::state::records::{Entry, RecordsAction, Trouble};
use crate::state::{Action, State};
use crate::view::elements::vanishing_button;
use crate::view::focus::{COMPARISON_HEADING, RECORDED_BANNER, compare_button, go_to, show_button};
use yew::prelude::*;

/// Renders the list, or nothing if it is empty.
pub(in crate::view) fn saved_runs(state: &State, dispatch: &Callback<Action>) -> Html {
    let records = state.records();
    let entries: Vec<&Entry> = records.of(state.shown_id()).collect();
    let trouble = records.trouble().map(|trouble| match trouble {
        Trouble::NotOpened { .. } => html! { <p class="bad-text" role="alert">{ trouble.to_string() }</p> },
        _ => html! { <p class="quiet">{ trouble.to_string() }</p> },
    });
    let open = recording_picker(dispatch);
    if entries.is_empty() {
        return html! { <>{ trouble }{ open }</> };
    }
    html! {
        <section class="kept" aria-labelledby="kept-title">
            <div class="kept-head">
                <h2 id="kept-title">{ words::SAVED_RUNS }</h2>
                <p class="quiet">{ words::SAVED_HERE_ONLY }</p>
            </div>
            { trouble }
            <ul tabindex="-1">{ for entries.iter().map(|entry| row(state, entry, dispatch)) }</ul>
            { open }
            { vanishing_button(words::DELETE_ALL, dispatch, Action::Records(RecordsAction::AllDeleted)) }
        </section>
    }
}

fn row(state: &State, entry: &Entry, dispatch: &Callback<Action>) -> Html {
    let key = entry.key;
    let is_shown = state.records().display().key() == Some(key);
    let is_compared = state.records().comparison().contains(key);
    let owner = words::owner(entry.origin);
    let remove = |of: &str| {
        let label = labelled(words::DELETE, of);
        vanishing_button(label, dispatch, Action::Records(RecordsAction::Deleted(key)))
    };
    let content = match entry.content() {
        Ok(content) => content,
        Err(why) => {
            return html! {
                <li key={key.to_string()}>
                    <p class="what">{ words::entry_cannot_be_shown(owner, &why.to_string()) }</p>
                    <div class="actions">{ remove(owner) }</div>
                </li>
            };
        }
    };
    let compare = dispatch.reform(move |_: MouseEvent| {
        go_to(COMPARISON_HEADING);
        Action::Records(RecordsAction::ComparisonToggled(key))
    });
    let show = dispatch.reform(move |_: MouseEvent| {
        go_to(RECORDED_BANNER);
        Action::Records(RecordsAction::Displayed(Some(key)))
    });
    html! {
        <li key={key.to_string()} aria-current={is_shown.then_some("true")} data-origin={owner}>
            <div class="what">
                <p>{ owner }{ ": " }{ &*content.label }</p>
                <p class="quiet">{ &*content.verdict }</p>
            </div>
            <div class="actions">
                if is_shown {
                    <span class="quiet">{ words::SHOWN_ABOVE }</span>
                } else {
                    <button type="button" class="quiet" id={show_button(key)} onclick={show}>
                        { labelled(words::SHOW, &content.label) }
                    </button>
                }
                <button
                    type="button"
                    class="quiet"
                    id={compare_button(key)}
                    aria-pressed={is_compared.to_string()}
                    onclick={compare}
                >
                    { labelled(words::COMPARE, &content.label) }
                </button>
                { remove(&content.label) }
            </div>
        </li>
    }
}

/// Renders the label of a button, with the entry's name for screen readers, which read a button out of context.
fn labelled(command: &'static str, of: &str) -> Html {
    html! { <>{ command }<span class="hidden">{ " " }{ of }</span></> }
}
