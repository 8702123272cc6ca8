// The processes of a job, with what they write and trace.

import { Kernel } from './kernel.js';
import { DRAIN_MS, MOST_EVENTS, PARKING_MS } from './limits.js';
import { EVENT } from './rings.js';
import { TaskNumbers } from './task-numbers.js';

const now = () => performance.timeOrigin + performance.now();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Family {
  #kernel;
  #first;
  #events = new Map();
  #numbers = new TaskNumbers();
  #attached = new Map();
  #outputBytes = 0;
  #lostBefore = 0;
  #room = MOST_EVENTS;
  #keptUntil = Number.POSITIVE_INFINITY;
  #timer;
  #limits;
  #owner;

  /**
   * @param {import('./instance.js').Instance} first
   * @param {(parent: number) => import('./instance.js').Instance} startChild
   * @param {Required<import('./protocol.js').Limits>} limits
   * @param {{ onReport: Function, onProcess: Function, onLost: Function, onOutput: Function, onTruncated: Function,
   *   onRefused: Function, onEvents: Function }} owner
   */
  constructor(first, startChild, limits, owner) {
    this.#first = first;
    this.#limits = limits;
    this.#owner = owner;
    this.#kernel = new Kernel(first, startChild, limits.processes, {
      ...owner,
      onReport: (report) => {
        this.drain();
        owner.onReport(report);
      },
    });
    this.#timer = setInterval(() => this.drain(), DRAIN_MS);
  }

  get lastCrash() {
    return this.#kernel.lastCrash;
  }

  get bytesWritten() {
    return this.#kernel.bytesWritten;
  }

  get lostEvents() {
    return this.#countLost() - this.#lostBefore;
  }

  /** Time of the first event that there was no room for, in ms since 1970; infinite if there was room for all. */
  get keptUntil() {
    return this.#keptUntil;
  }

  /** Numbers of the tasks so far. */
  get numbers() {
    return this.#numbers;
  }

  #countLost() {
    return this.#kernel.processes.reduce((sum, { instance }) => sum + (instance.trace?.lost ?? 0), 0);
  }

  command(command) {
    this.#first.command(command);
  }

  /** Reads the rings of all processes. */
  drain() {
    const running = this.#kernel.processes.filter(({ instance }) => instance.trace);
    const chunks = [];
    for (const { instance } of running) {
      const { chunks: read, size } = instance.output.read();
      this.#outputBytes += size;
      for (const chunk of read) chunks.push({ process: instance.process, ...chunk });
    }
    // Whatever has printed had started by now, and all events until now are in the rings.
    const until = now();
    for (const { instance, parent } of running) this.#keepEvents(instance, parent === null);
    this.#numbers.settle(until);
    if (chunks.length) this.#passOn(chunks.map((chunk) => this.#withTask(chunk)));
  }

  /** Gives a chunk the number of its task among those of all processes. */
  #withTask(chunk) {
    const { speaker } = chunk;
    if (speaker === null || speaker.task === null) return chunk;
    return { ...chunk, speaker: { ...speaker, task: this.#numbers.of(chunk.process, speaker.task) } };
  }

  #passOn(chunks) {
    if (this.#outputBytes <= this.#limits.outputBytes) return this.#owner.onOutput(chunks);
    for (const { instance } of this.#kernel.processes) instance.output?.close();
    if (this.#limits.outputBytes === 0) return;
    this.#owner.onOutput(chunks);
    this.#owner.onTruncated(this.#outputBytes);
    this.#limits = { ...this.#limits, outputBytes: 0 };
  }

  #keepEvents(instance, isFirst) {
    const read = instance.trace.read();
    for (const event of read) this.#noteRight(instance.process, event);
    const events = read.slice(0, this.#room);
    this.#room -= events.length;
    if (events.length < read.length) this.#keptUntil = Math.min(this.#keptUntil, read[events.length].at);
    if (events.length === 0) return;
    if (!this.#events.has(instance.process)) this.#events.set(instance.process, []);
    this.#numbers.add(instance.process, events);
    const kept = this.#events.get(instance.process);
    for (const event of events) kept.push(event);
    this.#owner.onEvents(instance.process, isFirst, events);
  }

  /** Notes which threads may run Python: after a Stop, those that still do. */
  #noteRight(process, { kind, thread }) {
    if (kind === EVENT.TAKE) this.#attached.set(`${process}/${thread}`, true);
    else if (kind === EVENT.RELEASE) this.#attached.delete(`${process}/${thread}`);
  }

  /** Forgets all events so far. Threads that wait for work hold nothing, so later ones make sense without them. */
  forgetEvents() {
    this.drain();
    this.#events.clear();
    this.#numbers.clear();
    this.#room = MOST_EVENTS;
    this.#keptUntil = Number.POSITIVE_INFINITY;
    this.#lostBefore = this.#countLost();
  }

  /** Returns the events since then, as `makeLanes` takes them. */
  takeEvents() {
    this.drain();
    this.#numbers.settle();
    return this.#kernel.processes.map(({ instance, parent, startedAt }) => ({
      process: instance.process,
      isFirst: parent === null,
      startedAt,
      readyAt: instance.readyAt,
      events: this.#events.get(instance.process) ?? [],
    }));
  }

  /** Parks all threads and ends all processes. Returns the time in ms until no thread ran Python any more. */
  async end() {
    const begin = now();
    clearInterval(this.#timer);
    await Promise.race([this.#kernel.park(), sleep(PARKING_MS)]);
    this.drain();
    while (this.#attached.size > 0 && now() - begin < PARKING_MS) {
      await sleep(1);
      this.drain();
    }
    const parkedMs = now() - begin;
    this.#kernel.terminate();
    return parkedMs;
  }
}
