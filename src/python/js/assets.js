// Loading of a build: its compiled module, and the archives that both builds share.

/** First bytes of a file that gzip has compressed. */
const GZIP = [0x1f, 0x8b];

/** Returns the parts of a stream, and reports the size of each as it arrives. */
async function readAll(stream, count = () => {}) {
  const reader = stream.getReader();
  const parts = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts;
    count(value.length);
    parts.push(value);
  }
}

/** Requests a file, and fails if there is none. */
async function request(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP status ${response.status}`);
  return response;
}

/** Fetches a file and reports how many bytes have arrived. */
async function fetchBytes(url, count) {
  const response = await request(url);
  const arrived = await readAll(response.body, count);
  // Hosts do not compress archives, so a site may have them compressed.
  const isPacked = arrived[0][0] === GZIP[0] && arrived[0][1] === GZIP[1];
  const parts = isPacked
    ? await readAll(new Blob(arrived).stream().pipeThrough(new DecompressionStream('gzip')))
    : arrived;
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  // Shared, so that all interpreters read one copy.
  const bytes = new Uint8Array(new SharedArrayBuffer(size));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * Compiles a module while it arrives, and reports how many bytes have. The compiler gets the response itself, so that browsers
 * can cache the code; a clone of it is counted.
 */
async function compile(url, count) {
  const begin = performance.now();
  const response = await request(url);
  const counted = readAll(response.clone().body, count);
  const [module] = await Promise.all([WebAssembly.compileStreaming(response), counted]);
  return { module, compileMs: performance.now() - begin };
}

const archives = new Map();

/**
 * Loads a build.
 *
 * @param {import('./protocol.js').Assets} assets
 * @param {(bytes: number) => void} count
 */
export async function load(assets, count) {
  const archive = (url) => {
    if (!archives.has(url)) archives.set(url, fetchBytes(url, count));
    return archives.get(url);
  };
  try {
    const [compiled, stdlib, lanes] = await Promise.all([
      compile(assets.wasm, count),
      archive(assets.stdlib),
      archive(assets.lanes),
    ]);
    return { ...compiled, glue: assets.glue, archives: { '/stdlib.zip': stdlib, '/lanes.zip': lanes } };
  } catch (error) {
    archives.clear();
    throw error;
  }
}
