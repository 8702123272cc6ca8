//! The control that opens a recording of Python or a trace: a file picker. `files` passes on what is dropped.

use super::words;
use crate::state::Action;
use crate::state::records::{RecordsAction, read_recording};
use crate::view::elements::{Accepted, file_picker};
use crate::view::focus::{RECORDED_BANNER, go_to};
use js_sys::Date;
use lanes_report::record::limits::MAX_TRACE_BYTES;
use lanes_report::record::{Refusal, TRACE_KEY};
use wasm_bindgen::JsValue;
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

/// Ending of the name of a file that Python recorded, or that is a trace.
const RECORDING: &str = ".lanes.json";
const TRACE: &str = ".trace.json";
/// Ending of the name of other traces, such as `result.json` of VizTracer.
const JSON: &str = ".json";

/// Number of bytes at the start of a trace that show what it is.
const START: i32 = 200;

/// Returns true if a file is a recording of Python or a trace, which no experiment works on.
pub(crate) async fn is_recording(file: &File) -> bool {
    let name = file.name();
    if name.ends_with(RECORDING) || name.ends_with(TRACE) {
        return true;
    }
    if !name.ends_with(JSON) {
        return false;
    }
    let Ok(start) = file.slice_with_i32_and_i32(0, START) else { return false };
    let text = JsFuture::from(start.text()).await.ok().and_then(|text| text.as_string());
    text.is_some_and(|text| text.contains(TRACE_KEY))
}

/// Opens a recording or a trace, and goes to its place.
pub(crate) async fn open_recording(file: &File, dispatch: &Callback<Action>) {
    let read = text_of(file).await.and_then(|text| read_recording(&text, &changed_at(file)));
    go_to(RECORDED_BANNER);
    dispatch.emit(Action::Records(RecordsAction::FileOpened { name: file.name(), read }));
}

/// Returns when a file was changed, in ISO 8601. A trace of another program does not say when it was made.
fn changed_at(file: &File) -> String {
    Date::new(&JsValue::from_f64(file.last_modified())).to_iso_string().into()
}

/// Reads a file without blocking. One that is too large is not read: its size is reason enough.
///
/// # Errors
/// Returns the reason as a clause.
async fn text_of(file: &File) -> Result<String, String> {
    if file.size() > MAX_TRACE_BYTES as f64 {
        let bytes = file.size() as usize;
        return Err(Refusal::FileTooLarge { bytes, limit: MAX_TRACE_BYTES }.to_string());
    }
    let text = JsFuture::from(file.text()).await.map_err(|_| words::NOT_READ.to_owned())?;
    Ok(text.as_string().unwrap_or_default())
}
