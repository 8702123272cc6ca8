//! The settings of an experiment, in one line that opens to its parameters and strategies, and Run.

mod form;
mod parameters;
mod run;
mod runtime;
mod words;

pub(super) use form::form;
pub(super) use run::run_or_stop;

use super::deferred::Lazy;
use crate::commands::Commands;
use crate::js::CodeTools;
use crate::state::State;
use lanes_catalogue::experiment::{Parameter, RUNTIME};
use lanes_catalogue::{Setup, Value};
use runtime::runtime_switch;
use yew::prelude::*;

/// Id of the form that Run submits.
const FORM: &str = "settings";

/// Renders the settings and Run.
pub(crate) fn controls(state: &State, commands: &Commands, tools: &CodeTools, lazy: &Lazy) -> Html {
    let id = state.setup().experiment().id;
    // Closed settings would hide what is missing.
    let is_open = state.setup().lacking().is_some() || state.settings().lacks_files();
    html! {
        <>
        { runtime_switch(state, &commands.dispatch) }
        <div class="setup">
            <Disclosure key={id} class="settings" open={is_open} summary={summary(state)}>
                { lazy.show(|later| (later.form)(state, tools, &commands.dispatch)) }
            </Disclosure>
            { run(state, commands, Some(FORM)) }
        </div>
        </>
    }
}

/// Renders Run and Stop alone, for an embed that hides the settings.
pub(crate) fn run_only(state: &State, commands: &Commands) -> Html {
    html! { <div class="setup run-only">{ missing(state) }{ run(state, commands, None) }</div> }
}

fn run(state: &State, commands: &Commands, form: Option<&'static str>) -> Html {
    let label = html! { <>{ words::RUN }<kbd>{ words::RUN_KEY }</kbd></> };
    let possible = state.next_job().is_some();
    run_or_stop(state.job(), label, possible, &commands.run, &commands.stop, form)
}

/// Says what is missing for a run.
fn missing(state: &State) -> Html {
    let text = if let Some(parameter) = state.setup().lacking() {
        words::fill_in(parameter)
    } else if state.settings().lacks_files() {
        words::CHOOSE_A_FILE.to_owned()
    } else {
        return html! {};
    };
    html! { <span class="lacking">{ text }</span> }
}

/// Iterates over the settings that the form contains: those that apply, without the runtime, which has a switch of its own.
fn settings(setup: &Setup) -> impl Iterator<Item = (&'static Parameter, &Value)> {
    setup.values().shown().filter(|(parameter, _)| parameter.key != RUNTIME.key)
}

/// Renders the settings in one line.
fn summary(state: &State) -> Html {
    let (setup, cores) = (state.setup(), state.machine().cores);
    let usual = settings(setup).filter(|(parameter, value)| {
        !parameter.advanced || **value != setup.values().default_of(parameter, cores)
    });
    let value = |(parameter, value): (&Parameter, &Value)| {
        html! {
            <span class="value">
                { parameter.label }
                { " " }
                <strong>{ value.label(parameter) }</strong>
                if !parameter.unit.is_empty() { { " " }{ parameter.unit } }
            </span>
        }
    };
    let (chosen, all) = (setup.strategies().len(), setup.available().count());
    html! {
        <>
            <span class="values">
                { missing(state) }
                { for usual.map(value) }
                if chosen < all { <span class="value">{ words::some_strategies(chosen, all) }</span> }
            </span>
            <span class="edit">{ words::EDIT }</span>
        </>
    }
}

#[derive(PartialEq, Properties)]
struct DisclosureProps {
    class: &'static str,
    /// True if it is open at first.
    open: bool,
    summary: Html,
    children: Html,
}

/// A part that opens. A component, so that it stays as the reader left it while its content changes.
#[component]
fn Disclosure(DisclosureProps { class, open, summary, children }: &DisclosureProps) -> Html {
    let open = *use_state(|| *open);
    html! { <details class={*class} {open}><summary>{ summary.clone() }</summary>{ children.clone() }</details> }
}
