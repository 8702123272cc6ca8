//! The JavaScript that the page calls, and the errors it throws.

use js_sys::{Error, Promise};
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// Functions of `www/code/tools.js` and `www/loading/styles.js`, passed to the page when it starts.
    #[derive(Clone, Debug, PartialEq)]
    pub type CodeTools;

    /// Fetches the text of a file of the site, at a path relative to the page.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn read(this: &CodeTools, path: &str) -> Result<JsValue, JsValue>;

    /// Loads a function that takes a text and its language and returns the highlighted HTML of each line.
    #[wasm_bindgen(method, catch, js_name = loadHighlighter)]
    pub(crate) async fn load_highlighter(this: &CodeTools) -> Result<JsValue, JsValue>;

    /// Opens an editor in `place`, with the text of a field, and calls a function with the text after each edit.
    #[wasm_bindgen(method, catch, js_name = openEditor)]
    pub(crate) async fn open_editor(
        this: &CodeTools,
        place: &Element,
        field: &Element,
        on_edit: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// Editor of `www/code/editor.js`.
    #[derive(Clone, Debug, PartialEq)]
    pub type CodeEditor;

    /// Replaces the text, unless it is the same. The reader can undo that.
    #[wasm_bindgen(method, js_name = setText)]
    pub(crate) fn set_text(this: &CodeEditor, text: &str);

    /// Keeps the reader from changing the text, or lets them again.
    #[wasm_bindgen(method)]
    pub(crate) fn lock(this: &CodeEditor, is_locked: bool);

    /// Marks a line, from 1; zero removes the mark.
    #[wasm_bindgen(method, js_name = markLine)]
    pub(crate) fn mark_line(this: &CodeEditor, line: u32);

    /// Opens the database of saved runs, and calls a function with all lines when another tab has changed them.
    #[wasm_bindgen(method, catch, js_name = openSavedRuns)]
    pub(crate) async fn open_saved_runs(this: &CodeTools, on_change: &JsValue) -> Result<JsValue, JsValue>;

    /// Database of `www/saved-runs/database.js`.
    #[derive(Clone, Debug, PartialEq)]
    pub type SavedRuns;

    /// Returns all lines as they were when it was opened, the newest first.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn text(this: &SavedRuns) -> String;

    /// Adds and removes lines, and returns all lines as they are then.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn change(
        this: &SavedRuns,
        added: Vec<String>,
        removed: Vec<String>,
    ) -> Result<JsValue, JsValue>;

    /// Starts to load the styles of the views that are loaded after the first one.
    #[wasm_bindgen(method, js_name = loadStyles)]
    pub(crate) fn load_styles(this: &CodeTools) -> Promise;

    /// Calls a function once an element is on the screen.
    #[wasm_bindgen(method, js_name = whenOnScreen)]
    pub(crate) fn when_on_screen(this: &CodeTools, element: &Element, call: &JsValue);

    /// Loads the functions of `www/files/files.js`.
    #[wasm_bindgen(method, catch, js_name = loadFileTools)]
    pub(crate) async fn load_file_tools(this: &CodeTools) -> Result<JsValue, JsValue>;

    /// Functions of `www/files/files.js`.
    #[derive(Clone, Debug, PartialEq)]
    pub type FileTools;

    /// Returns the files of entries that were dropped, and of folders among them, as an array.
    #[wasm_bindgen(method, catch, js_name = filesOf)]
    pub(crate) async fn files_of(this: &FileTools, entries: &JsValue) -> Result<JsValue, JsValue>;

    /// Has the browser decode a picture. Returns its pixels as `ImageData`.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn pixels(this: &FileTools, file: &web_sys::Blob) -> Result<JsValue, JsValue>;

    /// Copies a text to the clipboard. Browsers may refuse.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn copy(this: &CodeTools, text: &str) -> Result<(), JsValue>;

    /// Selects the text of an element.
    #[wasm_bindgen(method)]
    pub(crate) fn select(this: &CodeTools, element: &Element);
}

/// Describes a thrown value: the message of an `Error`, or the value itself if it is a string.
pub(crate) fn error_text(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<Error>() {
        Some(error) => error.message().into(),
        None => thrown.as_string().unwrap_or_else(|| "no reason was given".to_owned()),
    }
}
