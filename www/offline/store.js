// The store: the files of one build, saved by its service worker.
//
// Workbox does not fit: it fills its precache before the service worker starts, so readers would wait for threads, and
// it serves files of an incomplete build.

import { hasHash } from '../loading/hash.js';
import { SITE_HEADERS } from '../network/headers.js';

/**
 * The build that this script belongs to, inserted by the build script: its name, and the hash of each file by its path
 * in the site. Large files that most readers never need are in `later`. In development there are no files.
 *
 * @type {{name: string, files: Record<string, string>, later: Record<string, string>}}
 */
const BUILD = __LANES_BUILD__;

/** Saved last: if the store has the page, the store is complete. */
const PAGE = 'index.html';

// All copies of Lanes on one origin, each in its own folder, share one set of caches.
const STORES = `lanes ${self.registration.scope} `;
const STORE = STORES + BUILD.name;

/** True if this build has files to save. A development build has none, so that no stale file is ever served. */
export const HAS_FILES = Object.hasOwn(BUILD.files, PAGE);

/** Types by the ends of names. Browsers refuse scripts, styles and modules of other types. */
const TYPES = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  mjs: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
};

/** Returns the type of a file. All others are data and sources, which the page reads as bytes or as text. */
const typeOf = (path) => TYPES[path.split('.').pop()] ?? 'text/plain; charset=utf-8';

/** Returns the type of a file of this build, or undefined for any other file. */
export const knownType = (path) =>
  Object.hasOwn(BUILD.files, path) || isLater(path) ? typeOf(path) : undefined;

/** Number of files that are requested at once. Few, since a page may start to load something at any time. */
const FILES_AT_ONCE = 3;

const urlOf = (path) => new URL(path, self.registration.scope).href;

const find = (path) => caches.match(urlOf(path), { cacheName: STORE });

let isComplete = false;

/** Returns true for a large file, which is saved at its first use. */
export const isLater = (path) => Object.hasOwn(BUILD.later, path);

/** Returns a file of this build, or undefined if the build has no such file or the store lacks it or is incomplete. */
export async function savedFile(path) {
  if (!Object.hasOwn(BUILD.files, path) && !isLater(path)) return undefined;
  try {
    if (isLater(path)) return await find(path);
    isComplete ||= (await find(PAGE)) !== undefined;
    return isComplete ? await find(path) : undefined;
  } catch {
    // The browser's settings block storage, so every file comes from the host.
    return undefined;
  }
}

let saving;

/**
 * Saves all files of this build that the store lacks, each after `untilQuiet`. Simultaneous calls, as from an article and its
 * frames, share one attempt.
 *
 * Fails with a TypeError if a file on the host is missing or differs from this build, and with a DOMException if the
 * browser has no room or blocks storage.
 */
export function saveBuild(untilQuiet) {
  saving ??= saveAll(untilQuiet).finally(() => {
    saving = undefined;
  });
  return saving;
}

async function saveAll(untilQuiet) {
  if (!HAS_FILES || (await find(PAGE))) return;
  const store = await caches.open(STORE);
  const others = Object.keys(BUILD.files).filter((path) => path !== PAGE);
  const saveNext = async () => {
    while (others.length > 0) {
      await untilQuiet();
      await saveFile(store, others.shift());
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, saveNext));
  await saveFile(store, PAGE);
}

async function saveFile(store, path) {
  if (await store.match(urlOf(path))) return;
  // The HTTP cache has most files but must revalidate them. The integrity check rejects any other content, such as a
  // host's error page.
  const { ok, status, body } = await fetch(urlOf(path), {
    cache: 'no-cache',
    integrity: BUILD.files[path],
    priority: 'low',
  });
  if (!ok) throw new TypeError(`HTTP status ${status}`);
  await put(store, path, body);
}

/**
 * Saves a large file from a response that the page receives at the same time. A fetch with an integrity check would give the page
 * nothing before the end, and no progress to show. Saves nothing if the content differs from this build.
 */
export async function saveLater(path, response) {
  const content = await response.arrayBuffer();
  if (!(await hasHash(content, BUILD.later[path]))) return;
  await put(await caches.open(STORE), path, content);
}

function put(store, path, content) {
  // Saved with the headers that it is served with, because browsers cache compiled code only for such a response. A
  // store needs none of the host's other headers, and its type may be wrong.
  const headers = { 'content-type': typeOf(path), ...SITE_HEADERS };
  return store.put(urlOf(path), new Response(content, { headers }));
}

/** Deletes the stores of other builds of this site. */
export async function deleteOtherStores() {
  try {
    const names = await caches.keys();
    const others = names.filter((name) => name.startsWith(STORES) && name !== STORE);
    await Promise.all(others.map((name) => caches.delete(name)));
  } catch {
    // Without storage there is nothing to delete.
  }
}
