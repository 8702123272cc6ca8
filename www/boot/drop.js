// Keeps the browser from opening a file that is dropped on the page, which would replace the page.

/** Ignores dropped files. What the page does with them is up to other listeners. */
export function keepDroppedFiles() {
  for (const type of ['dragover', 'drop']) {
    addEventListener(type, (event) => {
      // Dropping text into a field still works.
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
  }
}
