//! Next to the results: that they are measured in Rust, and what each strategy stands for in Python.

use lanes_model::Strategy;
use lanes_model::runtime::{MEASURED, MEASURED_ELSEWHERE, STANDS_FOR};
use lanes_model::strategy::IN_PYTHON;
use yew::prelude::*;

/// The runtime of what is shown, and the meaning of each of its strategies.
pub(super) fn meanings(strategies: &[Strategy], is_recorded: bool) -> Html {
    let row = |strategy: &Strategy| {
        let meaning = strategy.meaning();
        html! {
            <div key={strategy.key()}>
                <dt>{ strategy.key() }</dt>
                <dd>{ meaning.here }{ IN_PYTHON }{ meaning.python }</dd>
            </div>
        }
    };
    html! {
        <div class="meanings">
            <p>
                <strong>{ if is_recorded { MEASURED_ELSEWHERE } else { MEASURED } }{ "." }</strong>
                { " " }{ STANDS_FOR }
            </p>
            <dl>{ for strategies.iter().map(row) }</dl>
        </div>
    }
}
