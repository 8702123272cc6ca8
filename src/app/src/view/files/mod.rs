//! Files of the reader's own: chosen in the browser's dialog, or dropped anywhere on the page.

mod words;

use crate::js::error_text;
use crate::state::{Action, SettingsAction, Shared};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use lanes_catalogue::experiment::{MAX_FILE_BYTES, OwnFiles};
use lanes_model::workload::File;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, FileList, HtmlInputElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ChooseFilesProps {
    pub(crate) experiment: &'static str,
    /// The kind and number of files that the experiment takes.
    pub(crate) own_files: OwnFiles,
    /// True if the experiment is set to work on the reader's files.
    pub(crate) shown: bool,
    /// The files that the experiment has.
    pub(crate) files: Option<Shared<Vec<File>>>,
    /// Reason why other files were not taken.
    pub(crate) problem: Option<String>,
    pub(crate) dispatch: Callback<Action>,
}

/// The choice of files. Dropped files are taken even while bundled data is chosen.
#[component]
pub(crate) fn ChooseFiles(props: &ChooseFilesProps) -> Html {
    let ChooseFilesProps { experiment, own_files, shown, files, problem, dispatch } = props;
    let take = {
        let (experiment, own_files, dispatch) = (*experiment, *own_files, dispatch.clone());
        use_callback((), move |list: FileList, ()| {
            if is_recording(&list) {
                return;
            }
            let dispatch = dispatch.clone();
            spawn_local(async move {
                let files = read(&list, own_files).await;
                dispatch.emit(Action::Settings(SettingsAction::FilesChosen { experiment, files }));
            });
        })
    };
    let is_dragged = use_drop(&take);
    if !*shown && !is_dragged && problem.is_none() {
        return html! {};
    }
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Some(list) = input.files().filter(|list| list.length() > 0) {
            take.emit(list);
        }
        // Cleared once the list has been read, so that the same file can be chosen again after it was changed.
        Timeout::new(0, move || input.set_value("")).forget();
    });
    let chosen = files.as_deref().map_or_else(|| words::NO_FILE.to_owned(), |files| words::chosen(files));
    html! {
        <div class={classes!("files", is_dragged.then_some("above"))}>
            <label class="choose-file">
                { words::choose(own_files.what) }
                <input
                    type="file"
                    class="hidden"
                    accept={own_files.accept}
                    multiple={own_files.most > 1}
                    aria-describedby="files-chosen"
                    {onchange}
                />
            </label>
            <span class="quiet">{ if is_dragged { words::DROP } else { words::OR_DROP } }</span>
            <p id="files-chosen" aria-live="polite">{ chosen }</p>
            if let Some(problem) = problem {
                <p class="bad-text" role="alert">{ problem }</p>
            }
        </div>
    }
}

/// Takes files dropped anywhere on the page. Returns true while something is dragged over it.
#[hook]
pub(super) fn use_drop(take: &Callback<FileList>) -> bool {
    let is_dragged = use_state_eq(|| false);
    let setter = is_dragged.setter();
    use_effect_with(take.clone(), move |take| {
        let take = take.clone();
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
            listen(
                "dragover",
                Box::new(move |event| {
                    if has_files(event) {
                        // Otherwise the browser would open the file instead of this page.
                        event.prevent_default();
                        over.set(true);
                    }
                }),
            ),
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
                    let list = event.data_transfer().and_then(|dropped| dropped.files());
                    if let Some(list) = list.filter(|list| list.length() > 0) {
                        event.prevent_default();
                        take.emit(list);
                    }
                }),
            ),
        ];
        move || drop(listeners)
    });
    *is_dragged
}

/// Ending of the name of a file that Python recorded.
const RECORDING: &str = ".lanes.json";

/// Returns true if files are one recording of Python, which no experiment works on.
pub(super) fn is_recording(files: &FileList) -> bool {
    files.length() == 1 && files.item(0).is_some_and(|file| file.name().ends_with(RECORDING))
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|dragged| dragged.types().includes(&"Files".into(), 0))
}

/// Reads files without blocking.
///
/// # Errors
/// Returns a sentence for the reader if the files are too many, too large or unreadable.
async fn read(list: &FileList, own_files: OwnFiles) -> Result<Vec<File>, String> {
    let count = list.length() as usize;
    if count > own_files.most {
        return Err(words::too_many(count, own_files.most));
    }
    let chosen: Vec<web_sys::File> = (0..list.length()).filter_map(|index| list.item(index)).collect();
    let size = chosen.iter().map(|file| file.size()).sum::<f64>() as u64;
    if size > MAX_FILE_BYTES {
        let names: Vec<String> = chosen.iter().map(|file| file.name()).collect();
        return Err(words::too_large(&names.join(", "), size, MAX_FILE_BYTES));
    }
    let mut files = Vec::with_capacity(count);
    for file in &chosen {
        let bytes = JsFuture::from(file.array_buffer())
            .await
            .map_err(|error| words::unreadable(&file.name(), &error_text(&error)))?;
        files.push(File { name: file.name(), bytes: Uint8Array::new(&bytes).to_vec().into() });
    }
    Ok(files)
}
