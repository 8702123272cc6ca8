// Boots CPython: the conductor, which answers the page, and the host, which starts interpreters.

import init, { start_python } from '#python';
import { createHost } from '../../src/python/js/host.js';
import conductorModule from '../../target/wasm/python/lanes_python_bg.wasm?url';
import { loadModule } from '../loading/load.js';
import { holdLock } from '../loading/watch.js';
import { report } from './report.js';

// Listen before anything else, because a message without a listener is lost.
addEventListener('message', ({ data }) => boot(data).catch(report), { once: true });

async function boot({ base, build, crashChannel }) {
  const isHeld = holdLock(crashChannel);
  await init({ module_or_path: await loadModule(conductorModule) });
  const address = (file) => new URL(file, base).href;
  const assets = {
    glue: address(`${__PYTHON_FOLDER__}python-${build}.mjs`),
    wasm: address(`${__PYTHON_FOLDER__}python-${build}.wasm`),
    stdlib: address(`${__PYTHON_FOLDER__}stdlib.bin`),
    lanes: address(__PYTHON_LIBRARY__),
  };
  await isHeld;
  start_python(base, build, assets, createReportingHost);
  postMessage('started');
}

/** Makes a host that also reports that everything a first run needs is loaded. */
function createReportingHost(post) {
  return createHost((message) => {
    post(message);
    if (message.type === 'ready') postMessage('complete');
  });
}
