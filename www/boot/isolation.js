// Threads need shared memory, which a browser gives only to a cross-origin isolated page. Where the host does
// not send the headers for that, the service worker adds them, which takes one reload. The service worker also
// answers the experiments' simulated network and keeps the site for when there is no connection, so it is wanted
// on every host.

import { ownRegistration, registerServiceWorker } from './offline.js';

/** Long enough for a slow connection: without it there are no threads, or no simulated network. */
const CONTROL_TIMEOUT_MS = 8_000;
const RELOAD_TIMEOUT_MS = 5_000;
const RELOADS_KEY = 'lanes.isolation.reloads';
const FRAMED = window !== window.top;

/**
 * @typedef {object} Preparation
 * @property {boolean} isolated whether threads can run
 * @property {'active' | 'unsupported' | 'blocked' | 'failed'} serviceWorker
 * @property {string} [reason] why there is no service worker, in a sentence
 */

/**
 * Gets the page isolated, if it can be, and a service worker in front of it.
 *
 * Where this means a reload, the promise stays pending while the page goes away. It settles within a few
 * seconds in any case. A page that is isolated already need not wait for it to show itself:
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

/** Registers the service worker and sees to it that this very page goes through it. */
async function startServiceWorker() {
  if (!isSecureContext)
    return unavailable('unsupported', 'Browsers allow service workers on https and on localhost only.');
  let container;
  try {
    container = navigator.serviceWorker;
    if (!container)
      return unavailable('unsupported', 'This browser has no service workers, or not in private windows.');
    const before = await ownRegistration(container);
    // A forced reload (Ctrl-Shift-R) passes over a service worker that is there. This page may then be of
    // another version than that, so it is not taken on: an ordinary reload makes both the same.
    if (before?.active && !container.controller && mayReload()) await reload();
    await registerServiceWorker(container);
    return (await takesControl(container))
      ? { serviceWorker: 'active' }
      : unavailable(
          'failed',
          `The service worker did not start within ${CONTROL_TIMEOUT_MS / 1000} seconds.`,
        );
  } catch (error) {
    // Cookies are blocked, everywhere or in frames of other sites (Chromium calls that not supported), or the
    // frame is sandboxed, or the window private.
    if (['SecurityError', 'NotSupportedError'].includes(error.name)) {
      return unavailable(
        'blocked',
        'The browser’s settings, or the page around this one, forbid service workers.',
      );
    }
    return unavailable('failed', `The service worker could not be installed: ${error.message}`);
  }
}

const unavailable = (serviceWorker, reason) => ({ serviceWorker, reason });

/** Waits, but not for ever, until requests of this page go through the service worker. */
function takesControl(container) {
  if (container.controller) return true;
  return new Promise((resolve) => {
    container.addEventListener('controllerchange', () => resolve(true), { once: true });
    setTimeout(() => resolve(container.controller !== null), CONTROL_TIMEOUT_MS);
  });
}

/**
 * Counts a reload, and says whether it may happen.
 *
 * Two at most in a tab, so that a page that cannot be isolated does not reload for ever; one inside a frame,
 * where only Chromium can isolate it at all. The frames of an article share their storage, but each has a history
 * of its own: there they count.
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
    // No storage, no count: then rather no threads than a page that never stops reloading.
    return false;
  }
}

function forgetReloads() {
  try {
    if (FRAMED) history.replaceState(null, '');
    else sessionStorage.removeItem(RELOADS_KEY);
  } catch {
    // Then there is nothing to forget.
  }
}

/** Reloads. Comes back only where the browser does not do it. */
function reload() {
  location.reload();
  return new Promise((resolve) => setTimeout(resolve, RELOAD_TIMEOUT_MS));
}
