// Helpers of the browser tests of Python.

import { expect, test } from '@playwright/test';

const BUILDS = ['gil', 'nogil'];

/** Declares tests for each build, with a page that is open while they run. */
export function onEachBuild(declare) {
  for (const build of BUILDS) test.describe(build, () => declare(build, pageOf(build)));
}

/** Returns a page of a build, which is open while the tests of the same group run. */
export function pageOf(build) {
  const python = new Python();
  test.beforeAll(({ browser }) => python.open(browser, build));
  test.afterAll(() => python.close());
  return python;
}

/** A page in which a build is loaded. */
export class Python {
  #page;

  /** Last message of the first load, see `load`. */
  loaded;

  /** Opens the page and loads a build. */
  async open(browser, build) {
    this.#page = await browser.newPage();
    await this.#page.goto('/');
    this.loaded = await this.load(build);
    expect(this.loaded).toMatchObject({ type: 'ready', build });
  }

  /** Loads a build. Returns the last message, with the numbers of bytes that were reported before it. */
  load(build) {
    return this.#page.evaluate((name) => window.python.load(name), build);
  }

  /** Returns the sizes of a build's files as they arrive. */
  sizes(build) {
    return this.#page.evaluate((name) => window.python.sizes(name), build);
  }

  close() {
    return this.#page.close();
  }

  /** Executes a program. Returns its output, its exit code, its failure and all messages. */
  async execute(source, options = {}) {
    const { messages } = await this.#page.evaluate(
      ([text, more]) => window.python.execute(text, more),
      [source, { limits: { timeMs: 90_000 }, ...options }],
    );
    const executed = messages.find(({ type }) => type === 'executed');
    return {
      messages,
      text: textOf(messages, 'stdout'),
      errors: textOf(messages, 'stderr'),
      code: executed?.code,
      failure: executed?.error ?? messages.at(-1).failure ?? null,
      executed,
      last: messages.at(-1),
    };
  }

  /** Measures cases. Returns the runs by strategy, with their traces checked, and the last message. */
  async measure(job, options = {}) {
    const { messages } = await this.#page.evaluate(
      ([work, more]) => window.python.measure(work, more),
      [{ limits: { timeMs: 90_000 }, ...job }, options],
    );
    const runs = messages.filter(({ type }) => type === 'runFinished').map(({ run }) => run);
    for (const run of runs) checkTrace(run);
    const runsOf = (strategy) => runs.filter(({ turn }) => job.cases[turn.case].strategy === strategy);
    return { messages, runs, runsOf, last: messages.at(-1) };
  }
}

const textOf = (messages, stream) =>
  messages
    .filter(({ type }) => type === 'output')
    .flatMap(({ chunks }) => chunks.filter((chunk) => chunk.stream === stream).map(({ text }) => text))
    .join('');

const CLOCKS_MS = 0.1;

/** Checks that spans overlap on no thread or process, that none leaves the run, and that one thread holds the GIL. */
export function checkTrace(run) {
  expect(run.lostEvents).toBe(0);
  for (const lane of run.lanes) {
    expect(
      lane.spans.every(({ start, end }) => start >= 0 && end > start && end <= run.wall + CLOCKS_MS),
    ).toBe(true);
    if (lane.kind !== 'event-loop') expect(overlaps(lane.spans)).toBe(0);
  }
  expect(overlaps(run.gil)).toBe(0);
}

/** Counts the intervals that begin before the one before has ended. */
export function overlaps(intervals) {
  const sorted = [...intervals].sort((a, b) => a.start - b.start);
  return sorted.filter(({ start }, index) => index > 0 && start < sorted[index - 1].end - CLOCKS_MS).length;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** Returns the median wall time of the measured runs. */
export const wallOf = (runs) =>
  median(runs.filter(({ turn }) => turn.round !== 'warm-up').map(({ wall }) => wall));

/** Returns the numbers of the tasks that a run has spans of. */
export const numbersOf = ({ lanes }) =>
  [...new Set(lanes.flatMap(({ spans }) => spans.map(({ task }) => task)))]
    .filter((task) => task !== null)
    .sort((a, b) => a - b);

/** Sums the time of all lanes in a phase. */
export const total = (run, phase) =>
  run.lanes
    .flatMap(({ spans }) => spans)
    .filter((span) => span.phase === phase)
    .reduce((sum, { start, end }) => sum + end - start, 0);

/** Returns the time during which two lanes or more computed at once. */
export function parallelTime(run) {
  const edges = run.lanes
    .flatMap(({ spans }) => spans.filter(({ phase }) => phase === 'compute'))
    .flatMap(({ start, end }) => [
      { at: start, by: 1 },
      { at: end, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let computing = 0;
  return edges.reduce((sum, { at, by }, index) => {
    const next = computing >= 2 ? sum + at - edges[index - 1].at : sum;
    computing += by;
    return next;
  }, 0);
}
