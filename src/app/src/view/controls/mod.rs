//! The controls of an experiment: its parameters, the strategies to compare, a prediction, and Run.

mod parameters;
mod run;
mod words;

pub(super) use run::run_or_stop;

use super::deferred::Lazy;
use super::elements::vanishing_button;
use crate::commands::Commands;
use crate::state::{Action, SettingsAction, State};
use lanes_catalogue::Value;
use lanes_catalogue::experiment::{Parameter, default_value};
use lanes_model::Strategy;
use lanes_model::strategy::IN_PYTHON;
use parameters::ParameterControl;
use run::run_row;
use yew::prelude::*;

/// Renders all controls.
pub(crate) fn controls(state: &State, commands: &Commands, lazy: &Lazy) -> Html {
    let dispatch = &commands.dispatch;
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
        <form class="controls" aria-label={words::EXPERIMENT} onsubmit={|event: SubmitEvent| event.prevent_default()}>
            <div class="parameters">{ for usual.into_iter().map(control) }</div>
            if let Some(remark) = state.setup().experiment().remark(state.setup()) {
                <p class="hint amounts" aria-live="polite">{ remark }</p>
            }
            if let Some(own_files) = state.setup().values().own_files() {
                { lazy.show_once_ready(|later| (later.choose_files)(state, own_files, dispatch)) }
            }
            if !advanced.is_empty() {
                <More key={state.setup().experiment().id} open={changed}>
                    <div class="parameters">{ for advanced.into_iter().map(control) }</div>
                </More>
            }
            { strategies(state, dispatch) }
            { pick_winner(state, dispatch) }
            { run_row(state, commands) }
        </form>
    }
}

/// Renders Run and Stop alone, for an embed that hides the values.
pub(crate) fn run_only(state: &State, commands: &Commands) -> Html {
    html! { <div class="controls run-only">{ run_row(state, commands) }</div> }
}

#[derive(PartialEq, Properties)]
struct MoreProps {
    /// True if it is open at first.
    open: bool,
    children: Html,
}

/// Parameters that few readers need. A component, so that it stays as the reader left it while its values change.
#[component]
fn More(MoreProps { open, children }: &MoreProps) -> Html {
    let open = *use_state(|| *open);
    html! { <details {open}><summary>{ words::MORE }</summary>{ children.clone() }</details> }
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
            <label class="strategy">
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

/// Renders the choice of the strategy that the reader expects to win, or nothing if none can win.
fn pick_winner(state: &State, dispatch: &Callback<Action>) -> Html {
    let candidates = state.candidates();
    if candidates.is_empty() {
        return html! {};
    }
    let picked = state.prediction();
    let choice = |strategy: Strategy| {
        let onchange = dispatch
            .reform(move |_: Event| Action::Settings(SettingsAction::WinnerPredicted(Some(strategy))));
        html! {
            <label key={strategy.key()}>
                <input
                    type="radio"
                    name="prediction"
                    value={strategy.key()}
                    checked={picked == Some(strategy)}
                    disabled={state.is_running()}
                    {onchange}
                />
                { strategy.key() }
            </label>
        }
    };
    html! {
        <div class="prediction" role="radiogroup" tabindex="-1" aria-labelledby="prediction-question">
            <span id="prediction-question">
                { words::WHICH_WINS }<span class="quiet">{ words::YOUR_PREDICTION }</span>
            </span>
            <span class="choices">{ for candidates.into_iter().map(choice) }</span>
            if picked.is_some() && !state.is_running() {
                { vanishing_button(words::CLEAR, dispatch, Action::Settings(SettingsAction::WinnerPredicted(None))) }
            }
        </div>
    }
}
