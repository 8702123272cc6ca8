//! The code of the experiment: a Python script with the reader's values in it, beside the Rust that runs.

use super::focus::pass_on_focus;
use super::select_option;
use crate::js::CodeTools;
use crate::js::error_text;
use js_sys::{Function, encode_uri_component};
use lanes_catalogue::Setup;
use lanes_report::code;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlDetailsElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct CodeProps {
    pub(crate) setup: Setup,
    pub(crate) tools: CodeTools,
}

/// The section. Nothing of it is loaded before it is opened.
#[component]
pub(crate) fn CodeView(CodeProps { setup, tools }: &CodeProps) -> Html {
    let experiment = setup.experiment();
    let open = use_state(|| false);
    let shown = use_state(|| Language::Python);
    // Which file, of which experiment: with another one come other files, and the first of them is shown.
    let chosen = use_state(|| (experiment.id, 0));
    let index = if chosen.0 == experiment.id { chosen.1 } else { 0 };
    let rust_files = experiment.rust;
    let rust_name = rust_files.get(index).copied().unwrap_or_default();
    let python_name = code::python_file(experiment);

    let highlighter = use_highlighter(tools, *open);
    let (template, load_python) = use_file(tools, open.then(|| format!("code/python/{python_name}")));
    let (rust, load_rust) = use_file(tools, open.then(|| format!("code/rust/{rust_name}")));
    let script = template.map(|template| Ok(Rc::from(code::fill(&template?, setup))));
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
        <section class="code" aria-label="Code">
            <details {ontoggle}>
                <summary><h2>{ "Code" }</h2>{ " in Python and Rust" }</summary>
                { choice_of_language(&shown) }
                <div class={classes!("panes", shown.class())}>
                    <div class="pane python">
                        <div class="pane-head">
                            <h3>{ "Python" }</h3>
                            if let Some(script) = script_text {
                                <button type="button" onclick={copy}>{ "Copy as Python" }</button>
                                <a download={python_name} href={data_url(script)}>{ "Download .py" }</a>
                            }
                            <span class="copied" role="status">{ copied }</span>
                        </div>
                        <p class="quiet">{ "The same work for your own Python. Lanes does not run or measure it." }</p>
                        { source(Language::Python, script, highlighter.as_ref(), &load_python, &script_element) }
                    </div>
                    <div class="pane rust">
                        <div class="pane-head">
                            <h3>{ "Rust" }</h3>
                            <select aria-label="Rust file" onchange={onchoose}>{ for options }</select>
                        </div>
                        <p class="quiet">{ "Lanes runs and measures this." }</p>
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
            Language::Python => "Python",
            Language::Rust => "Rust",
        }
    }

    /// Its name in class names and for the highlighter.
    fn class(self) -> &'static str {
        match self {
            Language::Python => "python",
            Language::Rust => "rust",
        }
    }
}

/// Which language is shown where there is room for one.
fn choice_of_language(shown: &UseStateHandle<Language>) -> Html {
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
            <legend class="hidden">{ "Language" }</legend>
            { for [Language::Python, Language::Rust].map(choice) }
        </fieldset>
    }
}

/// A text as an address of its own, for the browser to save.
fn data_url(text: &str) -> String {
    format!("data:text/x-python;charset=utf-8,{}", encode_uri_component(text))
}

/// A file that is being loaded: nothing yet, its text, or why it is not there.
type File = Option<Result<Rc<str>, String>>;

/// The text of a file in its element, with colours once there is a highlighter.
fn source(
    language: Language,
    file: File,
    highlighter: Option<&Function>,
    load: &Callback<MouseEvent>,
    element: &NodeRef,
) -> Html {
    let text = match file {
        None => return html! { <p class="quiet">{ "Loading" }</p> },
        Some(Err(reason)) => {
            return html! {
                <div class="notice bad" role="alert">
                    <p>{ format!("The code could not be loaded: {reason}. Check the connection.") }</p>
                    <button type="button" onclick={load}>{ "Retry" }</button>
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
    // Whoever has no mouse scrolls it with the arrow keys, so it can take the focus.
    html! {
        <pre tabindex="0" role="region" aria-label={format!("{} source", language.name())}>
            <code ref={element}>{ content }</code>
        </pre>
    }
}

/// The function that colours code, once it is wanted and there. Code without colours is code all the same.
#[hook]
fn use_highlighter(tools: &CodeTools, wanted: bool) -> Option<Function> {
    let highlighter = use_state(|| None::<Function>);
    let (tools, loaded) = (tools.clone(), highlighter.clone());
    use_effect_with(wanted, move |wanted| {
        if *wanted {
            spawn_local(async move {
                let function = tools.load_highlighter().await.ok();
                loaded.set(function.map(JsCast::unchecked_into));
            });
        }
    });
    (*highlighter).clone()
}

/// A file of the site, where one is wanted, and what loads it again.
#[hook]
fn use_file(tools: &CodeTools, path: Option<String>) -> (File, Callback<MouseEvent>) {
    let file = use_state(|| None::<(String, Result<Rc<str>, String>)>);
    let attempt = use_state(|| 0u32);
    let (tools, loaded) = (tools.clone(), file.clone());
    use_effect_with((path.clone(), *attempt), move |(path, _)| {
        let wanted = Rc::new(Cell::new(true));
        if let Some(path) = path.clone() {
            let wanted = wanted.clone();
            spawn_local(async move {
                let text = tools.read(&path).await;
                // What comes after another file was asked for is dropped.
                if wanted.get() {
                    let text = text.map(|text| Rc::from(text.as_string().unwrap_or_default()));
                    loaded.set(Some((path, text.map_err(|error| error_text(&error)))));
                }
            });
        }
        move || wanted.set(false)
    });
    let text = file.as_ref().filter(|(of, _)| path.as_ref() == Some(of)).map(|(_, text)| text.clone());
    let load = Callback::from(move |press| {
        pass_on_focus(&press);
        file.set(None);
        attempt.set(*attempt + 1);
    });
    (text, load)
}

/// Where to put the element with a text, what to say of its being copied, and what copies it.
#[hook]
fn use_copy(tools: &CodeTools, text: Option<&Rc<str>>) -> (NodeRef, &'static str, Callback<MouseEvent>) {
    let element = use_node_ref();
    let outcome = use_state(|| None::<(Rc<str>, &'static str)>);
    let (tools, text) = (tools.clone(), text.cloned());
    // It is said for as long as that text is what was copied.
    let said = outcome.as_ref().filter(|(of, _)| Some(of) == text.as_ref()).map_or("", |(_, said)| *said);
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
                let said = if copied {
                    "Copied"
                } else {
                    "The browser refuses: it is selected, copy it with Ctrl+C"
                };
                outcome.set(Some((text, said)));
            });
        })
    };
    (element, said, copy)
}
