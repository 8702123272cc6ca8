//! The editor of the reader's code.

mod field;
mod file;
mod storage;
mod templates;
mod words;

use super::code::use_file;
use crate::environment::Frame;
use crate::js::CodeTools;
use crate::state::{Action, Results, SettingsAction, State};
use field::CodeField;
use file::ProgramFile;
use lanes_model::failure::Traceback;
use lanes_report::code;
use std::rc::Rc;
use storage::Stored;
use templates::{templates, use_template};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct EditorProps {
    id: &'static str,
    /// Code that the reader wrote; None for the template.
    code: Option<Rc<str>>,
    /// True if the code is a program that runs as it is.
    is_program: bool,
    is_too_long: bool,
    /// Code that came with the link, or from the article.
    given: Option<Rc<str>>,
    /// True if the code is that.
    is_given: bool,
    /// True in a frame: its code is the article's, and what the reader changes is not kept.
    is_framed: bool,
    /// True if the reader cannot change the code: an exercise asks for that.
    is_locked: bool,
    /// Exception that ended the last run of this code.
    traceback: Option<Traceback>,
    /// Description of the file that a program can read.
    file: Option<String>,
    /// Reason why another file was not taken.
    file_problem: Option<String>,
    tools: CodeTools,
    dispatch: Callback<Action>,
}

/// Renders the editor of the experiment's code.
pub(crate) fn editor(state: &State, tools: &CodeTools, dispatch: &Callback<Action>) -> Html {
    let settings = state.settings();
    let draft = settings.code_draft();
    let code = draft.or(state.setup().code()).map(Rc::from);
    let failed = |results: &Results| {
        let traceback = results.failure.as_ref()?.traceback.clone()?;
        (results.setup.code() == state.setup().code() && draft.is_none()).then_some(traceback)
    };
    html! {
        <EditorView
            key={state.shown_id()}
            id={state.shown_id()}
            {code}
            is_program={state.setup().experiment().runs_program()}
            is_too_long={draft.is_some()}
            given={settings.given_code().map(Rc::from)}
            is_given={settings.has_given_code()}
            is_framed={state.embed().frame() != Frame::None}
            is_locked={state.embed().presentation().exercise.locks_code}
            traceback={state.latest_results().and_then(|results| failed(results))}
            file={settings.about_files().map(str::to_owned)}
            file_problem={settings.file_problem().map(str::to_owned)}
            tools={tools.clone()}
            dispatch={dispatch.clone()}
        />
    }
}

/// The editor, with a note on code that came with the link, and the traceback of the last run.
#[component]
fn EditorView(props: &EditorProps) -> Html {
    let EditorProps {
        id,
        code,
        is_program,
        is_too_long,
        given,
        is_given,
        is_framed,
        is_locked,
        traceback,
        file,
        file_problem,
        tools,
        dispatch,
    } = props;
    let (is_given, is_framed, is_locked) = (*is_given, *is_framed, *is_locked);
    let (source, _) = use_file(tools, Some(format!("code/python/{id}.py")));
    let stored = Stored::of(id);
    let write = dispatch.reform(|code| Action::Settings(SettingsAction::CodeWritten(code)));
    use_stored_code(&stored, code, is_given || is_framed || is_locked, &write);
    // Keeps what it replaces.
    let replace = {
        let (write, stored, code) = (write.clone(), stored.clone(), code.clone());
        Callback::from(move |new: Option<Rc<str>>| {
            if !is_framed {
                code.iter().for_each(|code| stored.keep_earlier(code));
            }
            write.emit(new);
        })
    };
    let (problem, choose) = use_template(id, tools, &replace);

    let source = match source {
        None => return html! { <p class="quiet">{ words::LOADING }</p> },
        Some(Err(reason)) => return html! { <p class="notice bad">{ words::not_loaded(&reason) }</p> },
        Some(Ok(source)) => source,
    };
    let template: Rc<str> = [code::template(&source), "\n"].concat().into();
    let text = code.clone().unwrap_or_else(|| template.clone());
    let text_bytes = text.len();
    let onedit = {
        let (write, stored, template) = (write.clone(), stored.clone(), template.clone());
        Callback::from(move |text: String| {
            let is_template = *text == *template;
            if is_template {
                stored.remove();
            }
            write.emit((!is_template).then(|| text.into()));
        })
    };
    let reset = {
        let (replace, stored) = (replace.clone(), stored.clone());
        let article = given.clone().filter(|_| is_framed);
        Callback::from(move |_: MouseEvent| {
            stored.remove();
            replace.emit(article.clone());
        })
    };
    let earlier = stored
        .earlier()
        .filter(|earlier| Some(earlier.as_str()) != code.as_deref() && !is_given && !is_framed);
    let show_earlier = |earlier: String| replace.reform(move |_: MouseEvent| Some(earlier.as_str().into()));
    let show_own = write.reform(|_: MouseEvent| None);
    let line = traceback.as_ref().and_then(|traceback| traceback.line);
    html! {
        <section class="editor" aria-label={words::YOUR_CODE}>
            if is_given && is_framed {
                <p class="hint" id="code-from-article">{ words::FROM_ARTICLE }</p>
            } else if is_given {
                <div class="notice" id="code-from-link" role="status">
                    <p>{ words::FROM_LINK }</p>
                    if !is_locked { <button type="button" class="quiet" onclick={show_own}>{ words::SHOW_OWN }</button> }
                </div>
            }
            <CodeField {text} {is_locked} failing_line={line.unwrap_or_default()} tools={tools.clone()} {onedit} />
            <div class="editor-foot">
                if is_locked {
                    <p class="hint">{ words::LOCKED }</p>
                } else {
                    <p class="hint">{ words::KEYS }</p>
                    { templates(if *is_program { words::PROGRAMS } else { words::TASKS }, &choose) }
                    if let Some(earlier) = earlier {
                        <button type="button" class="quiet" onclick={show_earlier(earlier)}>{ words::EARLIER }</button>
                    }
                    <button type="button" class="quiet" onclick={reset} disabled={code.is_none() || is_given && is_framed}>{ words::RESET }</button>
                }
            </div>
            if *is_program && !is_framed && !is_locked {
                <ProgramFile {id} about={file.clone()} problem={file_problem.clone()} tools={tools.clone()} dispatch={dispatch.clone()} />
            }
            if let Some(problem) = problem {
                <p class="notice bad" role="alert">{ words::not_loaded(&problem) }</p>
            }
            if *is_too_long {
                <p class="notice bad" role="alert">{ words::too_long(text_bytes) }</p>
            }
            // A program prints its traceback.
            if let Some(traceback) = traceback.as_ref().filter(|_| !is_program) {
                <pre class="traceback" tabindex="0" role="region" aria-label={words::TRACEBACK}>{ &traceback.text }</pre>
            }
        </section>
    }
}

/// Keeps the reader's code in the browser's storage. Code that came with a link, or from an article, is not stored before the
/// reader changes it, and what it then replaces is kept, too.
#[hook]
fn use_stored_code(
    stored: &Stored,
    code: &Option<Rc<str>>,
    is_from_elsewhere: bool,
    write: &Callback<Option<Rc<str>>>,
) {
    let (stored, write) = (stored.clone(), write.clone());
    // Code that is there from the start is new, too: a script that the reader has just opened.
    let was_from_elsewhere = use_mut_ref(|| true);
    use_effect_with((code.clone(), is_from_elsewhere), move |&(ref code, is_from_elsewhere)| {
        let was_from_elsewhere = was_from_elsewhere.replace(is_from_elsewhere);
        match code {
            Some(code) if !is_from_elsewhere => {
                if was_from_elsewhere {
                    stored
                        .read()
                        .iter()
                        .filter(|own| *own != &**code)
                        .for_each(|own| stored.keep_earlier(own));
                }
                stored.write(code);
            }
            Some(_) => {}
            None if is_from_elsewhere => {}
            None => {
                if let Some(code) = stored.read() {
                    write.emit(Some(code.into()));
                }
            }
        }
    });
}
