/**
 * The headers that let a page use shared memory, and so threads. They belong on the page and on every script,
 * worker and wasm file alike. The servers and the service worker all take them from here.
 */
export const ISOLATION_HEADERS = Object.freeze({
  // No other page may hold a handle on this one's window…
  'cross-origin-opener-policy': 'same-origin',
  // …and it loads nothing that did not agree to be loaded. Together these two isolate a page.
  'cross-origin-embedder-policy': 'require-corp',
  // Lanes itself agrees to be loaded anywhere: it is made to be embedded.
  'cross-origin-resource-policy': 'cross-origin',
  // Isolates the page inside a frame of a page that is not isolated. Chromium only, so far.
  'document-isolation-policy': 'isolate-and-credentialless',
});

/** What a host sends with every file. */
export const HOST_HEADERS = Object.freeze({
  ...ISOLATION_HEADERS,
  // A module script is loaded from another site, such as embed.js, only where the host allows it; and so is
  // everything where a frame has no origin. It is all public.
  'access-control-allow-origin': '*',
});
