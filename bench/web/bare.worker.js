// Runs the kernels on wasm-bindgen-rayon, without Lanes.

import init, { files_of, initThreadPool, WebJob } from '#bench';

const jobs = new Map();

async function prepare(query) {
  const load = async (name) => new Uint8Array(await (await fetch(`/${name}`)).arrayBuffer());
  return new WebJob(query, await Promise.all(files_of(query).map(load)));
}

async function run({ query, onRayon }) {
  if (!jobs.has(query)) jobs.set(query, await prepare(query));
  const start = performance.now();
  const sum = jobs.get(query).run(onRayon);
  return { ms: performance.now() - start, sum };
}

addEventListener(
  'message',
  async ({ data: { threads } }) => {
    await init();
    await initThreadPool(threads);
    addEventListener('message', async ({ data }) => postMessage(await run(data)));
    postMessage('ready');
  },
  { once: true },
);
