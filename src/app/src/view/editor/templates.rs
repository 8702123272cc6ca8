//! Templates of code, which the reader changes.

use super::words;
use crate::js::{CodeTools, error_text};
use crate::view::elements::select_option;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Renders the list of templates. Its first entry is its name, which stands there again after a choice.
pub(super) fn templates(all: &'static [(&str, &str)], choose: &Callback<&'static str>) -> Html {
    let choose = choose.clone();
    let onchange = Callback::from(move |event: Event| {
        let list = event.target_unchecked_into::<HtmlSelectElement>();
        let index = usize::try_from(list.selected_index()).unwrap_or(0);
        list.set_selected_index(0);
        if let Some((file, _)) = index.checked_sub(1).and_then(|index| all.get(index)) {
            choose.emit(file);
        }
    });
    html! {
        <select class="templates" aria-label={words::TEMPLATE} {onchange}>
            { select_option("", words::TEMPLATE, true) }
            { for all.iter().map(|(file, label)| select_option(*file, *label, false)) }
        </select>
    }
}

/// Returns the reason why the last template could not be loaded, and a callback that loads a template of an experiment and
/// writes it in place of the code. The editor can undo that.
#[hook]
pub(super) fn use_template(
    id: &'static str,
    tools: &CodeTools,
    write: &Callback<Option<Rc<str>>>,
) -> (Option<String>, Callback<&'static str>) {
    let problem = use_state(|| None::<String>);
    let choose = {
        let (problem, tools, write) = (problem.setter(), tools.clone(), write.clone());
        Callback::from(move |file: &'static str| {
            let (problem, tools, write) = (problem.clone(), tools.clone(), write.clone());
            spawn_local(async move {
                let text = tools.read(&format!("code/python/{id}/{file}.py")).await;
                problem.set(text.as_ref().err().map(error_text));
                if let Some(text) = text.ok().and_then(|text| text.as_string()) {
                    write.emit(Some(text.into()));
                }
            });
        })
    };
    ((*problem).clone(), choose)
}
