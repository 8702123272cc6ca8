//! What the page looks like. Components take values and callbacks; they keep no state of their own that
//! matters.

mod bars;
mod code;
mod controls;
mod embed;
mod exhibit;
mod files;
mod finds;
mod focus;
mod guide;
mod header;
mod lanes;
mod lazy;
mod meanings;
mod notices;
mod outcome;
mod phases;
mod prediction;
mod records;
mod results;
mod save;
mod share;
mod sidebar;
mod sweep;
mod tables;

use crate::commands::Commands;
use crate::js::CodeTools;
use crate::state::{Shown, State};
use code::CodeProps;
use controls::controls;
use embed::embed;
use guide::GuideProps;
use header::header;
pub(crate) use header::show_theme;
use lanes_catalogue::guide::{TITLE, WATCH};
pub(crate) use lazy::{Lazy, use_lazy};
use notices::{address_notes, engine_notice, isolation_notice, opaque_notice};
use outcome::nothing_yet;
use sidebar::Sidebar;
use yew::prelude::*;
use yew::virtual_dom::{VTag, VText};

/// The whole page, or an article's part of it.
///
/// What has a state of its own, or seldom changes, is a component; all else is a function, since each component adds
/// some kilobytes to what a visitor waits for.
pub(crate) fn layout(state: &State, commands: &Commands, tools: &CodeTools, lazy: &Lazy) -> Html {
    if state.embed().is_embed() {
        return embed(state, commands, tools, lazy);
    }
    let main = match state.shown() {
        Shown::Guide => guide(state, commands, lazy),
        Shown::Experiment => experiment(state, commands, tools, lazy),
    };
    html! {
        <>
            { header(state, tools, &commands.dispatch, lazy) }
            <div class="columns">
                <Sidebar current={state.shown_id()} query={state.own_query()} choose={commands.dispatch.clone()} />
                { main }
            </div>
        </>
    }
}

/// An experiment: its controls and what came out.
fn experiment(state: &State, commands: &Commands, tools: &CodeTools, lazy: &Lazy) -> Html {
    let experiment = state.setup().experiment();
    let dispatch = &commands.dispatch;
    html! {
        <main id="experiment" tabindex="-1">
            <h1>{ experiment.title }</h1>
            <p class="watch">{ experiment.watch }</p>
            { records::arrived(state) }
            { address_notes(state.notes(), dispatch) }
            { opaque_notice(state.embed().frame()) }
            { isolation_notice(state.machine(), state.embed().frame()) }
            { controls(state, commands, lazy) }
            { engine_notice(state.runs().engine()) }
            { lazy.show_or(|| nothing_yet(state), |later| (later.outcome)(state, dispatch)) }
            { code(state, tools, lazy) }
        </main>
    }
}

/// The decision guide.
fn guide(state: &State, commands: &Commands, lazy: &Lazy) -> Html {
    let props = GuideProps { state: state.clone(), commands: commands.clone() };
    html! {
        <main id="experiment" class="guide" tabindex="-1">
            <h1>{ TITLE }</h1>
            <p class="watch">{ WATCH }</p>
            { address_notes(state.notes(), &commands.dispatch) }
            { opaque_notice(state.embed().frame()) }
            if state.embed().frame().has_workers() {
                { isolation_notice(state.machine(), state.embed().frame()) }
            }
            { lazy.show(|later| (later.guide)(props)) }
        </main>
    }
}

/// An option of a list. Whether it is the one shown is told as a property: where the reader has chosen before, browsers
/// ignore the attribute, and the list would show another value than the one that is used.
fn select_option(value: impl Into<AttrValue>, label: impl Into<AttrValue>, selected: bool) -> Html {
    let mut option = VTag::new("option");
    option.add_attribute("value", value);
    option.add_property("selected", selected);
    option.add_child(VText::new(label).into());
    option.into()
}

fn code(state: &State, tools: &CodeTools, lazy: &Lazy) -> Html {
    let props = CodeProps { setup: state.setup().clone(), tools: tools.clone() };
    lazy.show(|later| (later.code)(props))
}
