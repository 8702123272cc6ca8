// An interpreter as the host sees it: its worker, and the rings in its memory.

import '../../../www/boot/trusted.js';
import { reportEnd } from '../../../www/loading/watch.js';
import { ORDER } from './calls.js';
import { OutputReader, TraceReader } from './rings.js';

const now = () => performance.timeOrigin + performance.now();

/** Interpreter with a memory and a worker of its own. */
export class Instance {
  #worker;
  /** Name of the lock that the worker holds while it lives. */
  #lock = `lanes-interpreter-${Math.random()}`;
  #becomeReady;
  #becomeStopped;
  #ended = null;

  /** Time when the worker was started, and when Python was ready, in ms since 1970. */
  startedAt = now();
  readyAt = Number.NaN;

  /** Trace and output; null until the interpreter is ready. */
  trace = null;
  output = null;

  /** Handlers of the owner. */
  onCall = () => {};
  onEnd = () => {};
  onRefused = () => {};

  /**
   * @param {object} setup settings of the worker: see interpreter.js
   * @param {WebAssembly.Module} module
   * @param {import('./protocol.js').Network | null} network
   */
  constructor(setup, module, network) {
    this.process = setup.process;
    /** Resolves to true once Python waits for orders, and to false if it ends before. */
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    this.#worker = new Worker(new URL('./interpreter.js', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end({ crash: event.message ?? 'its script could not be loaded' });
    };
    this.#worker.postMessage({ type: 'start', setup, module, network, lock: this.#lock });
  }

  get hasEnded() {
    return this.#ended !== null;
  }

  #receive(message) {
    if (message.type === 'ready') {
      this.readyAt = now();
      this.trace = new TraceReader(message.buffer, message.trace);
      this.output = new OutputReader(message.buffer, message.output);
      this.memory = message.buffer;
      reportEnd(this.#worker, this.#lock);
      this.#becomeReady(true);
    } else if (message.type === 'call') this.onCall(this, message);
    else if (message.type === 'stopped') this.#becomeStopped?.();
    else if (message.type === 'exited') this.#end({ code: message.code });
    else if (message.type === 'crashed') this.#end({ crash: message.reason });
    else if (message.type === 'refused') this.onRefused(message.origin);
    else if (message.type === 'log') console.debug(`Python ${this.process}: ${message.text}`);
  }

  #end(how) {
    if (this.#ended) return;
    this.#ended = how;
    this.#worker.terminate();
    this.#becomeReady(false);
    this.onEnd(this, how);
  }

  /** Sets the network of later requests. */
  setNetwork(network) {
    this.#worker.postMessage({ type: 'network', network });
  }

  /** Puts a message into a channel. */
  deliver(channel, tag, status, bytes) {
    if (!this.hasEnded) this.#worker.postMessage({ type: 'deliver', channel, tag, status, bytes });
  }

  /** Gives a command, which the interpreter answers by a report. */
  command(command) {
    this.deliver(0, ORDER.COMMAND, 0, new TextEncoder().encode(JSON.stringify(command)));
  }

  /** Makes the interpreter a child process of another. */
  beChild(bytes) {
    this.deliver(0, ORDER.CHILD, 0, bytes);
  }

  /** Parks all Python threads. Resolves when the request has been made; most threads obey within a millisecond. */
  park() {
    const stopped = new Promise((resolve) => {
      this.#becomeStopped = resolve;
    });
    this.#worker.postMessage({ type: 'stop' });
    return stopped;
  }

  /** Ends the interpreter with all its threads. */
  terminate(how = { code: -9 }) {
    this.#end(how);
  }
}
