//! The page's views: functions and components that render a [`State`] and report what the reader does.
//!
//! A component has state of its own or rarely changes; everything else is a function, since each component adds some
//! kilobytes to what a visitor waits for. Every text that a view shows is in the `words.rs` of its area.

mod answer;
mod chart;
mod code;
mod controls;
mod decide;
mod deferred;
mod editor;
mod elements;
mod embed;
mod exercise;
mod files;
mod focus;
mod header;
mod lanes;
mod lazy;
mod notices;
mod outcome;
mod output;
mod pages;
mod products;
mod records;
mod results;
mod share;
mod words;

use crate::commands::Commands;
use crate::js::CodeTools;
use crate::state::{Shown, State};
pub(crate) use deferred::Lazy;
use embed::embed;
use header::header;
use header::sidebar::Sidebar;
pub(crate) use header::theme::show_theme;
pub(crate) use lazy::use_lazy;
use yew::prelude::*;

/// Renders the whole page, or only the part that an article embeds.
pub(crate) fn layout(state: &State, commands: &Commands, tools: &CodeTools, lazy: &Lazy) -> Html {
    if state.embed().is_embed() {
        return embed(state, commands, tools, lazy);
    }
    let main = match state.shown() {
        Shown::Guide => pages::guide(state, commands, lazy),
        Shown::Experiment => pages::experiment(state, commands, tools, lazy),
    };
    html! {
        <>
            { header(state, tools, &commands.dispatch, lazy) }
            <div class="columns">
                <Sidebar current={state.shown_id()} title={state.title()} query={state.own_query()} choose={commands.dispatch.clone()} />
                { main }
            </div>
        </>
    }
}
