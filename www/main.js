// The page's first script: isolates the page, then starts the app.

import './boot/trusted.js';
import init, { start } from '#app';
import appModule from '../target/wasm/app/lanes_app_bg.wasm?url';
import { keepDroppedFiles } from './boot/drop.js';
import { reportHeight, reportLoading, whenSeen } from './boot/frame.js';
import { prepare } from './boot/isolation.js';
import { saveForOffline, takeNewVersion } from './boot/offline.js';
import { applyTheme } from './boot/theme.js';
import * as codeTools from './code/tools.js';
import { loadModule } from './loading/load.js';
import { loadStyles } from './loading/styles.js';
import { explainErrors, reportEnd } from './loading/watch.js';

applyTheme();
reportLoading();
keepDroppedFiles();
main().catch((error) => {
  showFailure('Lanes could not start', error);
  // Rethrow, so that the error shows in the console too.
  throw error;
});

// A panic ends in a trap, after which the app cannot run again.
addEventListener('error', ({ error }) => {
  if (error instanceof WebAssembly.RuntimeError) showFailure('Lanes stopped working', error);
});

async function main() {
  await takeNewVersion();
  const preparation = prepare();
  // A page that is not isolated yet may be about to reload, so show nothing that would flash.
  if (!crossOriginIsolated) await preparation;
  await init({ module_or_path: await loadModule(appModule) });
  start(spawnEngine, preparation, { ...codeTools, loadStyles }, whenSeen);
  reportHeight();
}

/** Builds of CPython, by the runtime that they are. */
const PYTHON_BUILDS = { cpython: 'gil', 'cpython-nogil': 'nogil' };

/**
 * Starts the engine of a runtime. A pool, if possible, has `lanes` threads, which report crashes on the channel
 * `crashChannel`. While the engine exists, it holds the lock of that name.
 *
 * Besides messages as bytes, the worker sends how many bytes it has loaded, `started` once it has loaded all its scripts and
 * holds its lock, and `complete` once everything that a first run needs is loaded.
 */
function spawnEngine(runtime, lanes, crashChannel) {
  const build = PYTHON_BUILDS[runtime];
  const worker = build ? startPython() : startEngine();
  const base = new URL('./', location.href).href;
  const explained = explainErrors(worker, base);
  worker.addEventListener('message', ({ data }) => {
    if (data === 'started') {
      explained.end();
      reportEnd(worker, crashChannel);
    } else if (data === 'complete') saveForOffline();
  });
  worker.postMessage({ base, build, lanes, crashChannel });
  return worker;
}

const startEngine = () =>
  new Worker(new URL('./engine/worker.js', import.meta.url), { type: 'module', name: 'engine' });

const startPython = () =>
  new Worker(new URL('./engine/python.js', import.meta.url), { type: 'module', name: 'python' });

function showFailure(what, error) {
  const message = document.createElement('p');
  message.className = 'loading';
  message.setAttribute('role', 'alert');
  message.textContent = `${what}: ${error.message}. Check your connection and reload the page. Lanes needs a current browser with WebAssembly.`;
  document.getElementById('app').replaceChildren(message);
  reportHeight();
}
