// Client of the host for tests: `python.load`, `python.measure`, `python.execute`, `python.stop`.

const asset = (name) => new URL(name, location.href).href;

const NETWORKS = {
  timer: { name: 'timer', api: '', latencyMs: 100 },
  server: { name: 'server', api: asset('/api/'), latencyMs: 100 },
};

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

  /** Loads a build. */
  async load(build) {
    const done = this.#until(['ready', 'failed']);
    const assets = {
      glue: asset(`/cpython/python-${build}.mjs`),
      wasm: asset(`/cpython/python-${build}.wasm`),
      stdlib: asset('/cpython/stdlib.bin'),
      lanes: asset('/lanes.zip'),
    };
    this.#post({ type: 'load', build, assets });
    return (await done).at(-1);
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
    const { files, limits, switchIntervalMs } = options;
    return this.#make({ type: 'execute', source, files, limits, switchIntervalMs }, options);
  }
}

window.python = new Python();
