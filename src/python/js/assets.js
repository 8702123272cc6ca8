// Loading of a build: its compiled module, and the archives that both builds share.

import { loadBytes, loadModule, nameOf } from '../../../www/loading/load.js';

/** First bytes of a file that gzip has compressed. */
const GZIP = [0x1f, 0x8b];

/** Loads an archive and reports how many bytes have arrived. */
async function loadArchive(url, count) {
  const packed = await loadBytes(url, { count });
  await checkSum(url, packed);
  // Hosts do not compress archives, so a site may have them compressed.
  const isPacked = packed[0] === GZIP[0] && packed[1] === GZIP[1];
  const content = isPacked ? await unpack(url, packed) : packed;
  // Shared, so that all interpreters read one copy.
  const bytes = new Uint8Array(new SharedArrayBuffer(content.length));
  bytes.set(content);
  return bytes;
}

/** Unpacks a file, which fails if any of it is missing or differs. */
async function unpack(url, packed) {
  try {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Error(`${nameOf(url)} is damaged`);
  }
}

/** Compares a file with the beginning of its SHA-256 sum, if its name ends in that. */
async function checkSum(url, content) {
  const expected = /-([0-9a-f]{12})\.bin$/.exec(url)?.[1];
  if (!expected) return;
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  const digits = Array.from(sum.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (digits !== expected) throw new Error(`${nameOf(url)} is damaged`);
}

/** Compiles a module while it arrives, and reports how many bytes have. */
async function compile(url, count) {
  const begin = performance.now();
  const module = await loadModule(url, { count });
  return { module, compileMs: performance.now() - begin };
}

/** Loads the script of all interpreters, so that none of them waits for the network. */
async function loadGlue(url) {
  try {
    await import(/* @vite-ignore */ url);
  } catch (error) {
    throw new Error(`${nameOf(url)} could not be loaded: ${error.message}`);
  }
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
    if (!archives.has(url)) archives.set(url, loadArchive(url, count));
    return archives.get(url);
  };
  try {
    const [compiled, stdlib, lanes] = await Promise.all([
      compile(assets.wasm, count),
      archive(assets.stdlib),
      archive(assets.lanes),
      loadGlue(assets.glue),
    ]);
    return { ...compiled, glue: assets.glue, archives: { '/stdlib.zip': stdlib, '/lanes.zip': lanes } };
  } catch (error) {
    archives.clear();
    throw error;
  }
}
