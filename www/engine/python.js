// Boots CPython: the conductor, which answers the page, and the host, which starts interpreters.

import init, { start_python } from '#python';
import { createHost } from '../../src/python/js/host.js';
import { report } from './report.js';

// Listen before anything else, because a message without a listener is lost.
addEventListener('message', ({ data }) => boot(data).catch(report), { once: true });

async function boot({ base, build }) {
  await init();
  const address = (file) => new URL(file, base).href;
  const assets = {
    glue: address(`${__PYTHON_FOLDER__}python-${build}.mjs`),
    wasm: address(`${__PYTHON_FOLDER__}python-${build}.wasm`),
    stdlib: address(`${__PYTHON_FOLDER__}stdlib.bin`),
    lanes: address(__PYTHON_LIBRARY__),
  };
  start_python(base, build, assets, createHost);
}
