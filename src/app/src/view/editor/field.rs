//! The field of the code: a plain text field until the editor is loaded, or if it cannot be.

use super::words;
use crate::js::{CodeEditor, CodeTools};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct CodeFieldProps {
    pub(super) text: Rc<str>,
    pub(super) is_locked: bool,
    /// Line to mark, from 1, or zero for none.
    pub(super) failing_line: u32,
    pub(super) tools: CodeTools,
    pub(super) onedit: Callback<String>,
}

#[component]
pub(super) fn CodeField(props: &CodeFieldProps) -> Html {
    let CodeFieldProps { text, is_locked, failing_line, tools, onedit } = props;
    let (place, field) = (use_node_ref(), use_node_ref());
    let editor = use_editor(tools, &place, &field, onedit);
    {
        let editor = editor.clone();
        use_effect_with((text.clone(), editor), |(text, editor)| {
            if let Some(editor) = editor {
                editor.set_text(text);
            }
        });
    }
    use_effect_with((*is_locked, editor.clone()), |(is_locked, editor)| {
        if let Some(editor) = editor {
            editor.lock(*is_locked);
        }
    });
    use_effect_with((*failing_line, editor.clone()), |(line, editor)| {
        if let Some(editor) = editor {
            editor.mark_line(*line);
        }
    });
    let oninput =
        onedit.reform(|event: InputEvent| event.target_unchecked_into::<HtmlTextAreaElement>().value());
    html! {
        <>
            <div ref={place} class="code-editor" />
            if editor.is_none() {
                <textarea
                    ref={field}
                    aria-label={words::YOUR_CODE}
                    rows="12"
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    readonly={*is_locked}
                    value={text.to_string()}
                    {oninput}
                />
            }
        </>
    }
}

/// Loads the editor and puts it in place of the field. Returns the editor once it is there.
#[hook]
fn use_editor(
    tools: &CodeTools,
    place: &NodeRef,
    field: &NodeRef,
    onedit: &Callback<String>,
) -> Option<CodeEditor> {
    let editor = use_state(|| None::<CodeEditor>);
    let edited = use_mut_ref(|| onedit.clone());
    edited.replace(onedit.clone());
    let (tools, place, field, loaded) = (tools.clone(), place.clone(), field.clone(), editor.setter());
    use_effect_with((), move |()| {
        let onedit = Closure::<dyn FnMut(String)>::new(move |text| {
            let edited = edited.borrow().clone();
            edited.emit(text);
        });
        let function = onedit.as_ref().clone();
        spawn_local(async move {
            let (Some(place), Some(field)) = (place.cast::<Element>(), field.cast::<Element>()) else {
                return;
            };
            // Without the editor, the plain field stays.
            if let Ok(editor) = tools.open_editor(&place, &field, &function).await {
                loaded.set(Some(editor.unchecked_into()));
            }
        });
        // The editor may outlive the component by a moment and must not call a function that is gone.
        move || onedit.forget()
    });
    (*editor).clone()
}
