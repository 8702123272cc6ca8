// The files of one build, kept by its service worker.
//
// Not Workbox: its precache is filled before a service worker starts, which here would keep the reader waiting
// for threads, and it serves what it has of a build that is not whole. What is left is what follows.

import { SITE_HEADERS } from '../network/headers.js';

/**
 * The build puts it in: its name, and the hash of each file's content by the file's address in the site. In
 * development there are no files.
 *
 * @type {{name: string, files: Record<string, string>}}
 */
const BUILD = __LANES_BUILD__;

/** Kept last: where the page is there, all is. */
const PAGE = 'index.html';

// An origin has one set of stores, and may have several copies of Lanes, each in a folder of its own.
const STORES = `lanes ${self.registration.scope} `;
const STORE = STORES + BUILD.name;

/** Whether there is anything to keep. In development nothing is, so that nothing old is ever seen. */
export const KEEPS_FILES = Object.hasOwn(BUILD.files, PAGE);

const address = (path) => new URL(path, self.registration.scope).href;

const find = (path) => caches.match(address(path), { cacheName: STORE });

let whole = false;

/** A file of this build, or undefined where it is none, or where not all of the build is kept. */
export async function kept(path) {
  if (!Object.hasOwn(BUILD.files, path)) return undefined;
  try {
    whole ||= (await find(PAGE)) !== undefined;
    return whole ? await find(path) : undefined;
  } catch {
    // The browser's settings forbid storage: then all comes from the host.
    return undefined;
  }
}

let keeping;

/**
 * Keeps all files of this build that are not kept yet. Once, however many pages ask at the same time: an article and its
 * frames may.
 *
 * Fails with a TypeError where the host does not have all of them as they were built, and with a DOMException
 * where the browser has no room or forbids storage.
 */
export function keep() {
  keeping ??= keepAll().finally(() => {
    keeping = undefined;
  });
  return keeping;
}

async function keepAll() {
  if (!KEEPS_FILES || (await find(PAGE))) return;
  const store = await caches.open(STORE);
  const others = Object.keys(BUILD.files).filter((path) => path !== PAGE);
  await Promise.all(others.map((path) => keepFile(store, path)));
  await keepFile(store, PAGE);
}

async function keepFile(store, path) {
  if (await store.match(address(path))) return;
  // The HTTP cache has most of them, but must ask whether they are current. Any other content is an error, and
  // so is a host's page that says what is missing.
  const response = await fetch(address(path), { cache: 'no-cache', integrity: BUILD.files[path] });
  // Stored as it will be served: only then do browsers keep compiled code beside it. None of the host's other
  // headers is about what a store does.
  const headers = { 'content-type': response.headers.get('content-type') ?? '', ...SITE_HEADERS };
  await store.put(address(path), new Response(response.body, { headers }));
}

/** Removes what other builds of this site kept. */
export async function discardOthers() {
  try {
    const names = await caches.keys();
    const others = names.filter((name) => name.startsWith(STORES) && name !== STORE);
    await Promise.all(others.map((name) => caches.delete(name)));
  } catch {
    // No storage: then there is nothing to remove.
  }
}
