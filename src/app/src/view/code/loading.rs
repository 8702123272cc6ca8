//! Loading of files and of the highlighter once they are in sight, and copying.

use super::words;
use crate::js::CodeTools;
use crate::js::error_text;
use crate::view::focus::pass_on_focus;
use js_sys::Function;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

/// Text of a file, or the reason why it could not be loaded; None while it is loading.
pub(in crate::view) type File = Option<Result<Rc<str>, String>>;

/// Returns the place to put an element, and true once that element has been on the screen.
#[hook]
pub(super) fn use_on_screen(tools: &CodeTools) -> (NodeRef, bool) {
    let element = use_node_ref();
    let is_on_screen = use_state(|| false);
    {
        let (tools, element, is_on_screen) = (tools.clone(), element.clone(), is_on_screen.setter());
        use_effect_with((), move |()| {
            if let Some(element) = element.cast::<Element>() {
                tools.when_on_screen(&element, &Closure::once_into_js(move || is_on_screen.set(true)));
            }
        });
    }
    (element, *is_on_screen)
}

/// Loads the function that colours code, once `needed`. Until then, or if it cannot be loaded, code has no colours.
#[hook]
pub(super) fn use_highlighter(tools: &CodeTools, needed: bool) -> Option<Function> {
    let highlighter = use_state(|| None::<Function>);
    let (tools, loaded) = (tools.clone(), highlighter.clone());
    use_effect_with(needed, move |needed| {
        if *needed {
            spawn_local(async move {
                let function = tools.load_highlighter().await.ok();
                loaded.set(function.map(JsCast::unchecked_into));
            });
        }
    });
    (*highlighter).clone()
}

/// Loads a file of the site, if a path is given. Returns the file and a callback that loads it again.
#[hook]
pub(in crate::view) fn use_file(tools: &CodeTools, path: Option<String>) -> (File, Callback<MouseEvent>) {
    let file = use_state(|| None::<(String, Result<Rc<str>, String>)>);
    let attempt = use_state(|| 0u32);
    let (tools, loaded) = (tools.clone(), file.clone());
    use_effect_with((path.clone(), *attempt), move |(path, _)| {
        let is_current = Rc::new(Cell::new(true));
        if let Some(path) = path.clone() {
            let is_current = is_current.clone();
            spawn_local(async move {
                let text = tools.read(&path).await;
                // Dropped if another file has been requested since.
                if is_current.get() {
                    let text = text.map(|text| Rc::from(text.as_string().unwrap_or_default()));
                    loaded.set(Some((path, text.map_err(|error| error_text(&error)))));
                }
            });
        }
        move || is_current.set(false)
    });
    let text = file.as_ref().filter(|(of, _)| path.as_ref() == Some(of)).map(|(_, text)| text.clone());
    let load = Callback::from(move |press| {
        pass_on_focus(&press);
        file.set(None);
        attempt.set(*attempt + 1);
    });
    (text, load)
}

/// Makes a callback that copies a text. Returns where to put the element that holds the text, a message about the copy,
/// and the callback.
#[hook]
pub(in crate::view) fn use_copy(
    tools: &CodeTools,
    text: Option<&Rc<str>>,
) -> (NodeRef, &'static str, Callback<MouseEvent>) {
    let element = use_node_ref();
    let outcome = use_state(|| None::<(Rc<str>, &'static str)>);
    let (tools, text) = (tools.clone(), text.cloned());
    // Shown only while the text is the one that was copied.
    let message =
        outcome.as_ref().filter(|(of, _)| Some(of) == text.as_ref()).map_or("", |(_, message)| *message);
    let copy = {
        let element = element.clone();
        Callback::from(move |_| {
            let Some(text) = text.clone() else { return };
            let (tools, element, outcome) = (tools.clone(), element.clone(), outcome.clone());
            spawn_local(async move {
                let copied = tools.copy(&text).await.is_ok();
                if let (false, Some(element)) = (copied, element.cast::<Element>()) {
                    tools.select(&element);
                }
                outcome.set(Some((text, if copied { words::COPIED } else { words::NOT_COPIED })));
            });
        })
    };
    (element, message, copy)
}
