// Readers of the rings in an interpreter's memory: trace and output. vendor/cpython/lanes has their writers.

const EVENTS = 65_536;
const EVENT_BYTES = 16;

const OUTPUT_BYTES = 1 << 20;
const HEAD_BYTES = 16;

/** Descriptors of the records: those of the two streams, and that of what a thread says about itself. */
const STDERR = 2;
const SPEAKER = 3;

/** Most characters of a name that reach the page. */
const MOST_NAME = 80;

/** Kinds of events, as in vendor/cpython/lanes/lanes.h. */
export const EVENT = Object.freeze({ RELEASE: 1, TAKE: 2, WANT: 3, WAIT: 4, WOKEN: 5, MARK: 6 });

/**
 * Event of the trace.
 *
 * @typedef {object} Event
 * @property {number} at ms since 1970
 * @property {number} thread
 * @property {number} kind
 * @property {number} value
 */

/** Reader of the trace. */
export class TraceReader {
  #words;
  #times;
  #address;
  #next = 0;

  /**
   * @param {SharedArrayBuffer} buffer
   * @param {{ ring: number, count: number, read: number, lost: number }} address
   */
  constructor(buffer, address) {
    this.#words = new Uint32Array(buffer);
    this.#times = new Float64Array(buffer);
    this.#address = address;
  }

  /** Number of events that found the ring full. */
  get lost() {
    return Atomics.load(this.#words, this.#address.lost >> 2);
  }

  /** Returns the events since the last call. A slot whose writer has not finished ends the reading until then. */
  read() {
    const events = [];
    const end = Atomics.load(this.#words, this.#address.count >> 2);
    while (this.#next !== end) {
      const slot = this.#address.ring + (this.#next % EVENTS) * EVENT_BYTES;
      const word = (slot + 12) >> 2;
      const written = Atomics.load(this.#words, word);
      if (written === 0) break;
      events.push({
        at: this.#times[slot >> 3],
        thread: this.#words[(slot + 8) >> 2],
        kind: written & 0xffff,
        value: written >>> 16,
      });
      Atomics.store(this.#words, word, 0);
      this.#next = (this.#next + 1) >>> 0;
    }
    Atomics.store(this.#words, this.#address.read >> 2, this.#next);
    return events;
  }
}

/**
 * Reads what a thread says about itself before it writes, as lib/lanes/output.py has it.
 *
 * @returns {import('./protocol.js').Speaker}
 */
function readSpeaker(text) {
  const [task = '', ...names] = text.split('\n');
  const [process, thread] = [0, 1].map((index) => names[index]?.slice(0, MOST_NAME) || null);
  return { task: /^\d{1,9}$/.test(task) ? Number(task) : null, process, thread };
}

/** Reader of the output. */
export class OutputReader {
  #words;
  #bytes;
  #times;
  #address;
  #decoders = new Map();
  /** Latest speaker of each thread. */
  #speakers = new Map();

  /**
   * @param {SharedArrayBuffer} buffer
   * @param {{ ring: number, written: number, read: number, closed: number }} address
   */
  constructor(buffer, address) {
    this.#words = new Uint32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.#times = new Float64Array(buffer);
    this.#address = address;
  }

  /** Makes the interpreter drop all further output. */
  close() {
    Atomics.store(this.#words, this.#address.closed >> 2, 1);
  }

  /**
   * Returns the output since the last call, and its number of bytes.
   *
   * @returns {{ chunks: Omit<import('./protocol.js').Chunk, 'process'>[], size: number }}
   */
  read() {
    const end = Atomics.load(this.#words, this.#address.written >> 2);
    const chunks = [];
    let at = Atomics.load(this.#words, this.#address.read >> 2);
    let size = 0;
    while (at !== end) {
      const { thread, descriptor, length, time } = this.#readHead(at);
      const bytes = this.#copy(at + HEAD_BYTES, length);
      if (descriptor === SPEAKER) this.#speakers.set(thread, readSpeaker(new TextDecoder().decode(bytes)));
      else {
        const stream = descriptor === STDERR ? 'stderr' : 'stdout';
        const speaker = this.#speakers.get(thread) ?? null;
        const text = this.#decode(`${stream}/${thread}`, bytes);
        const last = chunks.at(-1);
        const goesOn = last?.thread === thread && last.stream === stream && last.speaker === speaker;
        if (goesOn) last.text += text;
        else chunks.push({ thread, speaker, stream, at: time, text });
        size += length;
      }
      at = (at + ((HEAD_BYTES + length + 7) & ~7)) >>> 0;
    }
    Atomics.store(this.#words, this.#address.read >> 2, at);
    Atomics.notify(new Int32Array(this.#words.buffer), this.#address.read >> 2);
    return { chunks, size };
  }

  #readHead(at) {
    // Heads begin at multiples of eight bytes, so that none is wrapped within a number.
    const address = (offset) => this.#address.ring + ((at + offset) % OUTPUT_BYTES);
    const thread = this.#words[address(8) >> 2];
    const packed = this.#words[address(12) >> 2];
    return {
      thread,
      descriptor: packed >>> 24,
      length: packed & 0xffffff,
      time: this.#times[address(0) >> 3],
    };
  }

  #copy(at, length) {
    const { ring } = this.#address;
    const start = at % OUTPUT_BYTES;
    const straight = Math.min(length, OUTPUT_BYTES - start);
    const bytes = new Uint8Array(length);
    bytes.set(this.#bytes.subarray(ring + start, ring + start + straight));
    bytes.set(this.#bytes.subarray(ring, ring + length - straight), straight);
    return bytes;
  }

  /** Decodes a part of a stream, which may end within a character. */
  #decode(stream, bytes) {
    if (!this.#decoders.has(stream)) this.#decoders.set(stream, new TextDecoder());
    return this.#decoders.get(stream).decode(bytes, { stream: true });
  }
}
