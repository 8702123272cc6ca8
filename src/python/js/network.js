// Requests of a program, sent from the worker of its interpreter.

import { answer, answerHeaders } from '../../../www/network/answer.js';

/** Hosts reserved for documentation. The network answers for them, so examples may use the names that articles use. */
const EXAMPLE = /(^|\.)example\.(com|org|net)$/;

/** Refusal of a request to an origin that the reader has not allowed. */
class Refused extends TypeError {
  constructor(origin) {
    super(`Requests to ${origin} need your permission on the page`);
    this.origin = origin;
  }
}

let requests = 0;

/** Returns a text that no other request of any interpreter has. Browsers queue simultaneous requests for one address. */
function unique(process) {
  requests += 1;
  return `${process}-${performance.timeOrigin.toString(36)}-${requests}`;
}

/**
 * Returns the query of a request that the network answers. `https://api.example.com/users/7?bytes=900` gives
 * `id=7&bytes=900&latency=100`.
 */
function queryOf(url, network) {
  const query = new URLSearchParams(url.search);
  const id = url.pathname.split('/').filter(Boolean).pop();
  if (id !== undefined && !query.has('id')) query.set('id', id);
  if (!query.has('latency')) query.set('latency', network.latencyMs);
  return query;
}

/**
 * Finds where a request goes.
 *
 * @param {string} text address that the program requests
 * @param {import('./protocol.js').Network} network
 * @param {number} process number of the interpreter
 * @returns {{ url: string } | { query: URLSearchParams }} a query is answered by a timer in this worker
 */
export function route(text, network, process) {
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol))
    throw new TypeError(`Only http and https addresses can be requested, not ${text}`);
  if (EXAMPLE.test(url.hostname)) {
    const query = queryOf(url, network);
    if (network.name === 'timer') return { query };
    query.set('network', network.name);
    query.set('run', unique(process));
    return { url: `${network.api}get?${query}` };
  }
  if (!network.allowed?.includes(url.origin)) throw new Refused(url.origin);
  return { url: url.href };
}

/** Waits for a time, or rejects as soon as the signal is aborted. */
function delay(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** Answers as the network does, without one. */
async function answerByTimer(query, signal) {
  const { status, delayMs, makeBody } = answer('get', query);
  await delay(delayMs, signal);
  return {
    status,
    reason: status === 200 ? 'OK' : '',
    headers: Object.entries(answerHeaders('timer')),
    body: makeBody(),
  };
}

async function answerByFetch(url, { method, headers }, body, signal, network) {
  const response = await fetch(url, { method, headers, body, signal, cache: 'no-store' });
  const from = response.headers.get('x-lanes-network');
  if (url.startsWith(network.api) && from !== network.name)
    throw new TypeError(`the answer came from ${from ?? 'elsewhere'} instead of the network ${network.name}`);
  return {
    status: response.status,
    reason: response.statusText,
    headers: [...response.headers],
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

/** Encodes an answer as lib/lanes/network.py reads it: length of the head, the head as JSON, the body. */
function pack(head, body) {
  const encoded = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(4 + encoded.length + body.length);
  new DataView(bytes.buffer).setUint32(0, encoded.length, true);
  bytes.set(encoded, 4);
  bytes.set(body, 4 + encoded.length);
  return bytes;
}

function unpack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return { head, body: bytes.subarray(4 + length) };
}

/**
 * Sends a request and returns the answer, or the reason why there is none, in bytes.
 *
 * @param {Uint8Array} bytes
 * @param {import('./protocol.js').Network} network
 * @param {number} process
 * @param {AbortSignal} cancelled
 * @param {(origin: string) => void} onRefused called if the reader has to allow the origin first
 */
export async function request(bytes, network, process, cancelled, onRefused) {
  const { head, body } = unpack(bytes);
  const limit = head.timeout ? AbortSignal.timeout(head.timeout * 1000) : undefined;
  const signal = limit ? AbortSignal.any([limit, cancelled]) : cancelled;
  try {
    const target = route(head.url, network, process);
    const answered = target.query
      ? await answerByTimer(target.query, signal)
      : await answerByFetch(target.url, head, body.length ? body : undefined, signal, network);
    const { status, reason, headers } = answered;
    return pack({ status, reason, headers }, answered.body);
  } catch (error) {
    if (error instanceof Refused) onRefused(error.origin);
    const failure = limit?.aborted ? 'timed-out' : String(error.message ?? error);
    return pack({ status: 0, reason: '', headers: [], failure }, new Uint8Array(0));
  }
}
