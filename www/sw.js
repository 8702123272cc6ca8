// The service worker. It stands between the page and its host, and does three things that a plain static host
// cannot: it adds the headers that allow threads, it plays the network of the experiments, and it keeps the
// site for when there is no connection. And it has readers' own addresses answered alike for every strategy.
//
// It must lie at the site's root, since a service worker has no say above its own folder.
//
// How a new version takes over. Each build has a service worker of its own, since this file carries the list of
// the build's files with the hashes of their contents, and a store of its own. A page that is served from the
// store gets everything from there, the page itself included, whatever the host has by then. So a page is of
// the version of its service worker, and what follows sees to it that neither changes without the other:
//
// 1. The first service worker of a site starts at once, with an empty store: the page needs it for its threads.
//    All comes from the host until the page says that its own loading is over (`keep`); then the store is
//    filled, mostly from the browser's HTTP cache. Only a whole store is ever served from.
// 2. A later one fills its store while it installs, in the background. Where a file is missing or is not the
//    one of its build, as in the middle of a deployment or after half of one, it is not installed, and the old
//    version goes on. The browser tries again at the next visit.
// 3. Once installed it waits until no page of the old version is open, as service workers do by themselves. By
//    that rule alone, reloading the only page would never get there, since the old page is still open while
//    the new one is fetched. So a page that finds a new version waiting lets it `take over` before anything
//    else, and reloads; that is refused while there are other pages.
// 4. It removes the stores of other versions when it starts: nobody is left who needs them.

import { SITE_HEADERS } from './network/headers.js';
import { respond } from './network/respond.js';
import { discardOthers, KEEPS_FILES, keep, kept } from './offline/store.js';

const SCOPE = self.registration.scope;

/** How often and how long apart it is looked whether other pages are open. */
const LOOKS = 20;
const LOOK_MS = 50;

self.addEventListener('install', (event) => {
  if (!KEEPS_FILES) event.waitUntil(self.skipWaiting());
  else if (self.registration.active) event.waitUntil(keep().catch(unlessOfStorage));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([discardOthers(), self.clients.claim()]));
});

self.addEventListener('message', (event) => {
  // What fails here is tried again at the next visit; until then the site comes from the host.
  if (event.data?.type === 'keep') event.waitUntil(keep().catch(() => undefined));
  else if (event.data?.type === 'take over') event.waitUntil(takeOver(event.source, event.ports[0]));
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET') return;
  if (!url.href.startsWith(SCOPE)) return event.respondWith(fetchAnew(event.request));
  const path = url.href.slice(SCOPE.length).split(/[?#]/)[0];
  if (!path.startsWith('api/')) event.respondWith(serve(path, event.request));
  else if (url.searchParams.get('network') !== 'server') {
    const { signal } = event.request;
    event.respondWith(respond(path.slice('api/'.length), url.searchParams, 'simulated', signal, readFile));
  }
});

/** A browser without room for a new version must not stay at the old one for ever: it does without a store. */
function unlessOfStorage(error) {
  // What storage throws are DOM exceptions; what the host did wrong is a TypeError.
  if (!(error instanceof DOMException)) throw error;
}

/** Takes over from the old version, unless it is in use by other pages than the one that asks. */
async function takeOver(asker, port) {
  if (await isAlone(asker)) await self.skipWaiting();
  else port.postMessage('refused');
}

/** Whether a page is the only one of the site. The one that it replaces is counted for a moment longer. */
async function isAlone(page) {
  for (let look = 1; ; look += 1) {
    const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    if (!pages.some(({ id, url }) => id !== page.id && url.startsWith(SCOPE))) return true;
    if (look === LOOKS) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** A file of the site, whatever the query: that is for the page. A folder stands for its index.html. */
async function serve(path, request) {
  return (await kept(path.replace(/(^|\/)$/, '$1index.html'))) ?? fetchIsolated(request);
}

/**
 * An answer from elsewhere, which only readers ask for who measure their own addresses. Futures and blocking requests
 * are to get it in the same way: a blocking request cannot say by itself that it wants nothing cached, and passes the
 * browser's limit of connections.
 */
const fetchAnew = (request) => fetch(request, { cache: 'no-store' });

/** A file of the site, which nobody asked for by itself. */
const readFile = (path) => serve(path, new Request(new URL(path, SCOPE)));

/** Fetches, and adds the headers that a page needs for shared memory. */
async function fetchIsolated(request) {
  const response = await fetch(request);
  // An opaque response cannot be copied, and a copy of a redirected one would forget where it came from.
  if (response.status === 0 || response.redirected) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SITE_HEADERS)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
