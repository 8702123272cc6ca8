//! Reading chosen files: text in any encoding becomes UTF-8, and pictures that the engine cannot decode become pixels.

use super::words;
use crate::js::{CodeTools, FileTools, error_text};
use crate::state::{Action, ChosenFiles, SettingsAction};
use js_sys::Uint8Array;
use lanes_catalogue::experiment::{Content, MAX_FILE_BYTES, OwnFiles};
use lanes_files::encoding::{self, Encoding};
use lanes_files::picture::{self, Picture};
use lanes_model::workload::File;
use std::collections::BTreeSet;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::ImageData;
use yew::Callback;

/// Maximum number of refused files that a message names.
const MAX_NAMED: usize = 5;

/// Reads files without blocking. Files that cannot be used are named, and the others are taken.
pub(super) async fn take(chosen: &[web_sys::File], own_files: OwnFiles, tools: &CodeTools) -> ChosenFiles {
    match check(chosen, own_files) {
        Ok(()) => read_all(chosen, own_files.content, tools).await,
        Err(problem) => ChosenFiles { problem: Some(problem), ..ChosenFiles::default() },
    }
}

/// Returns what takes chosen files for an experiment: a handler for a picker.
pub(in crate::view) fn take_for(
    experiment: &'static str,
    own_files: OwnFiles,
    tools: &CodeTools,
    dispatch: &Callback<Action>,
) -> impl Fn(Vec<web_sys::File>) + use<> {
    let (tools, dispatch) = (tools.clone(), dispatch.clone());
    move |chosen| {
        let (tools, dispatch) = (tools.clone(), dispatch.clone());
        spawn_local(async move {
            let files = take(&chosen, own_files, &tools).await;
            dispatch.emit(Action::Settings(SettingsAction::FilesChosen { experiment, files }));
        });
    }
}

/// Refuses files that are too many or too large before they are read.
fn check(chosen: &[web_sys::File], own_files: OwnFiles) -> Result<(), String> {
    if chosen.len() > own_files.most {
        return Err(words::too_many(chosen.len(), own_files.most));
    }
    let size = chosen.iter().map(|file| file.size()).sum::<f64>() as u64;
    if size > MAX_FILE_BYTES {
        let names: Vec<String> = chosen.iter().take(MAX_NAMED).map(|file| file.name()).collect();
        return Err(words::too_large(&names.join(", "), size, MAX_FILE_BYTES));
    }
    Ok(())
}

async fn read_all(chosen: &[web_sys::File], content: Content, tools: &CodeTools) -> ChosenFiles {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    let mut encodings = BTreeSet::new();
    let mut size = 0;
    for file in chosen {
        let name = file.name();
        match read(file, content, tools).await {
            Ok((bytes, encoding)) => {
                encodings.extend(encoding.map(Encoding::name));
                size += file.size() as u64;
                files.push(File { name, bytes: bytes.into() });
            }
            Err(reason) => problems.push(words::refused(&name, &reason)),
        }
    }
    let left_out = problems.len().saturating_sub(MAX_NAMED);
    problems.truncate(MAX_NAMED);
    if left_out > 0 {
        problems.push(words::more_refused(left_out));
    }
    ChosenFiles {
        about: words::chosen(&files, size, &encodings),
        files,
        problem: (!problems.is_empty()).then(|| problems.join(" ")),
    }
}

/// Reads a file as the experiment needs it.
///
/// # Errors
/// The reason as a sentence.
async fn read(
    file: &web_sys::File,
    content: Content,
    tools: &CodeTools,
) -> Result<(Vec<u8>, Option<Encoding>), String> {
    let buffer =
        JsFuture::from(file.array_buffer()).await.map_err(|error| words::unreadable(&error_text(&error)))?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    match content {
        Content::Bytes => Ok((bytes, None)),
        Content::Text | Content::Table => {
            let (text, encoding) = encoding::decode(&bytes).map_err(|refusal| refusal.0)?;
            Ok((text.into_owned().into_bytes(), Some(encoding)))
        }
        Content::Picture => match picture::inspect(&bytes).map_err(|refusal| refusal.0)? {
            Picture::Png | Picture::PngWithKey | Picture::Jpeg => Ok((bytes, None)),
            Picture::PrintJpeg | Picture::Other => {
                let pixels = decode(file, tools).await.map_err(|error| {
                    // The page's own limit, rather than a message of the browser.
                    let is_limit = error.dyn_ref::<js_sys::RangeError>().is_some();
                    if is_limit { error_text(&error) } else { picture::unknown(&bytes).0 }
                })?;
                Ok((pixels, None))
            }
        },
    }
}

/// Has the browser decode a picture.
async fn decode(file: &web_sys::File, tools: &CodeTools) -> Result<Vec<u8>, JsValue> {
    let tools: FileTools = tools.load_file_tools().await?.unchecked_into();
    let pixels: ImageData = tools.pixels(file).await?.unchecked_into();
    Ok(picture::to_pam(pixels.width(), pixels.height(), &pixels.data()))
}
