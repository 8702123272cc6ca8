// Boots an isolate: an engine with a memory of its own, which shares no memory with any other but
// two numbers with the engine.

import { report } from './report.js';

// Listening from the first line on: a message that finds no listener is lost.
addEventListener('message', ({ data }) => boot(data).catch(report), { once: true });

async function boot({ base, shared }) {
  const engine = await import('#engine-plain');
  await engine.default();
  engine.start_isolate(base, shared);
}
