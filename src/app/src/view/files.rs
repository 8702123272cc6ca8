//! Files that the reader brings: chosen in the browser's dialogue, or dropped anywhere on the page.

use crate::js::error_text;
use crate::state::{Action, SettingsAction, Shared};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use lanes_analysis::units;
use lanes_catalogue::experiment::{MAX_FILE_BYTES, OwnFiles};
use lanes_model::workload::File;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, FileList, HtmlInputElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct BringFilesProps {
    pub(crate) experiment: &'static str,
    /// What files it takes.
    pub(crate) own_files: OwnFiles,
    /// Whether it is set to work on them.
    pub(crate) shown: bool,
    /// Those it has.
    pub(crate) files: Option<Shared<Vec<File>>>,
    /// Why others were not taken.
    pub(crate) problem: Option<String>,
    pub(crate) dispatch: Callback<Action>,
}

/// Where files are chosen. What is dropped is taken even while bundled data is set.
#[component]
pub(crate) fn BringFiles(props: &BringFilesProps) -> Html {
    let BringFilesProps { experiment, own_files, shown, files, problem, dispatch } = props;
    let bring = {
        let (experiment, own_files, dispatch) = (*experiment, *own_files, dispatch.clone());
        use_callback((), move |list: FileList, ()| {
            let dispatch = dispatch.clone();
            spawn_local(async move {
                let files = read(&list, own_files).await;
                dispatch.emit(Action::Settings(SettingsAction::FilesChosen { experiment, files }));
            });
        })
    };
    let above = use_drop(&bring);
    if !*shown && !above && problem.is_none() {
        return html! {};
    }
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Some(list) = input.files().filter(|list| list.length() > 0) {
            bring.emit(list);
        }
        // Once the list was taken from it: the same file, changed meanwhile, can be chosen again then.
        Timeout::new(0, move || input.set_value("")).forget();
    });
    let has = match files.as_deref() {
        Some(files) => described(files),
        None => "No file yet. Files stay in this page: they are not sent anywhere, and no link has them."
            .to_owned(),
    };
    html! {
        <div class={classes!("files", above.then_some("above"))}>
            <label class="choose-file">
                { format!("Choose {}", own_files.what) }
                <input
                    type="file"
                    class="hidden"
                    accept={own_files.accept}
                    multiple={own_files.most > 1}
                    aria-describedby="files-chosen"
                    {onchange}
                />
            </label>
            <span class="quiet">{ if above { "and let go to take it" } else { "or drop it on this page" } }</span>
            <p id="files-chosen" aria-live="polite">{ has }</p>
            if let Some(problem) = problem {
                <p class="bad-text" role="alert">{ problem }</p>
            }
        </div>
    }
}

/// Names and size of some files, the first of them by name.
fn described(files: &[File]) -> String {
    let size = units::bytes(files.iter().map(|file| file.bytes.len() as u64).sum());
    match files {
        [one] => format!("{}, {size}", one.name),
        [first, rest @ ..] => format!("{} and {} more, {size}", first.name, rest.len()),
        [] => String::new(),
    }
}

/// Takes what is dropped anywhere on the page. Returns whether something is being dragged over it.
#[hook]
fn use_drop(bring: &Callback<FileList>) -> bool {
    let above = use_state_eq(|| false);
    let (setter, bring) = (above.setter(), bring.clone());
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
            listen(
                "dragover",
                Box::new(move |event| {
                    if has_files(event) {
                        // Otherwise the browser would open the file in place of this page.
                        event.prevent_default();
                        over.set(true);
                    }
                }),
            ),
            listen(
                "dragleave",
                Box::new(move |event| {
                    // Without anything it goes to, it leaves the page.
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
                        bring.emit(list);
                    }
                }),
            ),
        ];
        move || drop(listeners)
    });
    *above
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|dragged| dragged.types().includes(&"Files".into(), 0))
}

/// Reads files, without blocking.
///
/// # Errors
/// What is wrong with them, in a sentence for the reader.
async fn read(list: &FileList, own_files: OwnFiles) -> Result<Vec<File>, String> {
    let count = list.length() as usize;
    if count > own_files.most {
        let most = own_files.most;
        return Err(format!("These are {count} files; at most {most} can be taken."));
    }
    let chosen: Vec<web_sys::File> = (0..list.length()).filter_map(|index| list.item(index)).collect();
    let size = chosen.iter().map(|file| file.size()).sum::<f64>() as u64;
    if size > MAX_FILE_BYTES {
        let (size, most) = (units::bytes(size), units::bytes(MAX_FILE_BYTES));
        return Err(format!("{}: {size} are too much; at most {most} can be taken.", names(&chosen)));
    }
    let mut files = Vec::with_capacity(count);
    for file in &chosen {
        let bytes = JsFuture::from(file.array_buffer())
            .await
            .map_err(|error| format!("{} could not be read: {}", file.name(), error_text(&error)))?;
        files.push(File { name: file.name(), bytes: Uint8Array::new(&bytes).to_vec().into() });
    }
    Ok(files)
}

fn names(files: &[web_sys::File]) -> String {
    files.iter().map(|file| file.name()).collect::<Vec<_>>().join(", ")
}
