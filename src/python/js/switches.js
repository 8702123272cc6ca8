// Switches of the GIL that another thread has forced.

import { EVENT } from './rings.js';

/** Time in ms by which a forced switch may seem early, and the share of the switch interval that it may be at most. */
const EARLY_MS = 0.1;
const EARLY_SHARE = 0.1;

/**
 * Finds the threads of a process that release the GIL because another one has waited for the switch interval. Such a thread
 * wants the GIL again at once, although CPython says so only after the other has it.
 */
export class Switches {
  #leastHoldMs;
  #wanting = new Set();
  #takenAt = new Map();

  /** @param {number} switchIntervalMs */
  constructor(switchIntervalMs) {
    this.#leastHoldMs = switchIntervalMs - Math.min(EARLY_MS, EARLY_SHARE * switchIntervalMs);
  }

  /** Returns an event, as a wish for the GIL if it is a release that another thread has forced. */
  follow(event) {
    const { at, kind, thread } = event;
    if (kind === EVENT.WANT) this.#wanting.add(thread);
    if (kind === EVENT.TAKE) {
      this.#wanting.delete(thread);
      this.#takenAt.set(thread, at);
    }
    const isForced =
      kind === EVENT.RELEASE && this.#wanting.size > 0 && at - this.#takenAt.get(thread) >= this.#leastHoldMs;
    return isForced ? { ...event, kind: EVENT.WANT } : event;
  }
}
