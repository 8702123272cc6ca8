// Boots the engine: the threaded build where the page may share memory, and the plain build elsewhere.

import plainModule from '../../target/wasm/engine-plain/lanes_engine_bg.wasm?url';
import threadedModule from '../../target/wasm/engine-threaded/lanes_engine_bg.wasm?url';
import { loadBytes, loadModule } from '../loading/load.js';
import { explainErrors, holdLock, reportEnd } from '../loading/watch.js';
import '../boot/trusted.js';
import { report } from './report.js';

const beganAt = performance.timeOrigin + performance.now();

/** Least time between two reports of what has arrived. */
const REPORT_MS = 100;

let loaded = 0;
let reportedAt = 0;

// Listen before anything else, because a message without a listener is lost.
addEventListener('message', ({ data }) => boot(data).catch(report), { once: true });

async function boot({ base, lanes, crashChannel }) {
  const isHeld = holdLock(crashChannel);
  // Creating a shared memory proves nothing: that succeeds even in pages that may not share it.
  const engine = await (crossOriginIsolated ? threaded(lanes) : plain());
  await isHeld;
  engine.start_engine(base, new EngineParts(base, crashChannel), crashChannel, beganAt);
  postMessage('started');
}

/** Counts bytes that have arrived. The page shows their number, and sees that the engine is still being loaded. */
function count(bytes) {
  loaded += bytes;
  if (performance.now() - reportedAt < REPORT_MS) return;
  reportedAt = performance.now();
  postMessage(loaded);
}

async function threaded(lanes) {
  const [engine, module] = await Promise.all([
    import('#engine-threaded'),
    loadModule(threadedModule, { count }),
  ]);
  await engine.default({ module_or_path: module });
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
        const fail = ({ message }) =>
          reject(new Error(['A thread could not be started.', message].filter(Boolean).join(' ')));
        this.addEventListener('error', fail, { once: true });
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
  const [engine, module] = await Promise.all([import('#engine-plain'), loadIsolateModule()]);
  await engine.default({ module_or_path: module });
  return engine;
}

let isolateModule;

/** Loads the module that all isolates run. Simultaneous calls share one attempt, and a failure is retried. */
function loadIsolateModule() {
  isolateModule ??= loadModule(plainModule, { count }).catch((error) => {
    isolateModule = undefined;
    throw error;
  });
  return isolateModule;
}

/** Services of this script that the engine calls. */
class EngineParts {
  #base;
  #lock;
  #module;
  #isolates = 0;

  constructor(base, lock) {
    this.#base = base;
    this.#lock = lock;
  }

  /** Loads what isolates run, before the first one is spawned. */
  async loadIsolates() {
    this.#module = await loadIsolateModule();
  }

  /** Starts an isolate. `shared` holds two numbers shared with the engine, where the page may share memory. */
  spawnIsolate = (shared) => {
    const worker = new Worker(new URL('./isolate.js', import.meta.url), { type: 'module', name: 'isolate' });
    this.#isolates += 1;
    const lock = `${this.#lock} ${this.#isolates}`;
    const explained = explainErrors(worker, this.#base);
    // The first message means that the isolate is ready and holds its lock.
    const begin = () => {
      explained.end();
      reportEnd(worker, lock);
    };
    worker.addEventListener('message', begin, { once: true });
    worker.postMessage({ base: this.#base, shared, module: this.#module, lock });
    return worker;
  };

  /** Loads a bundled file, and fails if its contents are not those of this build. */
  loadFile(name) {
    return loadBytes(new URL(name, this.#base), { hash: __DATA_HASHES__[name] });
  }

  /** Reports that everything a first run needs is loaded. */
  reportComplete() {
    postMessage('complete');
  }
}
