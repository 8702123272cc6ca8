//! The code of the experiment: a Python script with the reader's values, next to the Rust that runs.

mod loading;
mod words;

use super::elements::select_option;
use crate::js::CodeTools;
use js_sys::{Function, encode_uri_component};
use lanes_catalogue::Setup;
use lanes_report::code;
use loading::{File, use_copy, use_file, use_highlighter};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlDetailsElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct CodeProps {
    pub(crate) setup: Setup,
    pub(crate) tools: CodeTools,
}

/// The code section. Its files are loaded when the reader opens it.
#[component]
pub(crate) fn CodeView(CodeProps { setup, tools }: &CodeProps) -> Html {
    let experiment = setup.experiment();
    let open = use_state(|| false);
    let shown = use_state(|| Language::Python);
    // The chosen file and its experiment: another experiment has other files, and shows its first.
    let chosen = use_state(|| (experiment.id, 0));
    let index = if chosen.0 == experiment.id { chosen.1 } else { 0 };
    let rust_files = experiment.rust;
    let rust_name = rust_files.get(index).copied().unwrap_or_default();
    let python_name = code::python_file(experiment);

    let highlighter = use_highlighter(tools, *open);
    let (template, load_python) = use_file(tools, open.then(|| format!("code/python/{python_name}")));
    let (rust, load_rust) = use_file(tools, open.then(|| format!("code/rust/{rust_name}")));
    let script = template.map(|template| Ok(Rc::from(code::python_script(&template?, setup))));
    let script_text = script.as_ref().and_then(|script: &Result<Rc<str>, String>| script.as_ref().ok());
    let (script_element, copied, copy) = use_copy(tools, script_text);

    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            open.set(event.target_unchecked_into::<HtmlDetailsElement>().open());
        })
    };
    let onchoose = Callback::from(move |event: Event| {
        let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        chosen.set((experiment.id, usize::try_from(index).unwrap_or(0)));
    });
    let options = rust_files.iter().map(|file| select_option(*file, *file, *file == rust_name));
    html! {
        <section class="code" aria-label={words::CODE}>
            <details {ontoggle}>
                <summary><h2>{ words::CODE }</h2>{ words::IN_BOTH }</summary>
                { language_choice(&shown) }
                <div class={classes!("panes", shown.class())}>
                    <div class="pane python">
                        <div class="pane-head">
                            <h3>{ words::PYTHON }</h3>
                            if let Some(script) = script_text {
                                <button type="button" onclick={copy}>{ words::COPY_AS_PYTHON }</button>
                                <a download={python_name} href={data_url(script)}>{ words::DOWNLOAD }</a>
                            }
                            <span class="copied" role="status">{ copied }</span>
                        </div>
                        <p class="quiet">{ words::PYTHON_IS_NOT_RUN }</p>
                        { source(Language::Python, script, highlighter.as_ref(), &load_python, &script_element) }
                    </div>
                    <div class="pane rust">
                        <div class="pane-head">
                            <h3>{ words::RUST }</h3>
                            <select aria-label={words::RUST_FILE} onchange={onchoose}>{ for options }</select>
                        </div>
                        <p class="quiet">{ words::RUST_IS_RUN }</p>
                        { source(Language::Rust, rust, highlighter.as_ref(), &load_rust, &NodeRef::default()) }
                    </div>
                </div>
            </details>
        </section>
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Language {
    Python,
    Rust,
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Language::Python => words::PYTHON,
            Language::Rust => words::RUST,
        }
    }

    /// Returns the name in class names and for the highlighter.
    fn class(self) -> &'static str {
        match self {
            Language::Python => "python",
            Language::Rust => "rust",
        }
    }
}

/// Renders the choice of a language, for a page too narrow to show both.
fn language_choice(shown: &UseStateHandle<Language>) -> Html {
    let choice = |language: Language| {
        let shown = shown.clone();
        let checked = *shown == language;
        let onchange = Callback::from(move |_: Event| shown.set(language));
        html! {
            <label><input type="radio" name="language" {checked} {onchange} />{ language.name() }</label>
        }
    };
    html! {
        <fieldset class="languages">
            <legend class="hidden">{ words::LANGUAGE }</legend>
            { for [Language::Python, Language::Rust].map(choice) }
        </fieldset>
    }
}

/// Returns a `data:` URL of a text, for the browser to save.
fn data_url(text: &str) -> String {
    format!("data:text/x-python;charset=utf-8,{}", encode_uri_component(text))
}

/// Renders a file, or the state of its loading. The text has colours once the highlighter is loaded.
fn source(
    language: Language,
    file: File,
    highlighter: Option<&Function>,
    load: &Callback<MouseEvent>,
    element: &NodeRef,
) -> Html {
    let text = match file {
        None => return html! { <p class="quiet">{ words::LOADING }</p> },
        Some(Err(reason)) => {
            return html! {
                <div class="notice bad" role="alert">
                    <p>{ words::not_loaded(&reason) }</p>
                    <button type="button" onclick={load}>{ words::RETRY }</button>
                </div>
            };
        }
        Some(Ok(text)) => text,
    };
    let markup = highlighter
        .and_then(|highlight| {
            highlight.call2(&JsValue::NULL, &(&*text).into(), &language.class().into()).ok()
        })
        .and_then(|markup| markup.as_string());
    let content = match markup {
        Some(markup) => Html::from_html_unchecked(markup.into()),
        None => html! { text },
    };
    // It can take the focus, so that the arrow keys scroll it.
    html! {
        <pre tabindex="0" role="region" aria-label={words::source(language.name())}>
            <code ref={element}>{ content }</code>
        </pre>
    }
}
