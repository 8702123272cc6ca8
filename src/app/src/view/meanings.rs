//! Next to the results: that they are measured in Rust, and what each strategy stands for in Python.

use lanes_model::Approach;
use lanes_model::glossary::{IN_PYTHON, MEASURED, MEASURED_ELSEWHERE, STANDS_FOR};
use yew::prelude::*;

/// The runtime of what is shown, and the meaning of each of its strategies.
pub(super) fn meanings(approaches: &[Approach], is_recorded: bool) -> Html {
    let row = |approach: &Approach| {
        let meaning = approach.meaning();
        html! {
            <div key={approach.key()}>
                <dt>{ approach.key() }</dt>
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
            <dl>{ for approaches.iter().map(row) }</dl>
        </div>
    }
}
