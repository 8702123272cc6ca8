/** Limits that a job may change. */
export const DEFAULT_LIMITS = Object.freeze({
  processes: 16,
  outputBytes: 1 << 20,
  timeMs: Number.POSITIVE_INFINITY,
});

/** Most bytes in one file. */
export const MOST_FILE_BYTES = 1 << 28;

/** Workers that an interpreter starts for its threads beforehand. Each further one delays its thread by some 18 ms. */
export const THREADS = Object.freeze({ first: 6, child: 2 });

/** Time for which the first interpreter of a page warms up, in ms: see lib/lanes/warm.py. */
export const WARM_UP_MS = 700;

/** Grace period in ms for threads to park after a Stop. Only a long call into C needs more, and is cut short. */
export const PARKING_MS = 50;

/** Interval in ms between two looks at the rings of running interpreters. */
export const DRAIN_MS = 20;

/** Most events of the trace that are kept of a run or of a program, which may run for hours. */
export const MOST_EVENTS = 400_000;

/** Interval in ms between two reports on a run in progress, and the most spans in one. */
export const PROGRESS_MS = 100;
export const MOST_SPANS = 256;

/** Time in ms in which an interpreter must have started. Otherwise it is given up, and another one is started. */
export const START_MS = 60_000;
