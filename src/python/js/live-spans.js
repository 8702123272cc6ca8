// Spans of a run while it is made. Pure: no clock, no worker.

import { kindOf } from './spans.js';
import { Switches } from './switches.js';
import { Follower } from './thread-spans.js';

/** Spans of the threads that have begun a task or, in a program without a harness, of all; each as soon as it has ended. */
export class LiveSpans {
  #settings;
  #threads = new Map();
  #lanes = [];
  #numbers;
  #switches = new Map();
  /** Events before it is known when the run began; null afterwards. */
  #early = [];

  /** @param {import('./task-numbers.js').TaskNumbers} numbers */
  constructor(numbers) {
    this.#numbers = numbers;
  }

  /**
   * Says when the run has begun. What the threads did until then has no spans, but decides about the first ones.
   *
   * @param {Omit<import('./spans.js').RunTimes, 'end'>} times
   */
  begin(times) {
    this.#settings = { ...times, released: times.released ?? 'mutex-wait', end: Number.POSITIVE_INFINITY };
    const early = this.#early;
    this.#early = null;
    for (const events of early) this.add(...events);
  }

  /** Adds events of a process, in order. */
  add(process, isFirst, events) {
    if (this.#early) {
      this.#early.push([process, isFirst, events]);
      return;
    }
    const { switchIntervalMs = 5 } = this.#settings;
    if (!this.#switches.has(process)) this.#switches.set(process, new Switches(switchIntervalMs));
    for (const original of events) {
      const event = this.#switches.get(process).follow(original);
      const thread = this.#thread(process, isFirst, event.thread);
      thread.follower.follow(event);
      if (!thread.isLane && this.#isLane(thread.follower.result)) {
        thread.isLane = true;
        this.#lanes.push(thread);
      }
    }
  }

  #isLane({ starts, spans }) {
    return this.#settings.allThreads ? spans.length > 0 : starts.length > 0;
  }

  #thread(process, isFirst, number) {
    const key = `${process}/${number}`;
    let thread = this.#threads.get(key);
    if (!thread) {
      thread = { process, isFirst, follower: new Follower(this.#settings), taken: 0, isLane: false };
      this.#threads.set(key, thread);
    }
    return thread;
  }

  /**
   * Returns all lanes so far, each with its spans since the last call, `most` at once. Later ones wait for the next call,
   * as does the latest span of each lane, which may still grow.
   */
  take(most) {
    let room = most;
    return this.#lanes.map((thread) => {
      const { spans, isLoop } = thread.follower.result;
      const end = Math.max(thread.taken, Math.min(spans.length - 1, thread.taken + room));
      const taken = spans.slice(thread.taken, end);
      room -= taken.length;
      thread.taken = end;
      return {
        kind: kindOf({ process: thread, isLoop }),
        isParent: false,
        process: thread.process,
        spans: taken.map((span) => this.#relative(thread, span)),
      };
    });
  }

  #relative({ process }, { task, phase, start, end }) {
    const { begin } = this.#settings;
    const number = task === null ? null : this.#numbers.of(process, task);
    return { task: number, phase, start: start - begin, end: end - begin };
  }
}
