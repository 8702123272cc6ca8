//! The control that opens a recording of Python: a file picker, and a drop anywhere on the page.

use super::words;
use crate::state::Action;
use crate::state::records::{RecordsAction, read_recording};
use crate::view::files::{is_recording, use_drop};
use crate::view::focus::{RECORDED_BANNER, go_to};
use gloo_timers::callback::Timeout;
use lanes_report::record::Refusal;
use lanes_report::record::limits::MAX_RECORDING_BYTES;
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileList, HtmlInputElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct OpenRecordingProps {
    /// True if the experiment works on files of the reader's, too.
    pub(super) takes_files: bool,
    pub(super) dispatch: Callback<Action>,
}

/// The button that opens a recording, and how to make one.
#[component]
pub(super) fn OpenRecording(OpenRecordingProps { takes_files, dispatch }: &OpenRecordingProps) -> Html {
    let dispatch = dispatch.clone();
    let open = use_callback((), move |file: File, ()| {
        let dispatch = dispatch.clone();
        spawn_local(async move {
            let read = text_of(&file).await.and_then(|text| Ok((text.clone(), read_recording(&text)?)));
            go_to(RECORDED_BANNER);
            dispatch.emit(Action::Records(RecordsAction::FileOpened { name: file.name(), read }));
        });
    });
    let take = {
        let open = open.clone();
        use_callback(*takes_files, move |list: FileList, takes_files| {
            // Other files are meant for the experiment.
            if let Some(file) = list.item(0).filter(|_| is_recording(&list) || !takes_files) {
                open.emit(file);
            }
        })
    };
    let is_dragged = use_drop(&take);
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Some(file) = input.files().and_then(|list| list.item(0)) {
            open.emit(file);
        }
        // Cleared once the list has been read, so that the same file can be chosen again after it was changed.
        Timeout::new(0, move || input.set_value("")).forget();
    });
    html! {
        <div class={classes!("files", is_dragged.then_some("above"))}>
            <label class="choose-file">
                { words::OPEN }
                <input
                    type="file"
                    class="hidden"
                    accept=".json,application/json"
                    aria-describedby="how-to-record"
                    {onchange}
                />
            </label>
            <span class="quiet">{ if is_dragged { words::DROP } else { words::OR_DROP } }</span>
            <p id="how-to-record" class="quiet">{ words::HOW_TO_RECORD }</p>
        </div>
    }
}

/// Reads a file without blocking. One that is too large is not read: its size is reason enough.
///
/// # Errors
/// Returns the reason as a clause.
async fn text_of(file: &File) -> Result<Rc<str>, String> {
    if file.size() > MAX_RECORDING_BYTES as f64 {
        let bytes = file.size() as usize;
        return Err(Refusal::FileTooLarge { bytes }.to_string());
    }
    let text = JsFuture::from(file.text()).await.map_err(|_| words::NOT_READ.to_owned())?;
    Ok(Rc::from(text.as_string().unwrap_or_default()))
}
