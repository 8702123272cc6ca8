//! The settings of an experiment, in one line that opens to its parameters and strategies, and Run.

mod parameters;
mod run;
mod words;

pub(super) use run::run_or_stop;

use super::answer::next_prediction;
use super::deferred::Lazy;
use crate::commands::Commands;
use crate::state::{Action, SettingsAction, State};
use lanes_analysis::look::look;
use lanes_catalogue::Value;
use lanes_catalogue::experiment::{Parameter, default_value};
use lanes_model::Strategy;
use lanes_model::strategy::IN_PYTHON;
use parameters::ParameterControl;
use yew::prelude::*;

/// Id of the form that Run submits.
const FORM: &str = "settings";

/// Renders the settings and Run.
pub(crate) fn controls(state: &State, commands: &Commands, lazy: &Lazy) -> Html {
    let id = state.setup().experiment().id;
    // Closed settings would hide what is missing.
    let is_open = state.setup().lacking().is_some() || state.settings().lacks_files();
    html! {
        <div class="setup">
            <Disclosure key={id} class="settings" open={is_open} summary={summary(state)}>
                { form(state, &commands.dispatch, lazy) }
            </Disclosure>
            { run(state, commands, Some(FORM)) }
        </div>
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

/// Renders the settings in one line.
fn summary(state: &State) -> Html {
    let (setup, cores) = (state.setup(), state.machine().cores);
    let usual = setup
        .values()
        .shown()
        .filter(|(parameter, value)| !parameter.advanced || **value != default_value(parameter, cores));
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
    let (chosen, all) = (setup.strategies().len(), setup.experiment().strategies.len());
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

/// Renders the controls of all settings.
fn form(state: &State, dispatch: &Callback<Action>, lazy: &Lazy) -> Html {
    let control = |(parameter, value): (&'static Parameter, &Value)| {
        let dispatch = dispatch.clone();
        let draft = state.settings().draft(parameter.key).cloned();
        html! { <ParameterControl key={parameter.key} {parameter} value={value.clone()} {draft} {dispatch} /> }
    };
    let (advanced, usual): (Vec<_>, Vec<_>) =
        state.setup().values().shown().partition(|(parameter, _)| parameter.advanced);
    let cores = state.machine().cores;
    let changed = advanced.iter().any(|(parameter, value)| **value != default_value(parameter, cores));
    html! {
        <form id={FORM} class="controls" aria-label={words::SETTINGS} onsubmit={|event: SubmitEvent| event.prevent_default()}>
            <label class="help">
                <input type="checkbox" name="help" aria-label={words::HELP} />
                <span aria-hidden="true">{ "?" }</span>
            </label>
            <div class="parameters">{ for usual.into_iter().map(control) }</div>
            if let Some(remark) = state.setup().experiment().remark(state.setup()) {
                <p class="hint amounts" aria-live="polite">{ remark }</p>
            }
            if let Some(own_files) = state.setup().values().own_files() {
                { lazy.show_once_ready(|later| (later.choose_files)(state, own_files, dispatch)) }
            }
            if !advanced.is_empty() {
                <Disclosure class="more" open={changed} summary={html! { words::MORE }}>
                    <div class="parameters">{ for advanced.into_iter().map(control) }</div>
                </Disclosure>
            }
            { strategies(state, dispatch) }
            { next_prediction(state, dispatch) }
        </form>
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

/// Renders the choice of strategies.
fn strategies(state: &State, dispatch: &Callback<Action>) -> Html {
    let chosen = state.setup().strategies();
    let choice = |strategy: Strategy| {
        let possible = state.possible(strategy);
        let checked = chosen.contains(&strategy) && possible;
        let onchange =
            dispatch.reform(move |_: Event| Action::Settings(SettingsAction::StrategyToggled(strategy)));
        let is_only = chosen == [strategy];
        let meaning = strategy.meaning();
        let limit = match possible {
            true if is_only => Some(words::ONLY_STRATEGY),
            true => None,
            false => Some(words::NEEDS_SHARED_MEMORY),
        };
        html! {
            <label class={format!("strategy look-{}", look(strategy))}>
                <input
                    type="checkbox"
                    name={strategy.key()}
                    {checked}
                    disabled={!possible || is_only}
                    {onchange}
                />
                <span class="name">{ strategy.key() }</span>
                <span class="remark">{ meaning.here }{ IN_PYTHON }{ meaning.python }</span>
                if let Some(limit) = limit { <span class="remark limit">{ limit }</span> }
            </label>
        }
    };
    let experiment = state.setup().experiment();
    html! {
        <fieldset class="strategies">
            <legend>{ words::COMPARE }</legend>
            { for experiment.strategies.iter().copied().map(choice) }
            if !experiment.left_out.is_empty() {
                <p class="left-out">{ experiment.left_out }</p>
            }
        </fieldset>
    }
}
