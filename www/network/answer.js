// The network that experiments talk to. The service worker and the servers both answer with this module, so
// that a request has the same body, delay and failure whichever of them it reaches. It is pure: whoever calls
// it does the waiting.

/** Longest delay, latency and jitter together. */
export const MAX_DELAY_MS = 60_000;

/** Largest body asked for. */
export const MAX_BYTES = 16 * 1024 * 1024;

const MAX_ID_LENGTH = 100;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {number} delayMs how long the network takes, from request to response
 * @property {number} [size] how many bytes the body has
 * @property {() => Uint8Array} [makeBody] makes the body, which is JSON: by whoever sends it, when it is sent, since
 *   megabytes that wait for their time would take the memory of all requests under way
 * @property {string} [file] the path of the file in the site that is the body, where there is no other
 */

/**
 * Answers `api/<path>?<query>`. The paths are `get`, whose answer is a record, and `page`, whose answer is a page
 * of the bundled site, with
 *
 * | parameter | meaning | default |
 * |---|---|---|
 * | `id` | which record; the body depends on this and `bytes` alone | 0 |
 * | `path` | which page, as `site/index.html`; it takes the place of the id | |
 * | `latency` | milliseconds that every request takes | 0 |
 * | `jitter` | milliseconds more, at most; how many follows from `seed` and `id` | 0 |
 * | `seed` | another one gives other delays and failures | 0 |
 * | `bytes` | how large the body is at least; a record is some 90 bytes | 0 |
 * | `error` | the probability of a 503, from 0 to 1; which ids fail follows from `seed` | 0 |
 *
 * Anything else is ignored: `run` keeps addresses unique, `network` says who should answer.
 *
 * @param {string} path what comes after `api/`
 * @param {URLSearchParams} query
 * @returns {Answer}
 */
export function answer(path, query) {
  if (path !== 'get' && path !== 'page')
    return failure(404, `There is no api/${path}. There are api/get and api/page.`);
  const { values, complaint } = read(query, path === 'page' ? 'path' : 'id');
  if (complaint) return failure(400, complaint);
  const { id, latency, jitter, seed, bytes, error } = values;
  const delayMs = latency + jitter * chance(`${seed}/${id}/delay`);
  if (chance(`${seed}/${id}/error`) < error)
    return failure(503, `This request was made to fail: id ${id}.`, delayMs);
  if (path === 'page')
    return SITE_PAGE.test(id)
      ? { status: 200, delayMs, file: id }
      : failure(404, 'path is not that of a page of the site.', delayMs);
  return { status: 200, delayMs, ...record(id, bytes) };
}

/** Nothing with dots or anything else that leads out of the site. */
const SITE_PAGE = /^site(\/[a-z0-9-]+)+\.html$/;

/** What comes after `api/` in an address's path, wherever the site lies; null where it is no such path. */
export function apiPath(pathname) {
  // Nothing with a dot: on a development server that is a module that happens to lie in a folder named api.
  return pathname.match(/\/api\/([a-z-]*)$/)?.[1] ?? null;
}

/** The headers of every answer. `network` is who gave it: `simulated`, `server` or `timer`. */
export function answerHeaders(network, file) {
  const type = file ? 'text/html; charset=utf-8' : 'application/json';
  return { 'content-type': type, 'cache-control': 'no-store', 'x-lanes-network': network };
}

/** The numeric parameters: largest value, and whether it must be whole. */
const NUMBERS = {
  latency: { max: MAX_DELAY_MS },
  jitter: { max: MAX_DELAY_MS },
  seed: { max: Number.MAX_SAFE_INTEGER, whole: true },
  bytes: { max: MAX_BYTES, whole: true },
  error: { max: 1 },
};

/** Reads the parameters, or says in a sentence what is wrong with the first bad one. */
function read(query, idName) {
  const values = { id: query.get(idName) ?? '0' };
  if (values.id.length > MAX_ID_LENGTH)
    return { complaint: `${idName} is longer than ${MAX_ID_LENGTH} characters.` };
  for (const [name, { max, whole }] of Object.entries(NUMBERS)) {
    const text = query.get(name) ?? '0';
    const value = /^\d+(\.\d+)?(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    const good = value <= max && (!whole || Number.isInteger(value));
    if (!good)
      return { complaint: `${name} must be a ${whole ? 'whole number' : 'number'} from 0 to ${max}.` };
    values[name] = value;
  }
  if (values.latency + values.jitter > MAX_DELAY_MS)
    return { complaint: `latency and jitter together must be at most ${MAX_DELAY_MS} ms.` };
  return { values };
}

const encode = (value) => new TextEncoder().encode(JSON.stringify(value));

function failure(status, error, delayMs = 0) {
  const body = encode({ error });
  return { status, delayMs, size: body.length, makeBody: () => body };
}

/** 32 well mixed bits of a text: FNV-1a, then the finalizer of MurmurHash3, since FNV alone mixes short texts badly. */
function hash(text) {
  let bits = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** A number from 0 to just below 1 that looks random and always is the same for the same text. */
const chance = (text) => hash(text) / 2 ** 32;

const GIVEN_NAMES = [
  'Ada',
  'Alan',
  'Barbara',
  'Donald',
  'Edsger',
  'Frances',
  'Grace',
  'Guido',
  'Leslie',
  'Margaret',
  'Radia',
  'Tony',
];
const FAMILY_NAMES = [
  'Allen',
  'Dijkstra',
  'Hamilton',
  'Hoare',
  'Hopper',
  'Knuth',
  'Lamport',
  'Liskov',
  'Lovelace',
  'Perlman',
  'Turing',
];

/** A made-up user as JSON, padded to `bytes` where that is more than the user takes. */
function record(id, bytes) {
  const given = GIVEN_NAMES[hash(`${id}/given`) % GIVEN_NAMES.length];
  const family = FAMILY_NAMES[hash(`${id}/family`) % FAMILY_NAMES.length];
  const user = {
    id,
    name: `${given} ${family}`,
    email: `${given}.${family}@example.org`.toLowerCase(),
    padding: '',
  };
  const start = encode(user);
  if (start.length >= bytes) return { size: start.length, makeBody: () => start };
  return { size: bytes, makeBody: () => padded(start, bytes, id) };
}

/** The same JSON with letters for its padding, which is empty and comes last. */
function padded(start, bytes, id) {
  const end = '"}'.length;
  const body = new Uint8Array(bytes);
  body.set(start.subarray(0, start.length - end));
  fillWithLetters(body.subarray(start.length - end, bytes - end), id);
  body.set(start.subarray(start.length - end), bytes - end);
  return body;
}

/** Letters that follow from the id: one block of them, repeated, since megabytes must be made in no time. */
function fillWithLetters(space, id) {
  const block = Math.min(space.length, 1024);
  let state = hash(`${id}/padding`) | 1;
  for (let i = 0; i < block; i += 1) {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    space[i] = 97 + ((state >>> 8) % 26);
  }
  for (let filled = block; filled < space.length; filled *= 2) space.copyWithin(filled, 0, filled);
}
