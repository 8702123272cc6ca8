// Loading of files that everything else depends on: limited by silence instead of duration, checked, and named in errors.

/** Time without a byte after which an attempt fails. A load as a whole may take as long as the connection needs. */
const SILENCE_MS = 25_000;

/**
 * @typedef {object} Check
 * @property {(bytes: number) => void} [count] called with the size of each part that arrives
 * @property {string} [hash] hash that the contents must have, as in an `integrity` attribute
 */

/**
 * Fetches and compiles a module. The compiler gets the response itself, so that browsers can cache the code.
 *
 * @param {string | URL} url
 * @param {Check} [check]
 * @returns {Promise<WebAssembly.Module>}
 */
export const loadModule = (url, check) => load(url, compile, check);

/**
 * Fetches the contents of a file.
 *
 * @param {string | URL} url
 * @param {Check} [check]
 * @returns {Promise<Uint8Array>}
 */
export const loadBytes = (url, check) =>
  load(url, async (response) => new Uint8Array(await response.arrayBuffer()), check);

/** Matches what browsers say if a content security policy forbids to compile a module. */
const FORBIDDEN = /content.security.policy|\bCSP\b|unsafe-eval/i;

/** Explains why a file could not be loaded. */
function explain(error, hash) {
  // Browsers do not say that an integrity check failed.
  if (hash && error instanceof TypeError) return 'the host does not send the contents of this version';
  if (!FORBIDDEN.test(error.message)) return error.message;
  return "the Content-Security-Policy of the host forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src";
}

/** Loads a file. A second attempt ignores what the browser has kept, which may be damaged. */
async function load(url, read, check = {}) {
  try {
    return await attempt(url, read, 'default', check);
  } catch {
    return attempt(url, read, 'reload', check).catch((error) => {
      throw new Error(`${nameOf(url)} could not be loaded: ${explain(error, check.hash)}`);
    });
  }
}

async function attempt(url, read, cache, { count = () => {}, hash }) {
  const silence = new AbortController();
  let timer;
  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(new Error('the host sends nothing')), SILENCE_MS);
  };
  listen();
  try {
    // With an integrity check, the browser passes on nothing before the end.
    const options = { cache, signal: silence.signal, ...(hash && { integrity: hash }) };
    const response = await fetch(url, options);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    const arrive = (bytes) => {
      listen();
      count(bytes);
    };
    const copy = response.clone();
    const [content] = await Promise.all([read(response), readAll(copy.body, arrive)]);
    return content;
  } finally {
    clearTimeout(timer);
  }
}

/** Reads a stream to its end and reports the size of each part. */
async function readAll(stream, arrive) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    arrive(value.length);
  }
}

/** Compiles a module, also where the host declares another type or the browser cannot compile while it arrives. */
async function compile(response) {
  const isDeclared = response.headers.get('content-type') === 'application/wasm';
  return isDeclared && WebAssembly.compileStreaming
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** Returns the name of a file without its folders. */
export const nameOf = (url) => new URL(url, globalThis.location.href).pathname.split('/').pop();
