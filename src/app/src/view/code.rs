//! The code of the experiment: a Python script with the reader's values in it, beside the Rust that runs.

use crate::code_tools::CodeTools;
use js_sys::{Error, Function, encode_uri_component};
use lanes_model::{Setup, code};
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
    let open = use_state(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            open.set(event.target_unchecked_into::<HtmlDetailsElement>().open());
        })
    };
    html! {
        <section class="code" aria-label="Code">
            <details {ontoggle}>
                <summary><h2>{ "Code" }</h2>{ " in Python, and in the Rust that runs here" }</summary>
                if *open {
                    <Panes setup={setup.clone()} tools={tools.clone()} />
                }
            </details>
        </section>
    }
}

/// The languages side by side; where there is room for one, a choice of which.
#[component]
fn Panes(CodeProps { setup, tools }: &CodeProps) -> Html {
    let shown = use_state(|| Language::Python);
    let highlighter = use_answer((), {
        let tools = tools.clone();
        // Code without colours is code all the same.
        move |()| async move { tools.load_highlighter().await.ok().map(JsCast::unchecked_into::<Function>) }
    });
    let highlighter = highlighter.flatten();
    let choice = |language: Language| {
        let onchange = {
            let shown = shown.clone();
            Callback::from(move |_: Event| shown.set(language))
        };
        html! {
            <label>
                <input type="radio" name="language" checked={*shown == language} {onchange} />
                { language.name() }
            </label>
        }
    };
    html! {
        <>
            <fieldset class="languages">
                <legend class="hidden">{ "Language" }</legend>
                { for [Language::Python, Language::Rust].map(choice) }
            </fieldset>
            <div class={classes!("panes", shown.class())}>
                <PythonPane setup={setup.clone()} tools={tools.clone()} highlighter={highlighter.clone()} />
                // With another experiment come other files, and the first of them is shown.
                <RustPane
                    key={setup.experiment().id}
                    files={code::rust_files(setup.experiment())}
                    tools={tools.clone()}
                    {highlighter}
                />
            </div>
        </>
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

#[derive(PartialEq, Properties)]
struct PythonProps {
    setup: Setup,
    tools: CodeTools,
    highlighter: Option<Function>,
}

/// The script with the reader's values, and ways to take it along.
#[component]
fn PythonPane(PythonProps { setup, tools, highlighter }: &PythonProps) -> Html {
    let name = code::python_file(setup.experiment());
    let (file, retry) = use_file(tools, format!("code/python/{name}"));
    let script: File = file.map(|file| file.map(|template| Rc::from(code::fill(&template, setup))));
    let source = use_node_ref();
    html! {
        <div class="pane python">
            <div class="pane-head">
                <h3>{ "Python" }</h3>
                if let Some(Ok(script)) = &script {
                    <CopyButton text={script.clone()} tools={tools.clone()} source={source.clone()} />
                    <a download={name} href={data_url(script)}>{ "Download .py" }</a>
                }
            </div>
            <Source
                language={Language::Python}
                file={script}
                highlighter={highlighter.clone()}
                {retry}
                {source}
            />
        </div>
    }
}

/// The text as an address of its own, for the browser to save.
fn data_url(text: &str) -> String {
    format!("data:text/x-python;charset=utf-8,{}", encode_uri_component(text))
}

#[derive(PartialEq, Properties)]
struct CopyProps {
    text: Rc<str>,
    tools: CodeTools,
    /// What to select where the clipboard is refused.
    source: NodeRef,
}

/// Copies the script, and says so for as long as that is what was copied.
#[component]
fn CopyButton(CopyProps { text, tools, source }: &CopyProps) -> Html {
    let outcome = use_state(|| None::<(Rc<str>, &'static str)>);
    let onclick = {
        let (text, tools, source, outcome) = (text.clone(), tools.clone(), source.clone(), outcome.clone());
        Callback::from(move |_: MouseEvent| {
            let (text, tools, source, outcome) =
                (text.clone(), tools.clone(), source.clone(), outcome.clone());
            spawn_local(async move {
                let said = match (tools.copy(&text).await, source.cast::<Element>()) {
                    (Ok(()), _) => "Copied",
                    (Err(_), Some(source)) => {
                        tools.select(&source);
                        "The browser refuses the clipboard: it is selected, copy it with Ctrl+C"
                    }
                    (Err(_), None) => "The browser refuses the clipboard",
                };
                outcome.set(Some((text, said)));
            });
        })
    };
    let said = outcome.as_ref().filter(|(of, _)| of == text).map(|(_, said)| *said);
    html! {
        <>
            <button type="button" {onclick}>{ "Copy as Python" }</button>
            <span class="copied" role="status">{ said }</span>
        </>
    }
}

#[derive(PartialEq, Properties)]
struct RustProps {
    files: &'static [&'static str],
    tools: CodeTools,
    highlighter: Option<Function>,
}

/// One of the sources, and a choice of which.
#[component]
fn RustPane(RustProps { files, tools, highlighter }: &RustProps) -> Html {
    let chosen = use_state(|| 0);
    let source = use_node_ref();
    let name = files.get(*chosen).copied().unwrap_or_default();
    let (file, retry) = use_file(tools, format!("code/rust/{name}"));
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            chosen.set(usize::try_from(index).unwrap_or(0));
        })
    };
    let options = files.iter().map(|file| html! { <option selected={*file == name}>{ *file }</option> });
    html! {
        <div class="pane rust">
            <div class="pane-head">
                <h3>{ "Rust" }</h3>
                <select aria-label="Rust file" {onchange}>{ for options }</select>
            </div>
            <Source language={Language::Rust} {file} highlighter={highlighter.clone()} {retry} {source} />
        </div>
    }
}

/// A file that is being loaded: nothing yet, its text, or why it is not there.
type File = Option<Result<Rc<str>, String>>;

#[derive(PartialEq, Properties)]
struct SourceProps {
    language: Language,
    file: File,
    highlighter: Option<Function>,
    /// Loads the file again.
    retry: Callback<()>,
    /// Where the text is.
    source: NodeRef,
}

/// The text of a file, with colours once they are there.
#[component]
fn Source(SourceProps { language, file, highlighter, retry, source }: &SourceProps) -> Html {
    let markup = use_memo((file.clone(), highlighter.clone(), *language), |(file, highlighter, language)| {
        let text = file.as_ref()?.as_ref().ok()?;
        let marked = highlighter.as_ref()?.call2(&JsValue::NULL, &(&**text).into(), &language.class().into());
        marked.ok()?.as_string().map(AttrValue::from)
    });
    match file {
        None => html! { <p class="quiet" aria-busy="true">{ "Loading" }</p> },
        Some(Err(reason)) => {
            let onclick = retry.reform(|_: MouseEvent| ());
            html! {
                <div class="notice bad" role="alert">
                    <p>{ format!("The code could not be loaded: {reason}. Check the connection.") }</p>
                    <button type="button" {onclick}>{ "Retry" }</button>
                </div>
            }
        }
        Some(Ok(text)) => {
            let content = match &*markup {
                Some(markup) => Html::from_html_unchecked(markup.clone()),
                None => html! { text },
            };
            // Whoever has no mouse scrolls it with the arrow keys, so it can take the focus.
            html! {
                <pre tabindex="0" role="region" aria-label={format!("{} source", language.name())}>
                    <code ref={source.clone()}>{ content }</code>
                </pre>
            }
        }
    }
}

/// A file of the site, and a way to load it again.
#[hook]
fn use_file(tools: &CodeTools, path: String) -> (File, Callback<()>) {
    let attempt = use_state(|| 0u32);
    let file = use_answer((path, *attempt), {
        let tools = tools.clone();
        move |(path, _): (String, u32)| async move {
            let text = tools.read(&path).await.map_err(reason)?;
            Ok(Rc::from(text.as_string().unwrap_or_default()))
        }
    });
    let retry = Callback::from(move |()| attempt.set(*attempt + 1));
    (file, retry)
}

fn reason(error: JsValue) -> String {
    error.dyn_ref::<Error>().map_or_else(|| format!("{error:?}"), |error| error.message().into())
}

/// What a future gives for some inputs: nothing until it is there. What comes for earlier inputs is dropped.
#[hook]
fn use_answer<I, T, F>(inputs: I, ask: impl FnOnce(I) -> F + 'static) -> Option<T>
where
    I: Clone + PartialEq + 'static,
    T: Clone + 'static,
    F: Future<Output = T> + 'static,
{
    let answer = use_state(|| None::<(I, T)>);
    {
        let answer = answer.clone();
        use_effect_with(inputs.clone(), move |inputs| {
            let (inputs, wanted) = (inputs.clone(), Rc::new(Cell::new(true)));
            let still_wanted = wanted.clone();
            spawn_local(async move {
                let given = ask(inputs.clone()).await;
                if still_wanted.get() {
                    answer.set(Some((inputs, given)));
                }
            });
            move || wanted.set(false)
        });
    }
    answer.as_ref().filter(|(of, _)| *of == inputs).map(|(_, answer)| answer.clone())
}
