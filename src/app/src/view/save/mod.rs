//! What was measured as a file, in the format of the reader's choice.

mod file;

use crate::state::{Results, Shared};
use lanes_report::export::Format;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SaveProps {
    pub(crate) results: Shared<Results>,
    /// The point of what is varied.
    pub(crate) point: u16,
}

/// The formats, a download each. Nothing while it is not known where and when it was measured.
#[component]
pub(crate) fn SaveMenu(SaveProps { results, point }: &SaveProps) -> Html {
    let problem = use_state(|| None::<String>);
    if results.environment.is_none() {
        return html! {};
    }
    let entry = |format: Format| {
        let (results, problem, point) = (results.clone(), problem.clone(), *point);
        let onclick = Callback::from(move |_: MouseEvent| {
            let (results, problem) = (results.clone(), problem.clone());
            spawn_local(async move { problem.set(file::save(&results, point, format).await.err()) });
        });
        html! {
            <li>
                <button type="button" {onclick}><span class="hidden">{ "Save as " }</span>{ format.name() }</button>
                <span class="remark">{ format.purpose() }</span>
            </li>
        }
    };
    html! {
        <details class="save">
            <summary>{ "Save as" }</summary>
            <ul>{ for Format::ALL.map(entry) }</ul>
            if let Some(problem) = &*problem {
                <p class="bad-text" role="alert">{ format!("The file could not be made: {problem}") }</p>
            }
        </details>
    }
}
