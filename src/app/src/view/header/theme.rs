//! The theme: light, dark, or the system's.

use super::words;
use crate::environment::storage;
use crate::state::{Action, EmbedAction};
use crate::view::elements::select_option;
use yew::prelude::*;

const THEME_KEY: &str = "lanes.theme";

#[derive(PartialEq, Properties)]
pub(super) struct ThemeMenuProps {
    /// The theme that the address asks for, until the reader chooses one.
    pub(super) asked: Option<&'static str>,
    pub(super) dispatch: Callback<Action>,
}

/// The menu of themes. The start script applies the stored theme before the page shows.
#[component]
pub(super) fn ThemeMenu(ThemeMenuProps { asked, dispatch }: &ThemeMenuProps) -> Html {
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
            <span>{ words::THEME }</span>
            <select {onchange}>
                { for words::THEMES.iter().map(|(key, name)| select_option(*key, *name, *key == theme)) }
            </select>
        </label>
    }
}

/// Returns the theme that the reader chose on an earlier visit.
fn stored_theme() -> Option<&'static str> {
    let stored = storage()?.get_item(THEME_KEY).ok()??;
    words::THEMES.iter().map(|(key, _)| *key).find(|key| *key == stored)
}

/// Applies the colours of a theme to the page.
pub(crate) fn show_theme(theme: &str) {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        // Does not fail for such a name.
        let _ = root.set_attribute("data-theme", theme);
    }
}

fn store_theme(theme: &str) {
    if let Some(storage) = storage() {
        // Without storage the choice lasts as long as the page.
        let _ = storage.set_item(THEME_KEY, theme);
    }
}
