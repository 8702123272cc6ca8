//! What JavaScript threw, in words.

use js_sys::Error;
use wasm_bindgen::prelude::*;

/// What was thrown: an error's message, or a text.
pub(crate) fn text_of(error: &JsValue) -> String {
    match error.dyn_ref::<Error>() {
        Some(error) => error.message().into(),
        None => error.as_string().unwrap_or_else(|| "no reason was given".to_owned()),
    }
}
