// The network that experiments use. The service worker and the servers share this module, so a request gets the same
// body, delay and failure from each. The module is pure: its callers wait for the delay.

/** Longest delay: latency plus jitter. */
export const MAX_DELAY_MS = 60_000;

/** Largest body that a request may ask for. */
export const MAX_BYTES = 16 * 1024 * 1024;

const MAX_ID_LENGTH = 100;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {number} delayMs time from request to response
 * @property {number} [size] size of the body in bytes
 * @property {() => Uint8Array} [makeBody] makes the JSON body. Senders call it after the delay, because the bodies of
 *   all requests in flight, megabytes each, would fill the memory
 * @property {string} [file] path of the file of the site that is the body, if there is no `makeBody`
 */

/**
 * Answers `api/<path>?<query>`. The path `get` returns a record, and `page` returns a page of the bundled site.
 *
 * | parameter | meaning | default |
 * |---|---|---|
 * | `id` | number of the record; the body depends only on this and `bytes` | 0 |
 * | `path` | path of the page, such as `site/index.html`; replaces `id` | |
 * | `latency` | delay of every request in milliseconds | 0 |
 * | `jitter` | largest additional delay in milliseconds; the delay follows from `seed` and `id` | 0 |
 * | `seed` | seed of delays and failures | 0 |
 * | `bytes` | smallest size of the body; a record has about 90 bytes | 0 |
 * | `error` | probability of a 503, from 0 to 1; which ids fail follows from `seed` | 0 |
 *
 * Other parameters are ignored: `run` makes URLs unique, and `network` selects the network.
 *
 * @param {string} path the part after `api/`
 * @param {URLSearchParams} query
 * @returns {Answer}
 */
export function answer(path, query) {
  if (path !== 'get' && path !== 'page')
    return failure(404, `There is no api/${path}. Use api/get or api/page.`);
  const { values, complaint } = read(query, path === 'page' ? 'path' : 'id');
  if (complaint) return failure(400, complaint);
  const { id, latency, jitter, seed, bytes, error } = values;
  const delayMs = latency + jitter * chance(`${seed}/${id}/delay`);
  if (chance(`${seed}/${id}/error`) < error)
    return failure(503, `This failure is simulated: id ${id}.`, delayMs);
  if (path === 'page')
    return SITE_PAGE.test(id)
      ? { status: 200, delayMs, file: id }
      : failure(404, 'The site has no page with this path.', delayMs);
  return { status: 200, delayMs, ...record(id, bytes) };
}

/** A path of a page. Dots, which could lead out of the site, do not match. */
const SITE_PAGE = /^site(\/[a-z0-9-]+)+\.html$/;

/** Returns the part after `api/` of a URL's path, in whatever folder the site is, or null for any other path. */
export function apiPath(pathname) {
  // Paths with a dot do not match: on a development server they are modules in a folder named api.
  return pathname.match(/\/api\/([a-z-]*)$/)?.[1] ?? null;
}

/** Returns the headers of an answer. `network` is the one that answered: `simulated`, `server` or `timer`. */
export function answerHeaders(network, file) {
  const type = file ? 'text/html; charset=utf-8' : 'application/json';
  return { 'content-type': type, 'cache-control': 'no-store', 'x-lanes-network': network };
}

/** Numeric parameters with their largest values. Those marked `whole` must be integers. */
const NUMBERS = {
  latency: { max: MAX_DELAY_MS },
  jitter: { max: MAX_DELAY_MS },
  seed: { max: Number.MAX_SAFE_INTEGER, whole: true },
  bytes: { max: MAX_BYTES, whole: true },
  error: { max: 1 },
};

/** Reads the parameters. Returns `values`, or a `complaint` about the first invalid parameter. */
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

/** Hashes a text to 32 bits: FNV-1a, then the finalizer of MurmurHash3, because FNV alone mixes short texts badly. */
function hash(text) {
  let bits = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Returns a pseudorandom number in [0, 1) that depends only on the text. */
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

/** Returns a fictitious user as JSON, padded to `bytes` if the user is shorter. */
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

/** Returns the JSON of a user, its last and empty member `padding` filled with letters up to `bytes`. */
function padded(start, bytes, id) {
  const end = '"}'.length;
  const body = new Uint8Array(bytes);
  body.set(start.subarray(0, start.length - end));
  fillWithLetters(body.subarray(start.length - end, bytes - end), id);
  body.set(start.subarray(start.length - end), bytes - end);
  return body;
}

/** Fills the space with letters that depend on the id. Repeats one block, because megabytes must be fast to make. */
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
