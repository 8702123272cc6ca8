// From the events of one thread to its spans. A thread is in one state at a time, and each event ends the state
// before, so spans of a thread cannot overlap.

import {
  HELPER,
  IDLE,
  MarkDecoder,
  TASK_ENDS,
  TASK_IS_SUSPENDED,
  TASK_RESUMES,
  TASK_STARTS,
} from './marks.js';
import { EVENT } from './rings.js';

/** Holding or wanting the right to run Python, or neither. */
const ATTACHED = 'attached';
const WANTING = 'wanting';
const DETACHED = 'detached';

/**
 * Spans and tasks of a thread.
 *
 * @typedef {object} ThreadSpans
 * @property {import('./protocol.js').Span[]} spans
 * @property {{ start: number, end: number }[]} holds times during which the thread could run Python
 * @property {boolean} isLoop true if tasks were suspended and resumed
 * @property {{ task: number, at: number }[]} starts
 */

/** State of a thread that follows its events. */
export class Follower {
  #settings;
  #marks = new MarkDecoder();
  #right = DETACHED;
  #waits = false;
  #phases = [];
  #hasBegun = false;
  #idle = 0;
  #task;
  #since;
  #heldSince = null;
  #suspended = new Map();

  result = { spans: [], holds: [], isLoop: false, starts: [] };

  constructor(settings) {
    this.#settings = settings;
    this.#since = settings.begin;
    this.#task = this.#outsideTasks();
  }

  /** Returns what a thread does outside of tasks: in a program without a harness it works for itself. */
  #outsideTasks() {
    const isRunning = this.#settings.allThreads === true && this.#hasBegun && this.#idle === 0;
    return { isRunning, number: null };
  }

  /** Returns the phase that the thread is in, or null if it is idle. */
  #phase() {
    const phase = this.#phases.at(-1);
    if (!this.#task.isRunning && phase === undefined) return null;
    // Without a GIL, a thread that wants to run Python is let in at once.
    if (this.#right === WANTING && this.#settings.hasGil) return 'lock-wait';
    if (this.#waits) return 'io-wait';
    if (phase !== undefined) return phase;
    return this.#right === DETACHED ? this.#settings.released : 'compute';
  }

  follow({ at, kind, value }) {
    if (!this.#hasBegun) this.#begin(at);
    // A thread waits from the moment it released the GIL in order to wait.
    if (kind === EVENT.WAIT) this.#waits = true;
    const before = this.#phase();
    const task = this.#task;
    const mark = kind === EVENT.MARK ? this.#marks.decode(value) : null;
    if (mark !== null && 'kind' in mark) this.#markTask(mark, at);
    else if (mark !== null) this.#markPhase(mark, at);
    else this.#changeRight(kind, at);
    if (this.#phase() !== before || this.#task !== task) this.#close(before, task, at);
  }

  #begin(at) {
    this.#hasBegun = true;
    this.#task = this.#outsideTasks();
    this.#since = at;
  }

  #changeRight(kind, at) {
    if (kind === EVENT.TAKE) {
      this.#right = ATTACHED;
      this.#waits = false;
      this.#heldSince ??= at;
    } else if (kind === EVENT.RELEASE) {
      this.#right = DETACHED;
      this.#endHold(at);
    } else if (kind === EVENT.WANT) this.#right = WANTING;
  }

  #markPhase({ phase, begins }, at) {
    if (phase === IDLE || phase === HELPER) {
      this.#idle += begins ? 1 : -1;
      if (this.#task.number === null) this.#task = this.#outsideTasks();
      if (phase === HELPER) this.#forgetBegin(at);
    } else if (begins) this.#phases.push(phase);
    else this.#phases.pop();
  }

  /** Forgets how a thread of the library began, which is nothing that the program did. */
  #forgetBegin(at) {
    this.result.spans = this.result.spans.filter(({ task }) => task !== null);
    this.#since = at;
  }

  #markTask({ kind, task }, at) {
    if (kind === TASK_STARTS) this.result.starts.push({ task, at });
    if (kind === TASK_RESUMES && this.#suspended.has(task)) this.#endWait(task, at);
    if (kind === TASK_IS_SUSPENDED) {
      this.result.isLoop = true;
      this.#suspended.set(task, at);
    }
    if (kind === TASK_ENDS) this.#suspended.delete(task);
    const runs = kind === TASK_STARTS || kind === TASK_RESUMES;
    this.#task = runs ? { isRunning: true, number: task } : this.#outsideTasks();
  }

  /** Notes the wait of a suspended task of an event loop. */
  #endWait(task, at) {
    this.#push(task, 'io-wait', this.#suspended.get(task), at);
    this.#suspended.delete(task);
  }

  #close(phase, task, at) {
    if (phase !== null) this.#push(task.number, phase, this.#since, at);
    this.#since = at;
  }

  #push(task, phase, from, to) {
    const start = Math.max(from, this.#settings.begin);
    const end = Math.min(to, this.#settings.end);
    if (!(end > start)) return;
    const last = this.result.spans.at(-1);
    if (last?.end === start && last.task === task && last.phase === phase) last.end = end;
    else this.result.spans.push({ task, phase, start, end });
  }

  #endHold(at) {
    if (this.#heldSince === null) return;
    const start = Math.max(this.#heldSince, this.#settings.begin);
    const end = Math.min(at, this.#settings.end);
    if (end > start) this.result.holds.push({ start, end });
    this.#heldSince = null;
  }

  /** Closes what is open at the end of the run. */
  finish() {
    const { end } = this.#settings;
    this.#close(this.#phase(), this.#task, end);
    for (const task of [...this.#suspended.keys()]) this.#endWait(task, end);
    this.#endHold(end);
    return this.result;
  }
}

/**
 * Makes the spans of one thread.
 *
 * @param {import('./rings.js').Event[]} events events of the thread, in order, also those before the run
 * @param {{ begin: number, end: number, hasGil: boolean, released: string }} settings
 * @returns {ThreadSpans}
 *
 * @example
 * // take 0, START task 4 at 1, release 3, want 5, take 6, END task 4 at 8; the thread releases the GIL for a lock:
 * // compute 1–3, mutex-wait 3–5 (the lock), lock-wait 5–6 (the GIL), compute 6–8, all of task 4
 */
export function followThread(events, settings) {
  const follower = new Follower(settings);
  for (const event of events) {
    if (event.at > settings.end) break;
    follower.follow(event);
  }
  return follower.finish();
}
