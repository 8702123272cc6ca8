// Loading of a build: its compiled module, and the archives that both builds share.

/** Fetches a file and reports how many bytes have arrived. */
async function fetchBytes(url, count) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP status ${response.status}`);
  const parts = [];
  for await (const part of response.body) {
    parts.push(part);
    count(part.length);
  }
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

/** Compiles a module while it arrives. The response goes to the compiler as it is, so that browsers can cache the code. */
async function compile(url) {
  const begin = performance.now();
  const module = await WebAssembly.compileStreaming(fetch(url));
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
      compile(assets.wasm),
      archive(assets.stdlib),
      archive(assets.lanes),
    ]);
    return { ...compiled, glue: assets.glue, archives: { '/stdlib.zip': stdlib, '/lanes.zip': lanes } };
  } catch (error) {
    archives.clear();
    throw error;
  }
}
