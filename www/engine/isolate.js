// Boots an isolate: an engine with a memory of its own, which shares no memory with any other but
// a number that says stop.

// Listening from the first line on: a message that finds no listener is lost.
addEventListener('message', ({ data }) => boot(data).catch(report), { once: true });

async function boot({ base, stop }) {
  const engine = await import('#engine-plain');
  await engine.default();
  engine.start_isolate(base, stop);
}

/** Makes a rejected promise an error event, which is what the engine hears. */
function report(error) {
  setTimeout(() => {
    throw error;
  });
}
