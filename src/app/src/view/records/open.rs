//! The control that opens a recording of Python: a file picker. `files` passes on what is dropped.

use super::words;
use crate::state::Action;
use crate::state::records::{RecordsAction, read_recording};
use crate::view::elements::{Accepted, file_picker};
use crate::view::focus::{RECORDED_BANNER, go_to};
use lanes_report::record::Refusal;
use lanes_report::record::limits::MAX_RECORDING_BYTES;
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;
use yew::prelude::*;

/// Renders the button that opens a recording, and how to make one.
pub(super) fn recording_picker(dispatch: &Callback<Action>) -> Html {
    let accepted = Accepted { types: ".json,application/json", several: false };
    let dispatch = dispatch.clone();
    let take = move |files: Vec<File>| {
        let dispatch = dispatch.clone();
        spawn_local(async move {
            for file in &files {
                open_recording(file, &dispatch).await;
            }
        });
    };
    html! {
        <div class="open-recording">
            { file_picker(words::OPEN, accepted, "how-to-record", take) }
            <span class="quiet">{ words::OR_DROP }</span>
            <p id="how-to-record" class="quiet">{ words::HOW_TO_RECORD }</p>
        </div>
    }
}

/// Ending of the name of a file that Python recorded.
const RECORDING: &str = ".lanes.json";

/// Returns true if a file is a recording of Python, which no experiment works on.
pub(crate) fn is_recording(file: &File) -> bool {
    file.name().ends_with(RECORDING)
}

/// Opens a recording, and goes to its place.
pub(crate) async fn open_recording(file: &File, dispatch: &Callback<Action>) {
    let read = text_of(file).await.and_then(|text| Ok((text.clone(), read_recording(&text)?)));
    go_to(RECORDED_BANNER);
    dispatch.emit(Action::Records(RecordsAction::FileOpened { name: file.name(), read }));
}

/// Reads a file without blocking. One that is too large is not read: its size is reason enough.
///
/// # Errors
/// Returns the reason as a clause.
async fn text_of(file: &File) -> Result<Rc<str>, String> {
    if file.size() > MAX_RECORDING_BYTES as f64 {
        let bytes = file.size() as usize;
        return Err(Refusal::FileTooLarge { bytes, limit: MAX_RECORDING_BYTES }.to_string());
    }
    let text = JsFuture::from(file.text()).await.map_err(|_| words::NOT_READ.to_owned())?;
    Ok(Rc::from(text.as_string().unwrap_or_default()))
}
