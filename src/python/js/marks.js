// Marks that the Python side puts into the trace, as in lib/lanes/marks.py.

const BITS = 13;
const PAYLOAD = (1 << BITS) - 1;
const EXTEND = 0;
const PHASE = 5;

export const TASK_STARTS = 1;
export const TASK_ENDS = 2;
export const TASK_RESUMES = 3;
export const TASK_IS_SUSPENDED = 4;

/** State of a thread that does nothing but tasks for a while, such as that of an event loop. */
export const IDLE = 'idle';

/** State of a thread of the standard library that does nothing but tasks, from its first to its last moment. */
export const HELPER = 'helper';

/** Phases by number; an even mark begins one, the odd mark after it ends it. */
const PHASES = ['serialize', 'deserialize', 'io-wait', IDLE, HELPER];

/**
 * Mark with a meaning.
 *
 * @typedef {{ kind: number, task: number } | { phase: string, begins: boolean }} Mark
 */

/** Decoder of the marks of one thread. */
export class MarkDecoder {
  #higherBits = 0;

  /**
   * Decodes a value. Returns null for the first half of a large number.
   *
   * @param {number} value
   * @returns {Mark | null}
   */
  decode(value) {
    const kind = value >> BITS;
    const payload = value & PAYLOAD;
    if (kind === EXTEND) {
      this.#higherBits = payload;
      return null;
    }
    if (kind === PHASE) return { phase: PHASES[payload >> 1], begins: payload % 2 === 0 };
    const task = this.#higherBits * (PAYLOAD + 1) + payload;
    this.#higherBits = 0;
    return { kind, task };
  }
}
