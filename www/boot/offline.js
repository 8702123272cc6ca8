// The page's part in offline use and updates; sw.js describes the whole process.
//
// The parameter `site` is the site's folder relative to the page: `../` or `../../` for an article.

import './trusted.js';

const TAKE_OVER_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 8_000;
const NUDGE_MS = 250;

/**
 * Lets a waiting new version take over if no other page of the site is open, which reloads this page. Resolves if no
 * new version is waiting or if it has to keep waiting.
 *
 * Call and await this before the page loads or starts anything else.
 */
export async function takeNewVersion(site) {
  try {
    const container = navigator.serviceWorker;
    if (!container?.controller) return;
    // Whatever caused the change of version, a page must not mix two versions.
    container.addEventListener('controllerchange', () => container.controller && location.reload());
    const registration = await ownRegistration(container, site);
    if (registration?.waiting) await requestTakeOver(registration.waiting);
  } catch {
    // The browser refuses service workers here, so no new version is waiting.
  }
}

/** Returns the registration of this site, ignoring that of a site in a parent folder. */
export async function ownRegistration(container, site = './') {
  const registration = await inTime(container.getRegistration());
  return registration?.scope === new URL(site, document.baseURI).href ? registration : undefined;
}

/**
 * Registers the service worker. Its URL is relative to the page, since the site may be in any folder of its host. Rejects if
 * the host does not send it in time.
 */
export function registerServiceWorker(container, site = './') {
  const scope = new URL(site, document.baseURI);
  const options = { scope: scope.href, updateViaCache: 'none' };
  return inTime(container.register(new URL('sw.js', scope), options));
}

/**
 * Limits a wait on the service worker. On a slow connection the limit is longer, by the time that the scripts of the page took
 * to arrive, which are larger than the service worker.
 */
function inTime(answer) {
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error('it did not arrive in time')), ANSWER_TIMEOUT_MS + performance.now()),
  );
  return Promise.race([answer, late]);
}

/** Asks a waiting version to take over, and resolves when it refuses or after a timeout. */
async function requestTakeOver(worker) {
  const nudges = setInterval(nudge, NUDGE_MS);
  // After the change, the new service worker has no nudge.js of this version.
  navigator.serviceWorker.addEventListener('controllerchange', () => clearInterval(nudges), { once: true });
  await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    setTimeout(resolve, TAKE_OVER_TIMEOUT_MS);
    worker.postMessage({ type: 'take over' }, [port2]);
  });
  clearInterval(nudges);
}

/**
 * Makes Chromium check again whether the old service worker is idle, which it must be before the new one takes over. In
 * half of all cases Chromium misses that moment. Requests and messages do not make it check again, but starting a worker
 * does.
 */
function nudge() {
  new Worker(new URL('./nudge.js', import.meta.url), { type: 'module' });
}

/** Asks the service worker to store this version for offline use. Call this once the page itself has loaded. */
export async function saveForOffline() {
  try {
    const registration = await navigator.serviceWorker?.ready;
    registration?.active.postMessage({ type: 'keep' });
  } catch {
    // The browser refuses service workers here: the site works online only.
  }
}
