// The service worker. It stands between the page and its host, and does two things that a plain static host
// cannot: it adds the headers that allow threads, and it plays the network of the experiments.
//
// It must lie at the site's root, since a service worker has no say above its own folder.

import { answer, answerHeaders } from './network/answer.js';
import { ISOLATION_HEADERS } from './network/headers.js';

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// A page loaded past the service worker (Ctrl-Shift-R) asks to be taken on again.
self.addEventListener('message', (event) => {
  if (event.data?.type === 'claim') event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (!url.href.startsWith(self.registration.scope)) return;
  const path = url.href.slice(self.registration.scope.length).split(/[?#]/)[0];
  if (!path.startsWith('api/')) event.respondWith(fetchIsolated(event.request));
  else if (url.searchParams.get('network') !== 'server') {
    event.respondWith(simulate(path.slice('api/'.length), url.searchParams, event.request.signal));
  }
});

/** Fetches, and adds the headers that a page needs for shared memory. */
async function fetchIsolated(request) {
  const response = await fetch(request);
  // An opaque response cannot be copied, and a copy of a redirected one would forget where it came from.
  if (response.status === 0 || response.redirected) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** Answers as the experiments' network does, after as long as that takes. */
async function simulate(path, query, signal) {
  const { status, delayMs, body } = answer(path, query);
  await wait(delayMs, signal);
  return new Response(body, { status, headers: { ...answerHeaders('simulated'), ...ISOLATION_HEADERS } });
}

/** Waits, or throws as soon as whoever asked has given up. */
function wait(delayMs, signal) {
  if (delayMs === 0) return undefined;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
