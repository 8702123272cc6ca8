// Sentences for what can go wrong.

import { ENDED } from '../../../www/loading/watch.js';
import { DEFAULT_LIMITS } from './limits.js';

/** A fault of the program or of the interpreter, with the kind that the page knows. */
const FAULTS = {
  'syntax-error': ['task', ({ line, message }) => `Line ${line} is not valid Python: ${message}.`],
  exception: ['task', ({ type, message }) => `The program raised ${type}: ${message || 'no message'}.`],
  'missing-module': [
    'unsupported',
    ({ message }) => `The program imports ${message}, which Python in the browser lacks.`,
  ],
  recursion: ['task', () => 'The program called itself too deeply (RecursionError).'],
  memory: ['task', () => 'The program ran out of memory. Each interpreter has at most 1 GB.'],
  exit: ['task', ({ message }) => `The program ended itself: ${message.replace(/\.$/, '')}.`],
  'no-runs': ['task', () => 'The program has no function main that calls compare.'],
  'no-strategy': ['task', ({ message }) => `The program has no strategy ${message}.`],
  'no-guard': [
    'task',
    () =>
      'The program starts processes while a new process imports it. ' +
      'Put that code under if __name__ == "__main__": or choose fork as the start method.',
  ],
  'process-lost': ['task', () => 'A process ended before it returned its answer.'],
  'too-many-threads': [
    'task',
    () => 'The program started too many threads. At most 128 can run at the same time.',
  ],
  'too-many-processes': [
    'task',
    ({ limit }) => `The program started too many processes. At most ${limit} can run at the same time.`,
  ],
  'time-limit': ['task', ({ limit }) => `The program was still running after ${limit / 1000} s.`],
  'stack-overflow': [
    'engine-lost',
    () => 'The program ran out of stack in a function written in C, such as repr of deeply nested lists.',
  ],
  crash: [
    'engine-lost',
    () => 'The Python interpreter crashed, perhaps because a function written in C ran out of stack.',
  ],
  ended: ['engine-lost', () => 'The browser ended the Python interpreter, perhaps for lack of memory.'],
  load: ['engine-start', () => 'Python could not be loaded. Check your connection, then try again.'],
  start: ['engine-start', () => 'The Python interpreter did not start.'],
};

/**
 * Makes a failure for the page.
 *
 * @param {string} fault
 * @param {{ type?: string, message?: string, line?: number | null, column?: number | null, traceback?: string,
 *   limit?: number, cause?: string }} [details]
 * @returns {import('./protocol.js').Failure}
 */
export function makeFailure(fault, details = {}) {
  const [kind, sentence] = FAULTS[fault];
  const { line, column, traceback, cause } = details;
  return {
    kind,
    fault,
    message: sentence({ limit: DEFAULT_LIMITS.processes, ...details }),
    causes: cause ? [cause] : [],
    ...(line && { line }),
    ...(column && { column }),
    ...(traceback && { traceback }),
  };
}

/** Returns the failure of a lost interpreter. */
export function failureOfLoss({ code, crash }) {
  if (crash === undefined) return makeFailure('exit', { message: `exit code ${code}` });
  if (crash === ENDED) return makeFailure('ended');
  if (/RangeError|call stack|too much recursion/.test(crash))
    return makeFailure('stack-overflow', { cause: crash });
  return makeFailure(/memory/i.test(crash) ? 'memory' : 'crash', { cause: crash });
}

/** Failure as an exception within the host. */
export class Failed extends Error {
  constructor(failure) {
    super(failure.message);
    this.failure = failure;
  }
}
