// Semaphores of a family of processes.

import { STATUS } from './calls.js';

const isSame = (a) => (b) => a.process === b.process && a.channel === b.channel && a.tag === b.tag;

export class Semaphores {
  #semaphores = new Map();
  #answer;

  /** @param {(caller: object, status: number) => void} answer answers a waiting thread */
  constructor(answer) {
    this.#answer = answer;
  }

  create(handle, value) {
    this.#semaphores.set(handle, { value, waiting: [] });
  }

  /** Answers with the value. */
  value(caller, handle) {
    this.#answer(caller, this.#semaphores.get(handle)?.value ?? STATUS.NO_SUCH_SEMAPHORE);
  }

  /** Answers when the semaphore is acquired or, without blocking, at once. */
  acquire(caller, handle, isBlocking) {
    const semaphore = this.#semaphores.get(handle);
    if (!semaphore) return this.#answer(caller, STATUS.NO_SUCH_SEMAPHORE);
    if (semaphore.value === 0 && isBlocking) return semaphore.waiting.push(caller);
    if (semaphore.value === 0) return this.#answer(caller, STATUS.CANCELLED);
    semaphore.value -= 1;
    this.#answer(caller, STATUS.OK);
  }

  release(handle) {
    const semaphore = this.#semaphores.get(handle);
    if (!semaphore) return;
    const next = semaphore.waiting.shift();
    if (next) this.#answer(next, STATUS.OK);
    else semaphore.value += 1;
  }

  /** Removes a waiting thread. Returns false if it does not wait for a semaphore. */
  cancel(caller) {
    let found = false;
    for (const semaphore of this.#semaphores.values()) {
      const at = semaphore.waiting.findIndex(isSame(caller));
      if (at === -1) continue;
      semaphore.waiting.splice(at, 1);
      found = true;
    }
    return found;
  }

  /** Removes all waiting threads of a process. What it has acquired stays acquired, as in an operating system. */
  removeProcess(process) {
    for (const semaphore of this.#semaphores.values())
      semaphore.waiting = semaphore.waiting.filter((caller) => caller.process !== process);
  }
}
