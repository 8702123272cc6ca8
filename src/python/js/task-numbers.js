// Numbers of the tasks of all processes. Pure: no clock, no worker.

import { MarkDecoder, TASK_STARTS } from './marks.js';
import { EVENT } from './rings.js';

/** Numbers of tasks from 0 in the order of their starts. Each process has numbers of its own, so two numbers name a task. */
export class TaskNumbers {
  #decoders = new Map();
  #numbers = new Map();
  /** Starts that are not numbered yet. */
  #starts = [];

  /** Adds events of a process, in order. Its tasks have numbers only after `settle`. */
  add(process, events) {
    for (const { at, kind, thread, value } of events) {
      if (kind !== EVENT.MARK) continue;
      const mark = this.#decoder(`${process}/${thread}`).decode(value);
      if (mark?.kind === TASK_STARTS) this.#starts.push({ key: `${process}/${mark.task}`, at });
    }
  }

  #decoder(thread) {
    if (!this.#decoders.has(thread)) this.#decoders.set(thread, new MarkDecoder());
    return this.#decoders.get(thread);
  }

  /** Numbers the tasks that have started until a time before which the events of all processes have been added. */
  settle(until = Number.POSITIVE_INFINITY) {
    const settled = this.#starts.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    this.#starts = this.#starts.filter(({ at }) => at > until);
    for (const { key } of settled) if (!this.#numbers.has(key)) this.#numbers.set(key, this.#numbers.size);
  }

  /** Returns the number of a task of a process, or null if its start is not known. */
  of(process, task) {
    return this.#numbers.get(`${process}/${task}`) ?? null;
  }

  /** Forgets all tasks. */
  clear() {
    this.#numbers.clear();
    this.#starts = [];
  }
}
