// The page's part in working offline and in changing versions. `sw.js` tells the whole story.
//
// Where a function takes `site`, that is the site's folder as seen from the page, which for an article is `../` or `../../`.

const TAKE_OVER_TIMEOUT_MS = 5_000;
const NUDGE_MS = 250;

/**
 * Lets a new version that waits take over, if this is the only page. Comes back where there is none, or where
 * it has to wait on; otherwise the page reloads.
 *
 * To be called, and awaited, before the page loads or starts anything else.
 */
export async function takeNewVersion(site) {
  try {
    const container = navigator.serviceWorker;
    if (!container?.controller) return;
    // However it came about: a page is of one version from beginning to end.
    container.addEventListener('controllerchange', () => container.controller && location.reload());
    const registration = await ownRegistration(container, site);
    if (registration?.waiting) await refusal(registration.waiting);
  } catch {
    // Service workers are forbidden here, so none waits.
  }
}

/** The registration of this site, which is not that of a site in a folder above. */
export async function ownRegistration(container, site = './') {
  const registration = await container.getRegistration();
  return registration?.scope === new URL(site, document.baseURI).href ? registration : undefined;
}

/** Registers the service worker, where it is not registered already: relative to the page, as the site may lie anywhere. */
export function registerServiceWorker(container, site = './') {
  const scope = new URL(site, document.baseURI);
  return container.register(new URL('sw.js', scope), { scope: scope.href, updateViaCache: 'none' });
}

/** Asks a version to take over, and waits, but not for ever, until it says that it does not. */
async function refusal(worker) {
  const nudges = setInterval(nudge, NUDGE_MS);
  // It took over: it has no nudge of this version.
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
 * Has Chromium look once more whether the old service worker has nothing to do. That must be so before the new one
 * takes over; in half of all cases Chromium misses it, and a request or a message does not remind it, but the start of
 * a worker does.
 */
function nudge() {
  new Worker(new URL('./nudge.js', import.meta.url), { type: 'module' });
}

/** Has this version kept, for when there is no connection. For when the page's own loading is over. */
export async function keepVersion() {
  try {
    const registration = await navigator.serviceWorker?.ready;
    registration?.active.postMessage({ type: 'keep' });
  } catch {
    // Service workers are forbidden here: the site works online only.
  }
}
