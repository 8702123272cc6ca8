// Boots an isolate: an engine with a memory of its own, which shares no memory with any other but
// two numbers with the engine.

import { respond } from '../network/respond.js';
import { report } from './report.js';

// Listening from the first line on: a message that finds no listener is lost.
addEventListener('message', ({ data }) => boot(data).catch(report), { once: true });

async function boot({ base, shared }) {
  const engine = await import('#engine-plain');
  await engine.default();
  engine.start_isolate(base, shared, answerHere);
}

/** Answers a request as the service worker does, but from a timer in this very worker. */
function answerHere(address, signal) {
  const [path, query] = address.replace(/^api\//, '').split('?');
  return respond(path, new URLSearchParams(query), 'timer', signal);
}
