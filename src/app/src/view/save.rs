//! The result as a file.

use crate::environment::environment;
use crate::state::{Machine, Results, Shared};
use js_sys::Array;
use lanes_model::result::ResultDocument;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SaveProps {
    pub(crate) results: Shared<Results>,
    pub(crate) machine: Machine,
}

/// Saves what was measured, with the machine and the date, as JSON.
#[component]
pub(crate) fn SaveResult(SaveProps { results, machine }: &SaveProps) -> Html {
    let problem = use_state(|| None::<String>);
    let onclick = {
        let (results, machine, problem) = (results.clone(), machine.clone(), problem.clone());
        Callback::from(move |_: MouseEvent| problem.set(save(&results, &machine).err()))
    };
    html! {
        <p class="save">
            <button type="button" {onclick}>{ "Save as JSON" }</button>
            if let Some(problem) = &*problem {
                <span class="bad-text" role="alert">{ format!("The file could not be made: {problem}") }</span>
            }
        </p>
    }
}

fn save(results: &Results, machine: &Machine) -> Result<(), String> {
    let document =
        ResultDocument::new(&results.setup, results.runs(), results.failure.as_ref(), environment(machine));
    let json = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    let name = format!("lanes-{}.json", results.setup.experiment().id);
    download(&name, &json).map_err(|error| format!("{error:?}"))
}

/// Has the browser save a text under a name.
fn download(name: &str, text: &str) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or("There is no window.")?;
    let document = window.document().ok_or("There is no document.")?;
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}
