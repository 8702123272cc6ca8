// The page's first script: it gets the page isolated, then starts the app.

import init, { start } from '#app';
import { tellHeight, whenSeen } from './boot/frame.js';
import { prepare } from './boot/isolation.js';
import { keepVersion, takeNewVersion } from './boot/offline.js';
import { applyTheme } from './boot/theme.js';
import * as codeTools from './code/tools.js';

applyTheme();
main().catch((error) => {
  showFailure('Lanes could not start', error);
  // For whoever looks into the console.
  throw error;
});

// The app never runs again after a panic, which ends in a trap.
addEventListener('error', ({ error }) => {
  if (error instanceof WebAssembly.RuntimeError) showFailure('Lanes stopped working', error);
});

async function main() {
  await takeNewVersion();
  const preparation = prepare();
  // A page that is not isolated yet may be about to reload itself: nothing is shown that would flash by.
  if (!crossOriginIsolated) await preparation;
  await init();
  start(spawnEngine, preparation, codeTools, whenSeen);
  tellHeight();
}

/** Starts an engine whose pool, if it can have one, has that many threads, which tell of crashes on that channel. */
function spawnEngine(lanes, crashChannel) {
  const worker = new Worker(new URL('./engine/worker.js', import.meta.url), {
    type: 'module',
    name: 'engine',
  });
  // An engine that speaks is one that is loaded: the largest of what the page needs.
  worker.addEventListener('message', keepVersion, { once: true });
  worker.postMessage({ base: new URL('./', location.href).href, lanes, crashChannel });
  return worker;
}

function showFailure(what, error) {
  const message = document.createElement('p');
  message.className = 'loading';
  message.setAttribute('role', 'alert');
  message.textContent = `${what}: ${error.message}. Check the connection and reload; an up-to-date browser with WebAssembly is needed.`;
  document.getElementById('app').replaceChildren(message);
  tellHeight();
}
