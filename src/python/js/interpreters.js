// Interpreters of one build: those that stand ready, and those that become child processes.

import { Instance } from './instance.js';
import { START_MS, THREADS, WARM_UP_MS } from './limits.js';

/** Modules that an interpreter imports before it is ready, so that no measurement contains their import. */
const PRELOADED = {
  first: [
    'aiohttp',
    'ast',
    'asyncio',
    'concurrent.futures.process',
    'concurrent.futures.thread',
    'hashlib',
    'httpx',
    'json',
    'lanes.runner',
    'lanes.script',
    'multiprocessing.pool',
    'requests',
    'urllib.request',
  ],
  child: ['concurrent.futures.process', 'lanes.fork', 'multiprocessing.pool'],
};

/** Interpreters that stand ready: one for the next job, and one that takes over when a job is stopped. */
const SPARES = 2;

let lastProcess = 100;

export class Interpreters {
  #build;
  #spares = [];

  /** @param {Awaited<ReturnType<typeof import('./assets.js').load>>} build */
  constructor(build) {
    this.#build = build;
  }

  #start(parent, settings, network) {
    lastProcess += 1;
    const process = lastProcess;
    const role = parent === null ? 'first' : 'child';
    const config = { process, parent: parent ?? 1, preload: PRELOADED[role], ...settings };
    const files = {
      ...this.#build.archives,
      '/lanes.json': new TextEncoder().encode(JSON.stringify(config)),
    };
    const setup = { process, glue: this.#build.glue, files, threads: THREADS[role] };
    const instance = new Instance(setup, this.#build.module, network);
    const timer = setTimeout(() => instance.terminate(), START_MS);
    instance.ready.then(() => clearTimeout(timer));
    return instance;
  }

  /** Starts the first interpreter, which warms up the compiled code for all others. Resolves to false if it fails. */
  async warmUp() {
    const first = this.#start(null, { warmUp: WARM_UP_MS }, null);
    if (!(await first.ready)) return false;
    this.#spares.push(first);
    return true;
  }

  /** Starts interpreters until enough stand ready. Called only while nothing is measured. */
  async replenish() {
    while (this.#spares.length < SPARES) this.#spares.push(this.#start(null, {}, null));
    await Promise.all(this.#spares.map(({ ready }) => ready));
    this.#spares = this.#spares.filter(({ hasEnded }) => !hasEnded);
  }

  /** Returns a ready interpreter, or null if none starts. */
  async take(network) {
    // The browser may have ended some.
    this.#spares = this.#spares.filter(({ hasEnded }) => !hasEnded);
    const spare = this.#spares.shift() ?? this.#start(null, {}, null);
    if (!(await spare.ready)) return null;
    // A spare that still starts would be measured along with the job.
    await Promise.all(this.#spares.map(({ ready }) => ready));
    if (spare.hasEnded) return this.take(network);
    spare.setNetwork(network);
    return spare;
  }

  /** Starts the interpreter of a child process. */
  startChild(parent, network) {
    return this.#start(parent, {}, network);
  }

  /** Ends all spares. */
  discard() {
    for (const spare of this.#spares) spare.terminate();
    this.#spares = [];
  }
}
