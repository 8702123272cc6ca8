// Search for the file that keeps an engine from starting. Loaded only then.

import { hasHash } from './hash.js';

const FILES = {
  /** Matches the scripts and modules of an engine: not of CPython, which names its files, nor of views. */
  parts: /^assets\/(?!python|lanes_python|editor|highlight).*\.(js|wasm)$/,
  /** Matches the scripts that workers begin with. They are small. */
  entries: /^assets\/(worker|isolate|python)-.*\.js$/,
};

const IS_SCRIPT_TYPE = /^(text|application)\/(x-)?javascript/;

/**
 * Describes the first file that the host does not serve as it was built, or returns undefined if there is none. Requests all
 * past the browser's cache, which replaces damaged copies.
 *
 * @param {string} base URL of the site
 * @param {keyof typeof FILES} which
 */
export async function check(base, which) {
  const response = await fetch(new URL('files.json', base), { cache: 'no-cache' });
  const files = Object.entries(await response.json()).filter(([path]) => FILES[which].test(path));
  const problems = await Promise.all(files.map(([path, hash]) => problemOf(base, path, hash)));
  return problems.find(Boolean);
}

async function problemOf(base, path, hash) {
  const name = path.split('/').pop();
  const url = new URL(path, base);
  try {
    const response = await fetch(url, { cache: 'reload' });
    if (!response.ok) return `${name} could not be loaded: HTTP status ${response.status}.`;
    const type = response.headers.get('content-type') ?? '';
    if (name.endsWith('.js') && !IS_SCRIPT_TYPE.test(type))
      return `${name} could not be loaded: the host declares the type ${type || 'of no file'}.`;
    // Without a secure context there are no hashes.
    const isSame = !crypto.subtle || (await hasHash(await response.arrayBuffer(), hash));
    return isSame ? undefined : `${name} is damaged, or of another version.`;
  } catch (error) {
    return `${name} could not be loaded: ${error.message}.`;
  }
}
