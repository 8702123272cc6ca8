//! What the code section takes from JavaScript: `www/code/tools.js`, handed over at the start.

use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// Files, colours, the clipboard.
    #[derive(Clone, Debug, PartialEq)]
    pub type CodeTools;

    /// The text of a file of the site, at a path relative to the page.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn read(this: &CodeTools, path: &str) -> Result<JsValue, JsValue>;

    /// A function that gives a text, in a language, as HTML.
    #[wasm_bindgen(method, catch, js_name = loadHighlighter)]
    pub(crate) async fn load_highlighter(this: &CodeTools) -> Result<JsValue, JsValue>;

    /// Puts a text on the clipboard. Browsers may refuse.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn copy(this: &CodeTools, text: &str) -> Result<(), JsValue>;

    /// Selects what an element says.
    #[wasm_bindgen(method)]
    pub(crate) fn select(this: &CodeTools, element: &Element);
}
