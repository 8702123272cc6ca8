// Threads need shared memory, which a browser gives only to a cross-origin isolated page. Where the host does
// not send the headers for that, the service worker adds them, which takes one reload. The service worker also
// answers the experiments' simulated network and stores the site for offline use, so every host needs it.

import { ownRegistration, registerServiceWorker } from './offline.js';

/** Time to wait for the service worker. Long, because without it there are no threads or no simulated network. */
const CONTROL_TIMEOUT_MS = 8_000;
const RELOAD_TIMEOUT_MS = 5_000;
const RELOADS_KEY = 'lanes.isolation.reloads';
const FRAMED = window !== window.top;

/**
 * @typedef {object} Preparation
 * @property {boolean} isolated true if threads can run
 * @property {'active' | 'unsupported' | 'blocked' | 'failed'} serviceWorker
 * @property {string} [reason] a sentence that says why there is no service worker
 */

/**
 * Isolates the page, if possible, and puts a service worker in front of it.
 *
 * If this takes a reload, the promise stays pending while the page unloads. Otherwise it settles within a few seconds.
 * A page that is isolated already can show its contents without waiting:
 *
 *     const preparation = prepare();
 *     if (!crossOriginIsolated) await preparation;
 *
 * @returns {Promise<Preparation>}
 */
export async function prepare() {
  const worker = await startServiceWorker();
  const active = worker.serviceWorker === 'active';
  if (active && crossOriginIsolated) forgetReloads();
  else if (active && mayReload()) await reload();
  return { isolated: crossOriginIsolated, ...worker };
}

/** Registers the service worker and waits until it controls this page. */
async function startServiceWorker() {
  if (!isSecureContext)
    return unavailable('unsupported', 'Browsers allow service workers only on https and on localhost.');
  let container;
  try {
    container = navigator.serviceWorker;
    if (!container)
      return unavailable('unsupported', 'This browser has no service workers, or none in private windows.');
    const before = await ownRegistration(container);
    // A forced reload (Ctrl-Shift-R) bypasses an existing service worker, so the page and the worker may be of
    // different versions. An ordinary reload makes both the same.
    if (before?.active && !container.controller && mayReload()) await reload();
    await registerServiceWorker(container);
    return (await takesControl(container))
      ? { serviceWorker: 'active' }
      : unavailable(
          'failed',
          `The service worker did not start within ${CONTROL_TIMEOUT_MS / 1000} seconds.`,
        );
  } catch (error) {
    // Cookies are blocked, everywhere or in third-party frames (which Chromium reports as NotSupportedError), the
    // frame is sandboxed, or the window is private.
    if (['SecurityError', 'NotSupportedError'].includes(error.name)) {
      return unavailable(
        'blocked',
        'The browser’s settings, or the page that embeds this one, block service workers.',
      );
    }
    return unavailable('failed', `The service worker could not be installed: ${error.message}`);
  }
}

const unavailable = (serviceWorker, reason) => ({ serviceWorker, reason });

/** Resolves to true once the service worker handles this page's requests, or to false after a timeout. */
function takesControl(container) {
  if (container.controller) return true;
  return new Promise((resolve) => {
    container.addEventListener('controllerchange', () => resolve(true), { once: true });
    setTimeout(() => resolve(container.controller !== null), CONTROL_TIMEOUT_MS);
  });
}

/**
 * Counts a reload and returns true if the limit allows it.
 *
 * A tab may reload twice, so that a page that cannot be isolated does not reload forever. A frame may reload once,
 * because only Chromium can isolate it at all. The frames of an article share their session storage, but each has its
 * own history entry, so a frame keeps its count there.
 */
function mayReload() {
  try {
    const reloads =
      (FRAMED ? (history.state?.[RELOADS_KEY] ?? 0) : Number(sessionStorage.getItem(RELOADS_KEY))) + 1;
    if (reloads > (FRAMED ? 1 : 2)) return false;
    if (FRAMED) history.replaceState({ [RELOADS_KEY]: reloads }, '');
    else sessionStorage.setItem(RELOADS_KEY, String(reloads));
    return true;
  } catch {
    // Without storage reloads cannot be counted. A page without threads is better than one that reloads forever.
    return false;
  }
}

function forgetReloads() {
  try {
    if (FRAMED) history.replaceState(null, '');
    else sessionStorage.removeItem(RELOADS_KEY);
  } catch {
    // Without storage nothing was counted.
  }
}

/** Reloads the page. Resolves only if the browser ignores the reload. */
function reload() {
  location.reload();
  return new Promise((resolve) => setTimeout(resolve, RELOAD_TIMEOUT_MS));
}
