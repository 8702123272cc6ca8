// Watching over workers: what an error of theirs means, and that they still exist.

/** Message of the error event of a worker that was ended from outside. */
export const ENDED = 'The browser ended it.';

/** Time to find out which file is broken. */
const SEARCH_MS = 1_500;

/**
 * Time after which a worker that has said nothing may have half a script: if that ends between two statements, it is a script
 * that does nothing.
 */
const SILENT_MS = 4_000;

/** Matches errors that a broken script may cause, without its name. */
const MAY_BE_A_FILE = /SyntaxError|Failed to fetch|import|thread could not/;

/**
 * Holds a lock as long as this worker exists. Resolves once it does, or if the browser has no locks, so that the end of the
 * worker is not noticed.
 */
export function holdLock(name) {
  return new Promise((resolve) => {
    const hold = () => {
      resolve();
      return new Promise(() => {});
    };
    navigator.locks?.request(name, hold).catch(resolve);
    if (!navigator.locks) resolve();
  });
}

/**
 * Reports the end of a worker that holds a lock as an error event. Browsers send none if a worker is ended from outside, for
 * example by the browser's task manager or for lack of memory.
 */
export async function reportEnd(worker, lock) {
  try {
    await navigator.locks?.request(lock, () => undefined);
  } catch {
    return;
  }
  if (navigator.locks) worker.dispatchEvent(new ErrorEvent('error', { message: ENDED }));
}

/**
 * Has the error event of a worker that does not start name the file that cannot be loaded. Browsers mostly do not. The result
 * ends that, since later errors have other causes.
 *
 * @param {Worker} worker
 * @param {string} base URL of the site
 */
export function explainErrors(worker, base) {
  const listening = new AbortController();
  const explain = async (event) => {
    event.stopImmediatePropagation();
    event.preventDefault();
    listening.abort();
    const isUnnamed = !event.message || MAY_BE_A_FILE.test(event.message);
    const broken = isUnnamed ? await findBroken(base) : undefined;
    const message = [event.message, broken].filter(Boolean).join(' ');
    // A plain event says that the script could not be loaded.
    worker.dispatchEvent(
      message ? new ErrorEvent('error', { message, cancelable: true }) : new Event('error'),
    );
  };
  const { signal } = listening;
  worker.addEventListener('error', explain, { signal });
  const silent = setTimeout(async () => {
    const message = await findBroken(base, 'entries');
    if (message && !signal.aborted)
      worker.dispatchEvent(new ErrorEvent('error', { message, cancelable: true }));
  }, SILENT_MS);
  const hear = () => clearTimeout(silent);
  worker.addEventListener('message', hear, { once: true, signal });
  signal.addEventListener('abort', hear);
  return { end: () => listening.abort() };
}

const searches = new Map();

/**
 * Describes the first broken file among the site's scripts and modules, or among the `entries` of workers. Returns undefined if
 * none is found in time. Workers that fail at the same time share one search.
 */
function findBroken(base, which = 'parts') {
  const late = new Promise((resolve) => setTimeout(resolve, SEARCH_MS));
  if (!searches.has(which)) {
    const search = import('./check.js').then(({ check }) => check(base, which)).catch(() => undefined);
    searches.set(
      which,
      search.finally(() => searches.delete(which)),
    );
  }
  return Promise.race([searches.get(which), late]);
}
