// The service worker, between the page and its host. It does three things that a plain static host cannot: it adds the
// headers that allow threads, simulates the network of the experiments, and stores the site for offline use. It also
// makes sure that a reader's own URLs are requested in the same way under every strategy.
//
// This file must be in the root of the site, because a service worker controls no page above its own folder.
//
// How a new version takes over: each build has its own service worker, because this file contains the list of the
// build's files with the hashes of their contents, and its own store. A page that is served from the store gets every
// file from there, including the page itself, whatever the host has by then. A page is therefore of the same version as
// its service worker, and these steps ensure that neither changes without the other:
//
// 1. The first service worker of a site starts at once with an empty store, because the page needs it for its threads.
//    All files come from the host until the page reports that it has loaded all that a first run needs (`keep`). Then the
//    store is filled, mostly from the browser's HTTP cache, and only while pages load nothing else. Nothing is served from
//    an incomplete store.
// 2. A later one fills its store in the background while it installs. If a file is missing or belongs to another build,
//    as during a deployment or after a partial one, the installation fails and the old version stays. The browser
//    tries again at the next visit.
// 3. Once installed, it waits until no page of the old version is open, as every service worker does. By that rule
//    alone, reloading the only page would never activate it, since the old page is still open while the new one is
//    fetched. A page that finds a new version waiting therefore asks it to `take over` before it does anything else,
//    and reloads. The new version refuses while other pages are open.
// 4. When it starts, it deletes the stores of other versions, which no page needs any more.
//
// CPython, some 12 MB that most readers never need, is saved at its first use instead.

import { SITE_HEADERS } from './network/headers.js';
import { respond } from './network/respond.js';
import {
  deleteOtherStores,
  HAS_FILES,
  isLater,
  knownType,
  saveBuild,
  savedFile,
  saveLater,
} from './offline/store.js';

const SCOPE = self.registration.scope;

/** Number of checks for other open pages, and the time between two checks. */
const CHECKS = 20;
const CHECK_INTERVAL_MS = 50;

/** Matches the types that hosts declare for files they do not know. */
const UNKNOWN_TYPE = /^(application\/octet-stream|text\/plain)?(;|$)/;

/** Time between two checks whether pages load something. */
const QUIET_CHECK_MS = 100;

/** Number of the site's files that pages are loading from the host. */
let loading = 0;

self.addEventListener('install', (event) => {
  if (!HAS_FILES) event.waitUntil(self.skipWaiting());
  else if (self.registration.active) event.waitUntil(saveBuild(untilQuiet).catch(ignoreStorageError));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([deleteOtherStores(), self.clients.claim()]));
});

self.addEventListener('message', (event) => {
  // A failure is retried at the next visit; until then the site comes from the host.
  if (event.data?.type === 'keep') event.waitUntil(saveBuild(untilQuiet).catch(() => undefined));
  else if (event.data?.type === 'take over') event.waitUntil(takeOver(event.source, event.ports[0]));
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET') return;
  if (!url.href.startsWith(SCOPE)) return event.respondWith(fetchUncached(event.request));
  const path = url.href.slice(SCOPE.length).split(/[?#]/)[0];
  if (!path.startsWith('api/')) event.respondWith(serve(path, event.request, event));
  else if (url.searchParams.get('network') !== 'server') {
    const { signal } = event.request;
    event.respondWith(respond(path.slice('api/'.length), url.searchParams, 'simulated', signal, readFile));
  }
});

/** Ignores errors of storage: a browser without room for a new version gets that version without a store. */
function ignoreStorageError(error) {
  // Storage throws a DOMException, and a faulty host causes a TypeError.
  if (!(error instanceof DOMException)) throw error;
}

/** Takes over from the old version, unless pages other than the requesting one use it. */
async function takeOver(page, port) {
  if (await isOnlyPage(page)) await self.skipWaiting();
  else port.postMessage('refused');
}

/**
 * Returns true if the page is the only one of the site. Checks repeatedly, because the page that it replaced is listed
 * for a moment longer.
 */
async function isOnlyPage(page) {
  for (let check = 1; ; check += 1) {
    const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    if (!pages.some(({ id, url }) => id !== page.id && url.startsWith(SCOPE))) return true;
    if (check === CHECKS) return false;
    await new Promise((resolve) => setTimeout(resolve, CHECK_INTERVAL_MS));
  }
}

/** Serves a file of the site. Ignores the query, which is for the page, and maps a folder to its index.html. */
async function serve(path, request, event) {
  const file = path.replace(/(^|\/)$/, '$1index.html');
  const saved = await savedFile(file);
  if (saved) return saved;
  const response = await countWhileLoading(() => fetchIsolated(request, knownType(file)), event);
  // A failure is retried at the next use.
  if (isLater(file)) event?.waitUntil(saveLater(file, response.clone()).catch(() => undefined));
  return response;
}

/** Counts a file as loading until its last byte has arrived or the page has given it up. */
async function countWhileLoading(fetchFile, event) {
  loading += 1;
  try {
    const response = await fetchFile();
    const arrives = response.body ? response.clone().body.pipeTo(new WritableStream()) : Promise.resolve();
    const ended = arrives
      .catch(() => undefined)
      .then(() => {
        loading -= 1;
      });
    event?.waitUntil(ended);
    return response;
  } catch (error) {
    loading -= 1;
    throw error;
  }
}

/** Resolves once pages load nothing from the host, so that saving the site never slows them down. */
async function untilQuiet() {
  while (loading > 0) await new Promise((resolve) => setTimeout(resolve, QUIET_CHECK_MS));
}

/**
 * Fetches from another site, which only readers who measure their own URLs do. The service worker makes these requests
 * because a blocking request can neither bypass the cache by itself nor obey the browser's limit of connections, so
 * strategies would be treated differently.
 */
const fetchUncached = (request) => fetch(request, { cache: 'no-store' });

/** Reads a file of the site without a request from a page. */
const readFile = (path) => serve(path, new Request(new URL(path, SCOPE)));

/**
 * Fetches a file and adds the headers that a page needs for shared memory. Replaces a type that hosts declare for files they
 * do not know by `knownType`.
 */
async function fetchIsolated(request, knownType) {
  const response = await fetch(request);
  // An opaque response cannot be copied, and a copy of a redirected one would lose its final URL.
  if (response.status === 0 || response.redirected) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SITE_HEADERS)) headers.set(name, value);
  if (knownType && response.ok && UNKNOWN_TYPE.test(headers.get('content-type') ?? ''))
    headers.set('content-type', knownType);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
