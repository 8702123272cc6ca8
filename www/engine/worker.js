// Boots the engine: the threaded one where the page may share memory, else the plain one.

import { report } from './report.js';

const beganAt = performance.timeOrigin + performance.now();

// Listening from the first line on: a message that finds no listener is lost.
addEventListener('message', ({ data }) => boot(data).catch(report), { once: true });

async function boot({ base, lanes, crashChannel }) {
  // Not by whether shared memory can be made: that succeeds in pages that may not share it.
  const engine = await (crossOriginIsolated ? threaded(lanes) : plain());
  engine.start_engine(base, (shared) => spawnIsolate(base, shared), crashChannel, beganAt);
}

async function threaded(lanes) {
  const engine = await import('#engine-threaded');
  await engine.default();
  await startPool(engine, lanes);
  return engine;
}

/** Starts the threads. One whose script cannot be had tells nobody, and the pool would wait for it for ever. */
async function startPool(engine, lanes) {
  const { Worker } = globalThis;
  const failed = new Promise((_, reject) => {
    globalThis.Worker = class extends Worker {
      constructor(...options) {
        super(...options);
        this.addEventListener('error', () => reject(new Error('A thread could not be started.')), {
          once: true,
        });
      }
    };
  });
  try {
    await Promise.race([engine.initThreadPool(lanes), failed]);
  } finally {
    globalThis.Worker = Worker;
  }
}

async function plain() {
  const engine = await import('#engine-plain');
  await engine.default();
  return engine;
}

/** Starts an isolate. `shared` is two numbers that it shares with the engine, where any may be shared. */
function spawnIsolate(base, shared) {
  const worker = new Worker(new URL('./isolate.js', import.meta.url), { type: 'module', name: 'isolate' });
  worker.postMessage({ base, shared });
  return worker;
}
