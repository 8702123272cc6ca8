//! The switch between the runtimes of an experiment.

use super::words;
use crate::state::{Action, EngineStatus, SettingsAction, State};
use crate::view::words::{OPEN_IN_LANES, loading};
use lanes_catalogue::experiment::{Choice, Domain, RUNTIME};
use lanes_model::Runtime;
use yew::prelude::*;

/// Renders the runtimes to choose from. Nothing if there is only Rust.
pub(super) fn runtime_switch(state: &State, dispatch: &Callback<Action>) -> Html {
    let setup = state.setup();
    let Some(parameter) = setup.experiment().parameters.iter().find(|parameter| parameter.key == RUNTIME.key)
    else {
        return html! {};
    };
    let Domain::Choice(options) = parameter.domain else { return html! {} };
    let chosen = setup.runtime();
    let choice = |(value, option): (u64, &Choice)| {
        let onchange = dispatch
            .reform(move |_: Event| Action::Settings(SettingsAction::Picked { key: RUNTIME.key, value }));
        html! {
            <label>
                <input type="radio" name="runtime" checked={option.key == chosen.key()} {onchange} />
                <span>{ option.label }</span>
            </label>
        }
    };
    html! {
        <div class="runtime">
            <fieldset>
                <legend class="hidden">{ words::RUNTIME }</legend>
                { for (0..).zip(options).map(choice) }
            </fieldset>
            { status(state, chosen) }
        </div>
    }
}

/// Says how much of the chosen runtime is loaded, or why it cannot run here.
fn status(state: &State, runtime: Runtime) -> Html {
    if !runtime.is_python() {
        return html! {};
    }
    if !state.machine().isolated {
        return html! {
            <p class="missing">
                { words::PYTHON_NEEDS_ISOLATION }
                <a href={state.link()} target="_blank" rel="noopener">{ OPEN_IN_LANES }</a>
            </p>
        };
    }
    let loaded = match state.runs().engine() {
        EngineStatus::Starting { loaded } if *loaded > 0 && state.job().is_none() => Some(loading(*loaded)),
        _ => None,
    };
    let said = loaded.or_else(|| state.setup().runtime_remark());
    html! { <p class="quiet" role="status">{ said.unwrap_or_default() }</p> }
}
