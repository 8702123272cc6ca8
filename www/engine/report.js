/** Makes a rejected promise an error event, which is what whoever made this worker hears. */
export function report(error) {
  setTimeout(() => {
    throw error;
  });
}
