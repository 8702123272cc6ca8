//! Tabs of the languages, operated as the ARIA Authoring Practices describe it.

use super::language::Language;
use super::words;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;
use yew::prelude::*;

/// Renders the tabs of some languages, and the content under the chosen one.
pub(super) fn tabs(
    languages: &[Language],
    shown: Language,
    choose: &UseStateSetter<Language>,
    content: Html,
) -> Html {
    let tab = |language: Language| {
        let is_shown = language == shown;
        let onclick = {
            let choose = choose.clone();
            Callback::from(move |_| choose.set(language))
        };
        html! {
            <button
                type="button"
                role="tab"
                id={tab_id(language)}
                aria-selected={is_shown.to_string()}
                aria-controls={panel_id(language)}
                tabindex={if is_shown { "0" } else { "-1" }}
                {onclick}
            >
                { language.name() }
            </button>
        }
    };
    let has_choice = languages.len() > 1;
    let onkeydown = {
        let choose = choose.clone();
        Callback::from(move |event: KeyboardEvent| {
            let Some(language) = target(&event.key(), shown).filter(|_| has_choice) else { return };
            event.prevent_default();
            choose.set(language);
            let id = tab_id(language);
            let document = event.target_unchecked_into::<HtmlElement>().owner_document();
            let tab = document.and_then(|document| document.get_element_by_id(&id));
            if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
                // Cannot fail for an element of the page.
                let _ = tab.focus();
            }
        })
    };
    let panel = |language: Language| {
        let is_shown = language == shown;
        html! {
            <div
                class="code-tab"
                role="tabpanel"
                id={panel_id(language)}
                aria-labelledby={tab_id(language)}
                hidden={!is_shown}
            >
                if is_shown { { content.clone() } }
            </div>
        }
    };
    html! {
        <>
            <div class="tabs" role="tablist" aria-label={words::CODE} {onkeydown}>
                { for languages.iter().copied().map(tab) }
            </div>
            { for languages.iter().copied().map(panel) }
        </>
    }
}

/// Returns the tab that a key leads to.
fn target(key: &str, shown: Language) -> Option<Language> {
    let place = Language::ALL.iter().position(|language| *language == shown)?;
    let last = Language::ALL.len() - 1;
    let next = match key {
        "ArrowRight" => {
            if place == last {
                0
            } else {
                place + 1
            }
        }
        "ArrowLeft" => {
            if place == 0 {
                last
            } else {
                place - 1
            }
        }
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(Language::ALL[next])
}

fn tab_id(language: Language) -> String {
    format!("tab-{}", language.key())
}

fn panel_id(language: Language) -> String {
    format!("code-{}", language.key())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrow_keys_go_from_tab_to_tab_and_around() {
        for key in ["ArrowRight", "ArrowLeft"] {
            assert_eq!(target(key, Language::Python), Some(Language::Rust), "{key}");
            assert_eq!(target(key, Language::Rust), Some(Language::Python), "{key}");
        }
        assert_eq!(target("Home", Language::Rust), Some(Language::Python));
        assert_eq!(target("End", Language::Python), Some(Language::Rust));
        assert_eq!(target("Enter", Language::Python), None);
    }
}
