//! The code of the experiment: a Python script with the reader's values, and the Rust that runs.

mod language;
mod listing;
mod loading;
mod tabs;
mod words;

use super::elements::select_option;
use super::files::layout;
use super::share::site;
use crate::environment::Frame;
use crate::js::CodeTools;
use crate::state::{Action, LocationAction, Shared, State};
use js_sys::encode_uri_component;
use lanes_catalogue::Setup;
use lanes_model::workload::File;
use lanes_report::code::{self, OwnFiles};
use language::Language;
use listing::{Listing, strategy_buttons, use_scrolling};
pub(super) use loading::{use_copy, use_file};
use loading::{use_highlighter, use_on_screen};
use std::rc::Rc;
use tabs::tabs;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Renders the code of the experiment. A program of the reader's stands in the editor already, unless it has the harness of a
/// script: then its copy contains more.
pub(crate) fn code(state: &State, tools: &CodeTools, dispatch: &Callback<Action>) -> Html {
    let setup = state.setup();
    if setup.experiment().runs_program() && !setup.code().is_some_and(code::imports_harness) {
        return html! {};
    }
    let open = dispatch.reform(|program| Action::Location(LocationAction::ScriptOpened(program)));
    let open = (state.embed().frame() == Frame::None).then_some(open);
    let files = state.settings().own_files().cloned();
    html! { <CodeView setup={setup.clone()} {files} tools={tools.clone()} {open} /> }
}

#[derive(PartialEq, Properties)]
struct CodeProps {
    setup: Setup,
    /// Files of the reader that the experiment works on, which the script then reads too.
    files: Option<Shared<Vec<File>>>,
    tools: CodeTools,
    /// Opens the script as a program to edit; None in a frame, which has no place for another experiment.
    open: Option<Callback<Setup>>,
}

/// The code panel. A file is loaded when the panel is in sight and the file's tab is chosen.
#[component]
fn CodeView(CodeProps { setup, files, tools, open }: &CodeProps) -> Html {
    let experiment = setup.experiment();
    let (panel, is_on_screen) = use_on_screen(tools);
    let shown = use_state(|| Language::Python);
    // The chosen file and its experiment: another experiment has other files, and shows its first.
    let chosen = use_state(|| (experiment.id, 0));
    let index = if chosen.0 == experiment.id { chosen.1 } else { 0 };
    let rust_files = experiment.rust;
    let languages = if rust_files.is_empty() { &Language::ALL[..1] } else { &Language::ALL[..] };
    let language = if languages.contains(&shown) { *shown } else { Language::Python };
    let rust_name = rust_files.get(index).copied().unwrap_or_default();
    let python_name = code::python_file(experiment);

    let highlighter = use_highlighter(tools, is_on_screen);
    let path = match language {
        Language::Python => format!("code/python/{python_name}"),
        Language::Rust => format!("code/rust/{rust_name}"),
    };
    let (file, load) = use_file(tools, is_on_screen.then_some(path));
    let script = file.as_ref().filter(|_| language == Language::Python).and_then(|file| file.as_ref().ok());
    let program = script.and_then(|source| code::in_editor(source, setup)).zip(open.as_ref());
    // A table is read from its first to its last row for its layout, so not before the script is shown.
    let files = files.clone().filter(|_| script.is_some());
    let own_files = use_memo((files, setup.own_table()), |(files, _)| {
        let names = |files: &Vec<File>| files.iter().map(|file| file.name.clone()).collect();
        files.as_ref().map(|files| OwnFiles { names: names(files), table: layout(setup, files) })
    });
    let script_of = |source: Rc<str>| match &*own_files {
        Some(files) => code::python_script(&code::with_own_files(&source, files), setup, &site()),
        None => code::python_script(&source, setup, &site()),
    };
    let file = match language {
        Language::Python => file.map(|source| Ok(Rc::from(script_of(source?)))),
        Language::Rust => file,
    };
    let text = file.as_ref().and_then(|file: &Result<Rc<str>, String>| file.as_ref().ok()).cloned();
    let marks = match (language, &text) {
        (Language::Python, Some(script)) => code::marks(script, experiment),
        _ => Vec::new(),
    };
    let (source, copied, copy) = use_copy(tools, text.as_ref());
    let (scrolled, go_to) = use_scrolling((experiment.id, language, text.is_some()));

    let onchoose = Callback::from(move |event: Event| {
        let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        chosen.set((experiment.id, usize::try_from(index).unwrap_or(0)));
    });
    let listing = Listing {
        language,
        file,
        marks: &marks,
        highlighter: highlighter.as_ref(),
        load: &load,
        scrolled,
        source,
    };
    let note = match experiment.runs_program() {
        true => words::HAS_HARNESS,
        false => language.note(setup.runtime()),
    };
    let content = html! {
        <>
            <div class="code-actions">
                if language == Language::Rust {
                    <select aria-label={words::RUST_FILE} onchange={onchoose}>
                        { for rust_files.iter().map(|file| select_option(*file, *file, *file == rust_name)) }
                    </select>
                }
                if let Some(text) = &text {
                    <button type="button" onclick={copy}>{ language.copy() }</button>
                    if let Some((program, open)) = program {
                        <button type="button" onclick={open.reform(move |_: MouseEvent| program.clone())}>{ words::OPEN }</button>
                    }
                    if language == Language::Python {
                        <a download={python_name} href={data_url(text)}>{ words::DOWNLOAD }</a>
                    }
                }
            </div>
            <p class="quiet">{ note }<span class="copied" role="status">{ copied }</span></p>
            { strategy_buttons(&marks, &go_to) }
            { listing.render() }
        </>
    };
    html! {
        <section class="code" aria-label={words::CODE} ref={panel}>
            <div class="code-panel">{ tabs(languages, language, &shown.setter(), content) }</div>
        </section>
    }
}

/// Returns a `data:` URL of a text, for the browser to save.
fn data_url(text: &str) -> String {
    format!("data:text/x-python;charset=utf-8,{}", encode_uri_component(text))
}
