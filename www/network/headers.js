/** Headers that let a page use shared memory, and thus threads. The page and every script, worker and wasm file need them. */
const ISOLATION_HEADERS = Object.freeze({
  // No page of another origin gets a reference to this page's window…
  'cross-origin-opener-policy': 'same-origin',
  // …and this page loads only resources that permit it. These two headers together isolate a page.
  'cross-origin-embedder-policy': 'require-corp',
  // Any site may load Lanes, which is made to be embedded.
  'cross-origin-resource-policy': 'cross-origin',
  // Isolates the page in a frame of a page that is not isolated. Only Chromium supports this so far.
  'document-isolation-policy': 'isolate-and-credentialless',
});

/**
 * Content security policy of every file: the union of what pages, workers and the service worker need. A page that needs
 * less has a stricter policy in a `<meta>`, and the browser enforces both. hosting/README.md explains each directive.
 */
const CONTENT_SECURITY_POLICY = Object.entries({
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  // Workers request the URLs that a reader entered, and read the files that a reader chose.
  'connect-src': "'self' http: https: blob:",
  'style-src': "'self'",
  'img-src': "'self' blob:",
  'frame-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  // Texts become scripts or markup only by the policy in ../boot/trusted.js.
  'require-trusted-types-for': "'script'",
  'trusted-types': 'default',
})
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join('; ');

/** Headers against content sniffing and against leaking URLs. */
const GUARDING_HEADERS = Object.freeze({
  'x-content-type-options': 'nosniff',
  // A URL may contain what a reader entered, so no other site learns any part of it.
  'referrer-policy': 'no-referrer',
});

/**
 * Headers of every file and every answer. The servers and the service worker import them; a test compares them with the
 * settings for hosts in `_headers` and hosting/nginx.conf.
 */
export const SITE_HEADERS = Object.freeze({
  ...ISOLATION_HEADERS,
  ...GUARDING_HEADERS,
  'content-security-policy': CONTENT_SECURITY_POLICY,
});

// Needed by articles on other sites, which load embed.js as a module, and for every file by a frame without an origin.
const ANY_ORIGIN = Object.freeze({ 'access-control-allow-origin': '*' });

/** Headers that a host sends with every file. All built files are public. */
export const HOST_HEADERS = Object.freeze({ ...SITE_HEADERS, ...ANY_ORIGIN });

/**
 * Returns the headers that a development server sends with a file. That server serves the whole project, so other sites
 * may read only what an article needs: its script and the network. The content security policy is left out because it
 * blocks Vite's scripts and styles; the one in a page's `<meta>` still applies.
 *
 * @param {boolean} anyOrigin true for files that other sites need
 */
export const developmentHeaders = (anyOrigin) => ({
  ...ISOLATION_HEADERS,
  ...GUARDING_HEADERS,
  ...(anyOrigin && ANY_ORIGIN),
});
