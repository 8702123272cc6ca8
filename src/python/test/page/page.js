// Client of the host for tests: `python.load`, `python.sizes`, `python.measure`, `python.execute`.

import '/www/boot/trusted.js';

const asset = (name) => new URL(name, location.href).href;

const NETWORKS = {
  timer: { name: 'timer', api: '', latencyMs: 100 },
  server: { name: 'server', api: asset('/api/'), latencyMs: 100 },
};

const assetsOf = (build) => ({
  glue: asset(`/cpython/python-${build}.mjs`),
  wasm: asset(`/cpython/python-${build}.wasm`),
  stdlib: asset('/cpython/stdlib.bin'),
  lanes: asset('/lanes.zip'),
});

class Python {
  #host = new Worker('/src/python/test/page/host-worker.js', { type: 'module' });
  #jobs = 0;
  #listeners = new Set();

  constructor() {
    this.#host.onmessage = ({ data }) => {
      for (const listener of [...this.#listeners]) listener(data);
    };
    this.#host.onerror = (event) => console.error(`host: ${event.message} ${event.filename}:${event.lineno}`);
  }

  #post(message) {
    this.#host.postMessage(message);
  }

  /** Collects messages until one of the given types arrives. */
  #until(types, job) {
    const messages = [];
    return new Promise((resolve) => {
      const listener = (message) => {
        if (job !== undefined && message.job !== job) return;
        messages.push({ ...message, receivedAt: performance.now() });
        if (!types.includes(message.type)) return;
        this.#listeners.delete(listener);
        resolve(messages);
      };
      this.#listeners.add(listener);
    });
  }

  /** Loads a build. Returns the last message, with the numbers of bytes that were reported before it. */
  async load(build) {
    const done = this.#until(['ready', 'failed']);
    this.#post({ type: 'load', build, assets: assetsOf(build) });
    const messages = await done;
    return { ...messages.at(-1), counts: messages.flatMap(({ loaded }) => loaded ?? []) };
  }

  /** Returns the sizes of a build's files as they arrive. */
  async sizes(build) {
    const sizeOf = async ([name, url]) => [name, (await (await fetch(url)).arrayBuffer()).byteLength];
    return Object.fromEntries(await Promise.all(Object.entries(assetsOf(build)).map(sizeOf)));
  }

  /**
   * Makes a job and returns its messages. With `stopAfterMs`, stops it that long after its first output; with
   * `extendBy`, adds those turns after its first run.
   */
  async #make(message, { stopAfterMs, extendBy, network = 'timer' } = {}) {
    this.#jobs += 1;
    const job = this.#jobs;
    const done = this.#until(['jobFinished', 'failed'], job);
    const begin = performance.now();
    this.#post({ job, timeOrigin: performance.timeOrigin, network: NETWORKS[network], ...message });
    if (stopAfterMs !== undefined)
      this.#until(['output'], job).then(() =>
        setTimeout(() => this.#post({ type: 'stop', job }), stopAfterMs),
      );
    if (extendBy)
      this.#until(['runFinished'], job).then(() => this.#post({ type: 'extend', job, turns: extendBy }));
    const messages = await done;
    return { begin, messages };
  }

  /** Measures cases in rounds. */
  measure(job, options) {
    return this.#make({ type: 'start', ...job }, options);
  }

  /** Executes a source. */
  execute(source, options = {}) {
    const { files, limits, switchIntervalMs, startMethod } = options;
    return this.#make({ type: 'execute', source, files, limits, switchIntervalMs, startMethod }, options);
  }
}

window.python = new Python();
