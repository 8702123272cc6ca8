// From the events of a run to its lanes. Pure: no clock, no worker.

import { Switches } from './switches.js';
import { TaskNumbers } from './task-numbers.js';
import { followThread } from './thread-spans.js';

/**
 * Events of one process.
 *
 * @typedef {object} ProcessEvents
 * @property {number} process
 * @property {boolean} isFirst true for the process that runs the strategy
 * @property {number} startedAt time when it was requested
 * @property {number} readyAt time when Python was ready in it
 * @property {import('./rings.js').Event[]} events
 */

/**
 * Circumstances of a run.
 *
 * @typedef {object} RunTimes
 * @property {number} begin
 * @property {number} end
 * @property {boolean} hasGil
 * @property {number} [switchIntervalMs] 5 by default
 * @property {'mutex-wait' | 'compute'} [released] see protocol.js
 * @property {boolean} [allThreads] true to make a lane of each thread that ran Python, for programs without a harness
 */

function byThread(events, { switchIntervalMs = 5 }) {
  const threads = new Map();
  const switches = new Switches(switchIntervalMs);
  for (const event of events) {
    if (!threads.has(event.thread)) threads.set(event.thread, []);
    threads.get(event.thread).push(switches.follow(event));
  }
  return threads;
}

/** Follows all threads of all processes. */
function followAll(processes, times) {
  const settings = { ...times, released: times.released ?? 'mutex-wait' };
  return processes.flatMap((process) =>
    [...byThread(process.events, times)].map(([thread, events]) => ({
      process,
      thread,
      ...followThread(events, settings),
    })),
  );
}

/** Returns the numbers of the tasks of all processes. */
function numbersOf(processes) {
  const numbers = new TaskNumbers();
  for (const { process, events } of processes) numbers.add(process, events);
  numbers.settle();
  return numbers;
}

/** Gives the spans the numbers of their tasks. */
function numberTasks(threads, numbers) {
  for (const { process, spans } of threads)
    for (const span of spans) if (span.task !== null) span.task = numbers.of(process.process, span.task);
}

const worksOnTasks = (thread) => thread.starts.length > 0;
const packs = ({ spans }) => spans.some(({ phase }) => phase === 'serialize' || phase === 'deserialize');

const runs = ({ spans }, { allThreads }) => allThreads === true && spans.length > 0;

/** Returns the kind of the lane of a thread. */
export function kindOf({ process, isLoop }) {
  if (isLoop) return 'event-loop';
  return process.isFirst ? 'thread' : 'process';
}

/** Adds the start of a process that began during the run. */
function spawnSpan({ process }, { begin, end }) {
  const start = Math.max(process.startedAt, begin);
  const ready = Math.min(process.readyAt, end);
  return process.isFirst || !(ready > start) ? [] : [{ task: null, phase: 'spawn', start, end: ready }];
}

/** Cuts what a process has done before it was ready, which is part of its start. */
const after = (spans, time) =>
  spans.flatMap((span) => (span.end <= time ? [] : [{ ...span, start: Math.max(span.start, time) }]));

function laneOf(thread, times) {
  const spawn = spawnSpan(thread, times);
  const spans = spawn.length ? after(thread.spans, spawn[0].end) : thread.spans;
  const relative = [...spawn, ...spans].map((span) => ({
    ...span,
    start: span.start - times.begin,
    end: span.end - times.begin,
  }));
  return {
    kind: kindOf(thread),
    isParent: !worksOnTasks(thread) && !times.allThreads,
    process: thread.process.process,
    spans: relative.sort((a, b) => a.end - b.end),
  };
}

/** Returns the rank of a lane: threads that only hand out tasks come last, except in a program without a harness. */
const rank = (thread, { allThreads }) => (allThreads || worksOnTasks(thread) ? 0 : 1);

/** Makes lanes of the processes that started during the run and got no task. */
function lanesWithoutTasks(processes, threads, times) {
  const working = new Set(threads.filter(worksOnTasks).map(({ process }) => process));
  const isIdle = (process) => !working.has(process) && process.startedAt >= times.begin;
  return processes
    .filter((process) => isIdle(process) && !times.allThreads)
    .map((process) => ({ process, spans: [], starts: [], isLoop: false }))
    .filter((thread) => spawnSpan(thread, times).length > 0)
    .map((thread) => ({ ...laneOf(thread, times), isParent: false }));
}

/** Returns the time at which a thread first appears, which orders the lanes of a rank. */
const firstAt = (thread) => Math.min(thread.starts[0]?.at ?? Infinity, thread.spans[0]?.start ?? Infinity);

/**
 * Makes the lanes of a run, and the holds of the GIL in the first process.
 *
 * @param {ProcessEvents[]} processes
 * @param {RunTimes} times
 * @param {TaskNumbers} [numbers] those of the tasks, if they are known already
 * @returns {{ lanes: import('./protocol.js').Lane[], gil: import('./protocol.js').Hold[] }}
 */
export function makeLanes(processes, times, numbers = numbersOf(processes)) {
  const threads = followAll(processes, times);
  numberTasks(threads, numbers);
  const shown = threads
    .filter(
      (thread) => worksOnTasks(thread) || (thread.process.isFirst && packs(thread)) || runs(thread, times),
    )
    .sort((a, b) => rank(a, times) - rank(b, times) || firstAt(a) - firstAt(b));
  const lanes = shown.map((thread) => laneOf(thread, times));
  return {
    lanes: [...lanes, ...lanesWithoutTasks(processes, threads, times)],
    gil: holdsOf(threads, shown, times),
  };
}

/**
 * Returns the holds of the first process's threads, in order. A thread may lose its core between a release and its event: the
 * hold has ended at the latest when another thread acquired the GIL.
 */
function holdsOf(threads, shown, { begin, hasGil }) {
  if (!hasGil) return [];
  const lanes = new Map(shown.map((thread, index) => [thread, index]));
  const holds = threads
    .filter(({ process }) => process.isFirst)
    .flatMap((thread) =>
      thread.holds.map(({ start, end }) => ({
        lane: lanes.get(thread) ?? null,
        start: start - begin,
        end: end - begin,
      })),
    )
    .sort((a, b) => a.start - b.start);
  return holds.map((hold, index) => ({
    ...hold,
    end: Math.min(hold.end, holds[index + 1]?.start ?? Number.POSITIVE_INFINITY),
  }));
}
