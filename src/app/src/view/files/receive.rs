//! The one place that receives files dropped on the page, and passes them on by their kind.

use super::{take, words};
use crate::commands::Commands;
use crate::js::{CodeTools, FileTools, error_text};
use crate::state::{Action, SettingsAction, Shown, State};
use crate::view::records::{is_recording, open_recording};
use gloo_events::{EventListener, EventListenerOptions};
use js_sys::Array;
use lanes_catalogue::experiment::OwnFiles;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, DragEvent};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ReceiverProps {
    pub(crate) commands: Commands,
    pub(crate) tools: CodeTools,
}

/// Result of a drop that no other part of the page shows.
type Notice = Option<String>;

/// Receives dropped files and folders. Shows where they go while they are dragged, and why they were not taken.
#[component]
pub(crate) fn FileReceiver(ReceiverProps { commands, tools }: &ReceiverProps) -> Html {
    let is_dragged = use_state_eq(|| false);
    let notice = use_state_eq(Notice::default);
    let receive = {
        let (commands, tools, notice) = (commands.clone(), tools.clone(), notice.setter());
        use_callback((), move |entries: Array, ()| {
            let (commands, tools, notice) = (commands.clone(), tools.clone(), notice.clone());
            notice.set(None);
            spawn_local(async move { notice.set(receive(&entries, &commands, &tools).await.err()) });
        })
    };
    use_drop(&is_dragged, receive);
    let close = {
        let notice = notice.setter();
        move |_: MouseEvent| notice.set(None)
    };
    html! {
        if *is_dragged {
            <p class="drop-target" aria-hidden="true">{ drop_text(&commands.current_state.emit(())) }</p>
        } else if let Some(text) = &*notice {
            <div class="drop-target notice" role="alert">
                <p>{ text }</p>
                <button type="button" class="quiet" onclick={close}>{ words::CLOSE }</button>
            </div>
        }
    }
}

/// Listens for files on the whole page. The start script of the page keeps the browser from opening them.
#[hook]
fn use_drop(is_dragged: &UseStateHandle<bool>, receive: Callback<Array>) {
    let setter = is_dragged.setter();
    use_effect_with((), move |()| {
        let listen = |name, handle: Box<dyn Fn(&DragEvent)>| {
            let options = EventListenerOptions::enable_prevent_default();
            web_sys::window().map(|window| {
                EventListener::new_with_options(&window, name, options, move |event| {
                    handle(event.unchecked_ref());
                })
            })
        };
        let (over, left) = (setter.clone(), setter.clone());
        let listeners = [
            listen("dragover", Box::new(move |event| over.set(has_files(event)))),
            listen(
                "dragleave",
                Box::new(move |event| {
                    // Without a related target, the pointer left the page.
                    if event.related_target().is_none() {
                        left.set(false);
                    }
                }),
            ),
            listen(
                "drop",
                Box::new(move |event| {
                    setter.set(false);
                    if let Some(dropped) = event.data_transfer().filter(|_| has_files(event)) {
                        event.prevent_default();
                        receive.emit(entries(&dropped));
                    }
                }),
            ),
        ];
        move || drop(listeners)
    });
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|dragged| dragged.types().includes(&"Files".into(), 0))
}

/// Returns what was dropped, files and folders. Later, the browser empties the list.
fn entries(dropped: &DataTransfer) -> Array {
    let items = dropped.items();
    (0..items.length())
        .filter_map(|index| items.get(index))
        .filter_map(|item| {
            let folder = item.webkit_get_as_entry().ok().flatten().filter(|entry| entry.is_directory());
            let file = || item.get_as_file().ok().flatten().map(JsValue::from);
            folder.map(JsValue::from).or_else(file)
        })
        .collect()
}

/// Passes on what was dropped.
///
/// # Errors
/// The reason why nothing takes the files, as a sentence.
async fn receive(entries: &Array, commands: &Commands, tools: &CodeTools) -> Result<(), String> {
    let failed = |error: JsValue| words::unreadable(&error_text(&error));
    let file_tools: FileTools = tools.load_file_tools().await.map_err(failed)?.unchecked_into();
    let files: Array = file_tools.files_of(entries).await.map_err(failed)?.unchecked_into();
    let files: Vec<web_sys::File> = files.iter().map(JsCast::unchecked_into).collect();
    if files.is_empty() {
        return Err(words::EMPTY_FOLDER.to_owned());
    }
    if let [file] = &*files
        && is_recording(file).await
    {
        open_recording(file, &commands.dispatch).await;
        return Ok(());
    }
    let state = commands.current_state.emit(());
    let own_files = own_files(&state)?;
    let experiment = state.setup().experiment().id;
    let files = take::take(&files, own_files, tools).await;
    let problem = files.problem.clone();
    commands.dispatch.emit(Action::Settings(SettingsAction::FilesChosen { experiment, files }));
    match problem {
        // The form shows the problem.
        Some(problem) if !open_settings() => Err(problem),
        _ => {
            open_settings();
            Ok(())
        }
    }
}

/// Returns the files that the page takes now.
///
/// # Errors
/// A sentence that says where files are taken.
fn own_files(state: &State) -> Result<OwnFiles, String> {
    let setup = state.setup();
    let own_files = setup.values().own_files().filter(|_| state.shown() == Shown::Experiment);
    let own_files = own_files.ok_or_else(|| words::no_files_here(state.title()))?;
    if setup.runtime().is_python() {
        return Err(words::NOT_IN_PYTHON.to_owned());
    }
    Ok(own_files)
}

fn drop_text(state: &State) -> String {
    match own_files(state) {
        Ok(_) => words::drop_here(state.title()),
        Err(reason) => reason,
    }
}

/// Opens the settings, which show files and problems. Returns false if this page has none.
fn open_settings() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let settings = document.and_then(|document| document.query_selector("details.settings").ok().flatten());
    settings.is_some_and(|settings| settings.set_attribute("open", "").is_ok())
}
