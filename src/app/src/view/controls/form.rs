//! The form of the settings: parameters, the reader's files, and the strategies to compare. Loaded after the first view,
//! because it is closed at first.

use super::Disclosure;
use super::parameters::ParameterControl;
use super::words;
use crate::js::CodeTools;
use crate::state::{Action, SettingsAction, State};
use crate::view::answer::next_prediction;
use crate::view::elements::look_class;
use crate::view::files::ChooseFiles;
use lanes_catalogue::Value;
use lanes_catalogue::experiment::{OwnFiles, Parameter};
use lanes_model::Strategy;
use yew::prelude::*;

/// Renders the controls of all settings.
pub(crate) fn form(state: &State, tools: &CodeTools, dispatch: &Callback<Action>) -> Html {
    let control = |(parameter, value): (&'static Parameter, &Value)| {
        let dispatch = dispatch.clone();
        let draft = state.settings().draft(parameter.key).cloned();
        html! { <ParameterControl key={parameter.key} {parameter} value={value.clone()} {draft} {dispatch} /> }
    };
    let (advanced, usual): (Vec<_>, Vec<_>) =
        super::settings(state.setup()).partition(|(parameter, _)| parameter.advanced);
    let cores = state.machine().cores;
    let values = state.setup().values();
    let changed = advanced.iter().any(|(parameter, value)| **value != values.default_of(parameter, cores));
    html! {
        <form id={super::FORM} class="controls" aria-label={words::SETTINGS} onsubmit={|event: SubmitEvent| event.prevent_default()}>
            <label class="help">
                <input type="checkbox" name="help" aria-label={words::HELP} />
                <span aria-hidden="true">{ "?" }</span>
            </label>
            <div class="parameters">{ for usual.into_iter().map(control) }</div>
            if let Some(remark) = state.setup().experiment().remark(state.setup()) {
                <p class="hint amounts" aria-live="polite">{ remark }</p>
            }
            if let Some(own_files) = state.setup().values().own_files() {
                { choose_files(state, own_files, tools, dispatch) }
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

/// Renders the choice of the reader's own files.
fn choose_files(state: &State, own_files: OwnFiles, tools: &CodeTools, dispatch: &Callback<Action>) -> Html {
    html! {
        <ChooseFiles
            key={state.setup().experiment().id}
            setup={state.setup().clone()}
            {own_files}
            files={state.settings().own_files().cloned()}
            about={state.settings().about_files().map(str::to_owned)}
            problem={state.settings().file_problem().map(str::to_owned)}
            tools={tools.clone()}
            dispatch={dispatch.clone()}
        />
    }
}

/// Renders the choice of strategies.
fn strategies(state: &State, dispatch: &Callback<Action>) -> Html {
    let chosen = state.setup().strategies();
    let choice = |strategy: Strategy| {
        let runtime = state.setup().runtime();
        let possible = state.possible(strategy);
        let checked = chosen.contains(&strategy) && possible;
        let onchange =
            dispatch.reform(move |_: Event| Action::Settings(SettingsAction::StrategyToggled(strategy)));
        let is_only = chosen == [strategy];
        let limit = match possible {
            true if is_only => Some(words::ONLY_STRATEGY),
            true => None,
            false => Some(words::NEEDS_SHARED_MEMORY),
        };
        html! {
            <label class={classes!("strategy", look_class(strategy))}>
                <input
                    type="checkbox"
                    name={strategy.key()}
                    {checked}
                    disabled={!possible || is_only}
                    {onchange}
                />
                <span class="name">{ strategy.key() }</span>
                <span class="remark">{ runtime.meaning(strategy) }</span>
                if let Some(limit) = limit { <span class="remark limit">{ limit }</span> }
            </label>
        }
    };
    let experiment = state.setup().experiment();
    html! {
        <fieldset class="strategies">
            <legend>{ words::COMPARE }</legend>
            { for state.setup().available().map(choice) }
            if !experiment.left_out.is_empty() {
                <p class="left-out">{ experiment.left_out }</p>
            }
        </fieldset>
    }
}
