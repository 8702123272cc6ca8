/** Turns a rejected promise into an error event, which reaches the page or worker that created this worker. */
export function report(error) {
  setTimeout(() => {
    throw error;
  });
}
