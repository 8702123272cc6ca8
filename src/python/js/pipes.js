// Pipes between processes. A pipe holds messages, not a stream of bytes.

import { NOTHING, packNumbers, STATUS } from './calls.js';

/** Returns the key of a thread that waits for an answer: `process/channel/tag`. */
const keyOf = ({ process, channel, tag }) => `${process}/${channel}/${tag}`;

/** All pipes of a family of processes. A pipe is made by its first use. */
export class Pipes {
  #pipes = new Map();
  #answer;

  /** Bytes ever written. */
  written = 0;

  /** @param {(caller: object, status: number, bytes?: Uint8Array) => void} answer answers a waiting thread */
  constructor(answer) {
    this.#answer = answer;
  }

  #pipe(handle) {
    let pipe = this.#pipes.get(handle);
    if (!pipe) {
      // Readers take one message each; waiters only learn that there is one.
      pipe = { messages: [], writers: 0, isEnded: false, readers: new Map(), waiters: new Map() };
      this.#pipes.set(handle, pipe);
    }
    return pipe;
  }

  #isReady(handle) {
    const pipe = this.#pipe(handle);
    return pipe.messages.length > 0 || pipe.isEnded;
  }

  /** Adds a writer. */
  open(handle) {
    this.#pipe(handle).writers += 1;
  }

  /** Removes a writer. The last one ends the pipe. */
  close(handle) {
    const pipe = this.#pipe(handle);
    pipe.writers -= 1;
    if (pipe.writers <= 0) this.end(handle);
  }

  /** Ends a pipe: what is in it can still be read. */
  end(handle) {
    this.#pipe(handle).isEnded = true;
    this.#serve(handle);
  }

  write(handle, bytes) {
    this.written += bytes.length;
    this.#pipe(handle).messages.push(bytes);
    this.#serve(handle);
  }

  /** Answers with the next message, as soon as there is one. */
  read(caller, handle) {
    this.#pipe(handle).readers.set(keyOf(caller), caller);
    this.#serve(handle);
  }

  /** Answers with those of some pipes that can be read now. */
  poll(caller, handles) {
    this.#answer(caller, STATUS.OK, packNumbers(handles.filter((handle) => this.#isReady(handle))));
  }

  /** Answers with those of some pipes that can be read, as soon as one can. */
  wait(caller, handles) {
    if (handles.some((handle) => this.#isReady(handle))) return this.poll(caller, handles);
    for (const handle of handles) this.#pipe(handle).waiters.set(keyOf(caller), { ...caller, handles });
  }

  #serve(handle) {
    const pipe = this.#pipe(handle);
    for (const [key, reader] of pipe.readers) {
      if (!this.#isReady(handle)) return;
      pipe.readers.delete(key);
      if (pipe.messages.length) this.#answer(reader, STATUS.OK, pipe.messages.shift());
      else this.#answer(reader, STATUS.END_OF_FILE, NOTHING);
    }
    if (!this.#isReady(handle)) return;
    for (const waiter of [...pipe.waiters.values()]) {
      this.#forget(keyOf(waiter), waiter.handles);
      this.poll(waiter, waiter.handles);
    }
  }

  #forget(key, handles) {
    for (const handle of handles) this.#pipe(handle).waiters.delete(key);
  }

  /** Removes a waiting thread. Returns false if it does not wait for a pipe. */
  cancel(caller) {
    const key = keyOf(caller);
    let found = false;
    for (const { readers, waiters } of this.#pipes.values())
      for (const waiting of [readers, waiters]) found = waiting.delete(key) || found;
    return found;
  }

  /** Removes all waiting threads of a process. */
  removeProcess(process) {
    for (const { readers, waiters } of this.#pipes.values())
      for (const waiting of [readers, waiters])
        for (const [key, caller] of waiting) if (caller.process === process) waiting.delete(key);
  }
}
