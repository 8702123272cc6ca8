// The peers that run in the browser. `window.peers` has one function each, which resolves to its time in ms and to the sum of
// the answers in hexadecimal, as Lanes writes it.

import { pool } from 'workerpool';
import libraryWorker from './javascript/library.worker.js?worker&url';
import { Pool } from './javascript/pool.js';

const once = (make) => {
  const made = new Map();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
};

const bareWorker = once(async (threads) => {
  const worker = new Worker(new URL('./bare.worker.js', import.meta.url), { type: 'module' });
  await ask(worker, { threads });
  return worker;
});
const ownPool = once((workers) => Pool.start(workers));
const libraryPool = once((workers) =>
  pool(libraryWorker, {
    minWorkers: workers,
    maxWorkers: workers,
    workerType: 'web',
    workerOpts: { type: 'module' },
  }),
);

function ask(worker, message) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(message);
  });
}

async function timed(run) {
  const start = performance.now();
  const answers = await run();
  return { ms: performance.now() - start, sum: hexadecimal(answers.reduce((sum, one) => sum + one, 0n)) };
}

const hexadecimal = (sum) => BigInt.asUintN(64, sum).toString(16).padStart(16, '0');

const interpreter = once(async () => {
  // Served as it is in the package: it loads its other files from where it is.
  const { loadPyodide } = await import(
    /* @vite-ignore */ new URL('/pyodide/pyodide.mjs', location.href).href
  );
  return loadPyodide();
});

window.peers = {
  /** Executes a program in Pyodide, on the main thread, and returns what it printed. */
  async pyodide(program) {
    const python = await interpreter();
    let output = '';
    python.setStdout({ batched: (line) => (output += `${line}\n`) });
    python.runPython(program);
    return output;
  },

  /** Runs the kernels of Lanes on wasm-bindgen-rayon, or on a plain loop. */
  async bare(query, { threads, onRayon }) {
    const { ms, sum } = await ask(await bareWorker(threads), { query, onRayon });
    return { ms, sum: hexadecimal(sum) };
  },

  /** Runs kernels in JavaScript on a pool of module workers. */
  async javascript({ kernel, tasks }, { workers }) {
    const own = await ownPool(workers);
    return timed(() => own.run(kernel, tasks));
  },

  /** Runs the same kernels on the library workerpool. */
  async library({ kernel, tasks }, { workers }) {
    const pool = await libraryPool(workers);
    return timed(() => Promise.all(tasks.map((task) => pool.exec(kernel, [task]))));
  },
};
