/**
 * The headers that let a page use shared memory, and so threads. They belong on the page and on every script,
 * worker and wasm file alike.
 */
const ISOLATION_HEADERS = Object.freeze({
  // No other page may hold a handle on this one's window…
  'cross-origin-opener-policy': 'same-origin',
  // …and it loads nothing that did not agree to be loaded. Together these two isolate a page.
  'cross-origin-embedder-policy': 'require-corp',
  // Lanes itself agrees to be loaded anywhere: it is made to be embedded.
  'cross-origin-resource-policy': 'cross-origin',
  // Isolates the page inside a frame of a page that is not isolated. Chromium only, so far.
  'document-isolation-policy': 'isolate-and-credentialless',
});

/**
 * What any file of the site may do, be it a page, a worker or a service worker: the sum of what all of them need. Pages
 * that need less say so themselves, in a `<meta>`, and get what both allow. hosting/README.md says why each is there.
 */
const CONTENT_SECURITY_POLICY = Object.entries({
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  // Workers ask the addresses that a reader entered, and read the files that a reader chose.
  'connect-src': "'self' http: https: blob:",
  'style-src': "'self'",
  'img-src': "'self' blob:",
  'frame-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
})
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join('; ');

/** What keeps a file from being taken for what it is not, and from telling others what it should not. */
const GUARDING_HEADERS = Object.freeze({
  'x-content-type-options': 'nosniff',
  // An address may have what a reader entered. Nobody else learns any part of it.
  'referrer-policy': 'no-referrer',
});

/**
 * What goes with every file and every answer, whoever gives it. The servers and the service worker take it from here; the
 * settings of hosts in `_headers` and hosting/nginx.conf are compared with it by a test.
 */
export const SITE_HEADERS = Object.freeze({
  ...ISOLATION_HEADERS,
  ...GUARDING_HEADERS,
  'content-security-policy': CONTENT_SECURITY_POLICY,
});

// A module script is loaded from another site, such as embed.js, only where the host allows it; and so is
// everything where a frame has no origin.
const FOR_EVERYBODY = Object.freeze({ 'access-control-allow-origin': '*' });

/** What a host sends with every file: all that is built is public. */
export const HOST_HEADERS = Object.freeze({ ...SITE_HEADERS, ...FOR_EVERYBODY });

/**
 * What a development server sends with a file. It serves the whole project, which is nobody else's business: other sites
 * get what an article needs, its script and the network. The policy would forbid Vite's own scripts and styles; pages have
 * one of theirs all the same.
 *
 * @param {boolean} forEverybody whether other sites need it
 */
export const developmentHeaders = (forEverybody) => ({
  ...ISOLATION_HEADERS,
  ...GUARDING_HEADERS,
  ...(forEverybody && FOR_EVERYBODY),
});
