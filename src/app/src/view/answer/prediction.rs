//! The reader's prediction of the winner.

use super::words;
use crate::state::{Action, SettingsAction, State};
use crate::view::elements::vanishing_button;
use lanes_analysis::look::look;
use lanes_model::Strategy;
use yew::prelude::*;

/// Renders the choice of the strategy that the reader expects to win the next run, or nothing if none can win.
pub(super) fn prediction(state: &State, dispatch: &Callback<Action>, question: &'static str) -> Html {
    let candidates = state.candidates();
    if candidates.is_empty() {
        return html! {};
    }
    let picked = state.prediction();
    let choice = |strategy: Strategy| {
        let onchange = dispatch
            .reform(move |_: Event| Action::Settings(SettingsAction::WinnerPredicted(Some(strategy))));
        html! {
            <label key={strategy.key()} class={format!("look-{}", look(strategy))}>
                <input
                    type="radio"
                    name="prediction"
                    value={strategy.key()}
                    checked={picked == Some(strategy)}
                    {onchange}
                />
                { strategy.key() }
            </label>
        }
    };
    html! {
        <div class="prediction" role="radiogroup" tabindex="-1" aria-labelledby="prediction-question">
            <span id="prediction-question">{ question }</span>
            <span class="choices">{ for candidates.into_iter().map(choice) }</span>
            if picked.is_some() {
                { vanishing_button(words::CLEAR, dispatch, Action::Settings(SettingsAction::WinnerPredicted(None))) }
            }
        </div>
    }
}
