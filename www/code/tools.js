// JavaScript that the page calls: files, highlighting, the clipboard and saved runs. `js.rs` in `src/app/src` names it.

/** Reads a text file of the site. */
export async function read(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  return response.text();
}

/** Loads `highlightLines`. The module is large, so it is loaded only when code is shown. */
export async function loadHighlighter() {
  const { highlightLines } = await import('./highlight.js');
  return highlightLines;
}

/** Opens the editor in place of a text field. Its module is large, so it is loaded only when code is edited. */
export async function openEditor(place, field, onEdit) {
  const { createEditor } = await import('./editor.js');
  return createEditor(place, field, onEdit);
}

/** Opens the database of saved runs. Its module is not needed for the first view. */
export async function openSavedRuns(onChange) {
  const { openDatabase } = await import('../saved-runs/database.js');
  return openDatabase(onChange);
}

/** Loads what reads dropped folders and pictures. Its module is not needed for the first view. */
export const loadFileTools = () => import('../files/files.js');

/** Calls a function once an element is on the screen. */
export function whenOnScreen(element, call) {
  const observer = new IntersectionObserver((entries) => {
    // On a busy page, the entry that says so may follow an earlier one in the same call, and no other comes.
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    call();
  });
  observer.observe(element);
}

/** Copies text to the clipboard. Rejects if the browser refuses. */
export function copy(text) {
  return navigator.clipboard.writeText(text);
}

/** Selects the text of an element, for the reader to copy. */
export function select(element) {
  getSelection().selectAllChildren(element);
}
