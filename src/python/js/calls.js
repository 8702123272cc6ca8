// Calls that an interpreter makes: numbers and encodings, as in lib/lanes/host.py.

export const CALL = Object.freeze({
  FETCH: 1,
  SEND: 2,
  RECEIVE: 3,
  WAIT: 4,
  OPEN: 5,
  CLOSE: 6,
  SEMAPHORE_NEW: 7,
  SEMAPHORE_ACQUIRE: 8,
  SEMAPHORE_RELEASE: 9,
  SEMAPHORE_VALUE: 10,
  SPAWN: 11,
  KILL: 12,
  WAIT_PID: 13,
  CANCEL: 14,
  READY: 15,
  POLL: 16,
  REPORT: 17,
  EXIT: 18,
});

export const STATUS = Object.freeze({
  OK: 0,
  END_OF_FILE: -1,
  CANCELLED: -2,
  NO_SUCH_SEMAPHORE: -3,
  NO_SUCH_PROCESS: -10,
  LIMIT_REACHED: -11,
});

/** Orders on channel 0 of an interpreter. */
export const ORDER = Object.freeze({ COMMAND: 1, CHILD: 2 });

/** Pipe that ends with a process: this number plus the process's. */
export const SENTINEL = 0x40000000;

export const NOTHING = new Uint8Array(0);

/** Encodes numbers as 32-bit integers. */
export const packNumbers = (numbers) => new Uint8Array(Int32Array.from(numbers).buffer);

/** Decodes 32-bit integers. */
export const unpackNumbers = (bytes) => [...new Int32Array(bytes.slice().buffer)];

/**
 * Request of an interpreter.
 *
 * @typedef {object} Call
 * @property {number} channel where the answer goes; zero if there is none
 * @property {number} tag
 * @property {number} operation
 * @property {number} a
 * @property {number} b
 * @property {Uint8Array} bytes
 */
