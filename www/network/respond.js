// Answers of the network as a `Response`, for workers.

import { answer, answerHeaders } from './answer.js';
import { SITE_HEADERS } from './headers.js';

/**
 * Answers `api/<path>?<query>` after the delay of the network.
 *
 * @param {string} path the part after `api/`
 * @param {URLSearchParams} query
 * @param {string} network name of the network that answers
 * @param {AbortSignal} signal signal of the request, which rejects the answer when aborted
 * @param {(path: string) => Promise<Response>} [readFile] reads a file of the site
 * @returns {Promise<Response>}
 */
export async function respond(path, query, network, signal, readFile) {
  const { status, delayMs, makeBody, file } = answer(path, query);
  await wait(delayMs, signal);
  const headers = { ...answerHeaders(network, file), ...SITE_HEADERS };
  if (!file) return new Response(makeBody(), { status, headers });
  const page = await readFile(file);
  return new Response(page.body, { status: page.status, headers });
}

/** Waits for the delay. Throws as soon as the signal is aborted, or at once if it is aborted already. */
async function wait(delayMs, signal) {
  signal.throwIfAborted();
  if (delayMs === 0) return;
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, delayMs);
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}
