//! The reader's prediction before a run: which strategy wins.

use super::words;
use crate::state::{Action, State};
use crate::view::elements::vanishing_button;
use lanes_model::Strategy;
use yew::prelude::*;

/// Renders the strategies that can win, or nothing if none can.
pub(super) fn pick_winner(state: &State, dispatch: &Callback<Action>) -> Html {
    let candidates = state.candidates();
    if candidates.is_empty() {
        return html! {};
    }
    let picked = state.picked();
    let choice = |strategy: Strategy| {
        let onchange = dispatch.reform(move |_: Event| Action::Predicted(Some(strategy)));
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
                { vanishing_button(words::CLEAR, dispatch, Action::Predicted(None)) }
            }
        </div>
    }
}
