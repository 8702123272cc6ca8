//! The head of the page: name, machine, theme.

use crate::state::{Engine, State};
use lanes_model::units;
use web_sys::HtmlElement;
use yew::prelude::*;

pub(crate) fn header(state: &State) -> Html {
    let machine = &state.machine;
    let cores = match machine.cores {
        1 => "1 core".to_owned(),
        cores => format!("{cores} cores"),
    };
    let isolation = if machine.isolated { "isolated" } else { "not isolated" };
    let engine = match &state.engine {
        Engine::Starting => "engine starting".to_owned(),
        Engine::Ready(engine) => {
            let threads = if engine.lanes > 0 { engine.lanes.to_string() } else { "no".to_owned() };
            format!("engine ready in {}, {threads} threads", units::duration(engine.start_up))
        }
        Engine::Failed(_) => "no engine".to_owned(),
    };
    html! {
        <header class="page-head">
            <a class="skip" href="#experiment">{ "Skip to the experiment" }</a>
            <a class="brand" href="./">
                <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
                    <rect x="1" y="3" width="22" height="4" rx="2" />
                    <rect x="1" y="10" width="13" height="4" rx="2" />
                    <rect x="1" y="17" width="8" height="4" rx="2" />
                </svg>
                { "Lanes" }
            </a>
            <p class="machine" id="machine">
                <span>{ cores }</span>
                <span data-isolated={machine.isolated.to_string()}>{ isolation }</span>
                <span data-engine={engine.clone()}>{ engine }</span>
            </p>
            <ThemeChoice />
        </header>
    }
}

const THEME_KEY: &str = "lanes.theme";
const THEMES: [(&str, &str); 3] = [("auto", "Auto"), ("light", "Light"), ("dark", "Dark")];

/// Light, dark, or as the system says. The start script applies the choice before the page shows.
#[component]
fn ThemeChoice() -> Html {
    let theme = use_state(|| stored_theme().unwrap_or_else(|| "auto".to_owned()));
    let onchange = {
        let theme = theme.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<web_sys::HtmlSelectElement>().value();
            apply_theme(&chosen);
            theme.set(chosen);
        })
    };
    html! {
        <label class="theme">
            <span>{ "Theme" }</span>
            <select {onchange}>
                { for THEMES.iter().map(|(value, label)| html! {
                    <option value={*value} selected={*value == theme.as_str()}>{ *label }</option>
                }) }
            </select>
        </label>
    }
}

fn stored_theme() -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(THEME_KEY).ok()?
}

fn apply_theme(theme: &str) {
    let Some(window) = web_sys::window() else { return };
    let root = window.document().and_then(|document| document.document_element());
    if let Some(root) = root.as_ref().and_then(wasm_bindgen::JsCast::dyn_ref::<HtmlElement>) {
        // Neither fails for such names; without storage the choice lasts as long as the page.
        let _ = root.set_attribute("data-theme", theme);
    }
    if let Ok(Some(storage)) = window.local_storage() {
        let _ = storage.set_item(THEME_KEY, theme);
    }
}
