//! The head of the page: name, machine, theme.

use super::focus::skip_head;
use super::lazy::Lazy;
use super::select_option;
use super::share::ShareProps;
use crate::js::CodeTools;
use crate::state::{Action, EmbedAction, EngineStatus, State};
use lanes_analysis::units;
use lanes_report::presentation::Theme;
use yew::prelude::*;

pub(crate) fn header(state: &State, tools: &CodeTools, dispatch: &Callback<Action>, lazy: &Lazy) -> Html {
    let machine = state.machine();
    let share = ShareProps {
        query: state.query(),
        results: state.results_shown().filter(|_| !state.is_running()).cloned(),
        title: state.title(),
        tools: tools.clone(),
    };
    let cores = format!("{} {}", machine.cores, units::noun(u64::from(machine.cores), "core"));
    let isolation = if machine.isolated { "isolated" } else { "not isolated" };
    let engine = match state.runs().engine() {
        EngineStatus::Resting => "no engine while nothing runs".to_owned(),
        EngineStatus::Starting => "engine starting".to_owned(),
        EngineStatus::Ready(engine) => {
            let threads = if engine.lanes > 0 { engine.lanes.to_string() } else { "no".to_owned() };
            format!("engine ready in {}, {threads} threads", units::duration(engine.start_up))
        }
        EngineStatus::Failed(_) => "no engine".to_owned(),
    };
    html! {
        <header class="page-head">
            <a class="skip" href="#experiment" onclick={skip_head}>{ "Skip to the experiment" }</a>
            <a class="brand" href="./">
                <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
                    <rect x="1" y="3" width="22" height="4" rx="2" />
                    <rect x="1" y="10" width="13" height="4" rx="2" />
                    <rect x="1" y="17" width="8" height="4" rx="2" />
                </svg>
                { "Lanes" }
            </a>
            <nav class="site-pages" aria-label="Site">
                <a href="./guide/">{ "Guide" }</a>
                <a href="./guide/recipes/">{ "Recipes" }</a>
                <a href="./authors/">{ "For authors" }</a>
            </nav>
            <p class="machine" id="machine">
                <span>{ cores }</span>
                <span data-isolated={machine.isolated.to_string()}>{ isolation }</span>
                <span data-engine={engine.clone()}>{ engine }</span>
            </p>
            { lazy.show_or(share_soon, |later| (later.share)(share)) }
            <ThemeChoice asked={state.embed().presentation().theme.map(Theme::key)} dispatch={dispatch.clone()} />
        </header>
    }
}

/// What stands in the menu's place until it is there.
fn share_soon() -> Option<Html> {
    Some(
        html! { <div class="share"><button type="button" class="quiet" disabled=true>{ "Share" }</button></div> },
    )
}

const THEME_KEY: &str = "lanes.theme";
const THEMES: [(&str, &str); 3] = [("auto", "Auto"), ("light", "Light"), ("dark", "Dark")];

#[derive(PartialEq, Properties)]
struct ThemeChoiceProps {
    /// The theme that the address asks for, until the reader chooses one.
    asked: Option<&'static str>,
    dispatch: Callback<Action>,
}

/// Light, dark, or as the system says. The start script does the same before the page shows.
#[component]
fn ThemeChoice(ThemeChoiceProps { asked, dispatch }: &ThemeChoiceProps) -> Html {
    let stored = use_state(|| stored_theme().unwrap_or("auto").to_owned());
    let onchange = {
        let (stored, dispatch) = (stored.clone(), dispatch.clone());
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<web_sys::HtmlSelectElement>().value();
            store_theme(&chosen);
            stored.set(chosen);
            dispatch.emit(Action::Embed(EmbedAction::ThemeChosen));
        })
    };
    let theme = asked.unwrap_or(&stored);
    use_effect_with(theme.to_owned(), |theme| show_theme(theme));
    html! {
        <label class="theme">
            <span>{ "Theme" }</span>
            <select {onchange}>
                { for THEMES.iter().map(|(value, label)| select_option(*value, *label, *value == theme)) }
            </select>
        </label>
    }
}

/// What the reader chose on an earlier visit, where it is a theme.
fn stored_theme() -> Option<&'static str> {
    let stored = web_sys::window()?.local_storage().ok()??.get_item(THEME_KEY).ok()??;
    THEMES.iter().map(|(value, _)| *value).find(|value| *value == stored)
}

/// Has the page take the colours of a theme.
pub(crate) fn show_theme(theme: &str) {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        // Does not fail for such a name.
        let _ = root.set_attribute("data-theme", theme);
    }
}

fn store_theme(theme: &str) {
    if let Some(Ok(Some(storage))) = web_sys::window().map(|window| window.local_storage()) {
        // Without storage the choice lasts as long as the page.
        let _ = storage.set_item(THEME_KEY, theme);
    }
}
