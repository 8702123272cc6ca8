// The host of Python in the page's worker: it loads a build, keeps interpreters ready, and makes one job at a time.
// protocol.js has the messages.

import { load } from './assets.js';
import { makeFailure } from './failures.js';
import { Interpreters } from './interpreters.js';
import { Job } from './job.js';

class Host {
  #post;
  #interpreters = null;
  #current = null;

  #handlers = {
    load: (message) => this.#load(message),
    start: (message) => this.#make(message),
    execute: (message) => this.#make(message),
    extend: (message) => this.#jobOf(message)?.extend(message),
    stop: (message) => this.#jobOf(message)?.stop(),
  };

  constructor(post) {
    this.#post = post;
  }

  receive(message) {
    this.#handlers[message.type](message);
  }

  /** Returns the current job if the message is about it. Messages about an ended job may arrive late. */
  #jobOf({ job }) {
    return this.#current?.number === job ? this.#current : undefined;
  }

  /** Loads a build in place of the one before. */
  async #load({ build, assets }) {
    this.#interpreters?.discard();
    this.#interpreters = null;
    let loaded = 0;
    const count = (bytes) => {
      loaded += bytes;
      this.#post({ type: 'loading', loaded });
    };
    try {
      const compiled = await load(assets, count);
      const begin = performance.now();
      const started = new Interpreters(compiled);
      if (!(await started.warmUp())) return this.#fail(null, makeFailure('start'));
      this.#interpreters = started;
      const startMs = performance.now() - begin;
      this.#post({ type: 'ready', build, compileMs: compiled.compileMs, startMs });
      if (!this.#current) await started.replenish();
    } catch (error) {
      this.#fail(null, makeFailure('load', { cause: String(error.message ?? error) }));
    }
  }

  #fail(job, failure) {
    this.#post({ type: 'failed', job, failure });
  }

  /** Makes a job, then has interpreters stand ready again. */
  async #make(message) {
    if (this.#current || !this.#interpreters) {
      const cause = this.#current ? 'another job is running' : 'nothing is loaded';
      return this.#fail(message.job, makeFailure('start', { cause }));
    }
    const job = new Job(message, this.#post);
    this.#current = job;
    await job.run(this.#interpreters);
    this.#current = null;
    await this.#interpreters?.replenish();
  }
}

/**
 * Makes the host of a page. Returns the function that receives the page's messages.
 *
 * @param {(message: import('./protocol.js').FromHost) => void} post takes the messages to the page
 * @returns {(message: import('./protocol.js').ToHost) => void}
 */
export function createHost(post) {
  const host = new Host(post);
  return (message) => host.receive(message);
}
