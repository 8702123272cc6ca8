// What the network's answers are in a worker: a `Response`, after as long as the network takes.

import { answer, answerHeaders } from './answer.js';
import { ISOLATION_HEADERS } from './headers.js';

/**
 * Answers `api/<path>?<query>`.
 *
 * @param {string} path what comes after `api/`
 * @param {URLSearchParams} query
 * @param {string} network who says to have answered
 * @param {AbortSignal} signal whether whoever asked has given up
 * @param {(path: string) => Promise<Response>} [readFile] has the files of the site
 * @returns {Promise<Response>}
 */
export async function respond(path, query, network, signal, readFile) {
  const { status, delayMs, body, file } = answer(path, query);
  await wait(delayMs, signal);
  const headers = { ...answerHeaders(network, file), ...ISOLATION_HEADERS };
  if (!file) return new Response(body, { status, headers });
  const page = await readFile(file);
  return new Response(page.body, { status: page.status, headers });
}

/** Waits, or throws as soon as whoever asked has given up. */
function wait(delayMs, signal) {
  if (delayMs === 0) return undefined;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
