// Boots an isolate: an engine with its own memory, which shares only two numbers with the main engine.

import { holdLock } from '../loading/watch.js';
import { respond } from '../network/respond.js';
import { report } from './report.js';

// Listen before anything else, because a message without a listener is lost.
addEventListener('message', ({ data }) => boot(data).catch(report), { once: true });

async function boot({ base, shared, module, lock }) {
  const isHeld = holdLock(lock);
  const engine = await import('#engine-plain');
  await engine.default({ module_or_path: module });
  await isHeld;
  engine.start_isolate(base, shared, answerHere);
}

/** Answers a request as the service worker does, but from a timer in this worker. */
function answerHere(url, signal) {
  const [path, query] = url.replace(/^api\//, '').split('?');
  return respond(path, new URLSearchParams(query), 'timer', signal);
}
