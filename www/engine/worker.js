// Boots the engine: the threaded build where the page may share memory, and the plain build elsewhere.

import { report } from './report.js';

const beganAt = performance.timeOrigin + performance.now();

// Listen before anything else, because a message without a listener is lost.
addEventListener('message', ({ data }) => boot(data).catch(report), { once: true });

async function boot({ base, lanes, crashChannel }) {
  // Creating a shared memory proves nothing: that succeeds even in pages that may not share it.
  const engine = await (crossOriginIsolated ? threaded(lanes) : plain());
  engine.start_engine(base, (shared) => spawnIsolate(base, shared), crashChannel, beganAt);
}

async function threaded(lanes) {
  const engine = await import('#engine-threaded');
  await engine.default();
  await startPool(engine, lanes);
  return engine;
}

/**
 * Starts the threads of the pool. Fails if a thread's script cannot be loaded, which the pool does not notice: it would
 * wait forever.
 */
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

/** Starts an isolate. `shared` holds two numbers shared with the engine, where the page may share memory. */
function spawnIsolate(base, shared) {
  const worker = new Worker(new URL('./isolate.js', import.meta.url), { type: 'module', name: 'isolate' });
  worker.postMessage({ base, shared });
  return worker;
}
