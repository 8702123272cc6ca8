// What the page's code section takes from JavaScript: files, colours, the clipboard. `code_tools.rs` calls it.

/** The text of a file of the site. */
export async function read(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  return response.text();
}

/** A function that marks up a text in a language, as HTML. It is large, so it is loaded when it is needed. */
export async function loadHighlighter() {
  const { highlight } = await import('./highlight.js');
  return highlight;
}

/** Puts a text on the clipboard, if the browser lets it. */
export function copy(text) {
  return navigator.clipboard.writeText(text);
}

/** Selects what an element says, for the reader to copy. */
export function select(element) {
  getSelection().selectAllChildren(element);
}
