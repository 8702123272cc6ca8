//! Predict, then run: the reader may guess who wins.

use super::focus::on_last_press;
use crate::state::{Action, SettingsAction, State};
use lanes_model::Strategy;
use yew::prelude::*;

/// Who can win, to choose from; nothing where nobody can.
pub(crate) fn prediction(state: &State, dispatch: &Callback<Action>) -> Html {
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
    let take_back = on_last_press(dispatch, Action::Settings(SettingsAction::WinnerPredicted(None)));
    html! {
        <div class="prediction" role="radiogroup" tabindex="-1" aria-labelledby="prediction-question">
            <span id="prediction-question">{ "Which wins? " }<span class="quiet">{ "Your prediction (optional)" }</span></span>
            <span class="choices">{ for candidates.into_iter().map(choice) }</span>
            if picked.is_some() && !state.is_running() {
                <button type="button" class="quiet" onclick={take_back}>{ "Clear" }</button>
            }
        </div>
    }
}
