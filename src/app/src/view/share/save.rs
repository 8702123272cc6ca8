//! The Save menu: the results as a file, in the format that the reader chooses.

use super::{file, words};
use crate::state::{Results, Shared};
use lanes_model::export::Format;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SaveProps {
    pub(crate) results: Shared<Results>,
    /// The step of the sweep that is looked at.
    pub(crate) point: u16,
}

/// The formats, a download each. Nothing until the machine and the time of the measurement are known.
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
                <button type="button" {onclick}><span class="hidden">{ words::SAVE_AS_FORMAT }</span>{ format.name() }</button>
                <span class="remark">{ format.purpose() }</span>
            </li>
        }
    };
    html! {
        <details class="save">
            <summary>{ words::SAVE_AS }</summary>
            <ul>{ for Format::ALL.map(entry) }</ul>
            if let Some(problem) = &*problem {
                <p class="bad-text" role="alert">{ words::not_saved(problem) }</p>
            }
        </details>
    }
}
