// What the network's answers are in a worker: a `Response`, after as long as the network takes.

import { answer, answerHeaders } from './answer.js';
import { SITE_HEADERS } from './headers.js';

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
  const { status, delayMs, makeBody, file } = answer(path, query);
  await wait(delayMs, signal);
  const headers = { ...answerHeaders(network, file), ...SITE_HEADERS };
  if (!file) return new Response(makeBody(), { status, headers });
  const page = await readFile(file);
  return new Response(page.body, { status: page.status, headers });
}

/** Waits, or throws as soon as whoever asked has given up, which may have been before. */
async function wait(delayMs, signal) {
  signal.throwIfAborted();
  if (delayMs === 0) return;
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    }, delayMs);
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
