//! The result as a file.

use crate::js_error::text_of;
use crate::state::{Machine, Results, Shared};
use js_sys::{Array, Date};
use lanes_model::result::{Environment, ResultDocument};
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
    download(&name, &json).map_err(|error| text_of(&error))
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

fn environment(machine: &Machine) -> Environment {
    let window = web_sys::window();
    let browser = window.as_ref().and_then(|window| window.navigator().user_agent().ok());
    Environment {
        cores: machine.cores,
        isolated: machine.isolated,
        clock_resolution_ms: window
            .and_then(|window| window.performance())
            .map_or(0.0, |clock| smallest_step(|| clock.now())),
        browser: browser.unwrap_or_default(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        recorded_at: Date::new_0().to_iso_string().into(),
    }
}

/// The smallest step a clock makes, in its own unit, of those seen in some ten milliseconds; zero where it
/// made none.
fn smallest_step(now: impl Fn() -> f64) -> f64 {
    const LOOKS: usize = 50_000;
    let mut last = now();
    let mut smallest = f64::INFINITY;
    for _ in 0..LOOKS {
        let next = now();
        if next > last {
            smallest = smallest.min(next - last);
            last = next;
        }
    }
    if smallest.is_finite() { smallest } else { 0.0 }
}
