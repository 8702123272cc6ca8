// The scripts of the experiments: each strategy gives the answers that it gives on native CPython.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { answersOf } from './native.mjs';
import { makeCases } from './programs.mjs';
import { numbersOf, onEachBuild } from './support.mjs';

const FOLDER = inProject('src/catalogue/src/experiments');

/** Experiments with values that make them short, the functions that are tasks, and the number of tasks of a run. */
const EXPERIMENTS = {
  api_users: [{ USERS: 12, LATENCY_MS: 8, WORKERS: 3 }, ['get_user', 'task'], 12],
  connection_limit: [{ REQUESTS: 8, LATENCY_MS: 10 }, ['task'], 8],
  data_crunching: [{ ROWS: 4000, CHUNKS: 4 }, ['summarise'], 4],
  download_process: [
    { FILES: 6, LATENCY_MS: 10, BYTES: 20_000, PASSES: 2, LIMIT: 3 },
    ['download_and_digest', 'fetch', 'digest'],
    6,
  ],
  break_even: [{ LEAST: 1000, MOST: 200_000, REPEATS: 1 }, ['sum_of_squares'], 4],
  failing_task: [{ N: 500_000 }, ['task'], 6],
  lost_updates: [{ INCREMENTS: 10_000 }, ['plain', 'call', 'mutex', 'atomic', 'subtotals'], 4],
  pickling: [{ MOST_KIB: 64, STRATEGIES: ['here', 'copied'] }, ['add_up'], 1],
  releases_gil: [{ SIZE: 100_000, PASSES: 2 }, ['sha256', 'sha256_holding'], 8],
  scaling: [{ N: 500_000, WORKERS: 3 }, ['sum_of_squares'], 16],
  thousands: [{ REQUESTS: 120, LATENCY_MS: 10, LIMIT: 20 }, ['task'], 30],
  too_many_workers: [{ N: 500_000, TASKS: 8, MOST: 4 }, ['sum_of_squares'], 8],
  gil_cpu: [{ N: 500_000 }, ['sum_of_squares'], 4],
  gil_io: [{ REQUESTS: 6, LATENCY_MS: 10, WORKERS: 3 }, ['get'], 6],
  mandelbrot: [{ WIDTH: 70, HEIGHT: 70, ITERATIONS: 100 }, ['row'], 10],
  read_files: [{ FILES: 4, SIZE: 10_000, WORKERS: 2 }, ['read'], 4],
  scrape: [{ DEPTH: 2, LATENCY_MS: 10, WORKERS: 3 }, ['read', 'visit'], 13],
  sum_of_squares: [{ N: 500_000 }, ['sum_of_squares', 'task'], 4],
  ten_requests: [{ REQUESTS: 6, LATENCY_MS: 10, WORKERS: 3 }, ['get', 'task'], 6],
  word_count: [{ TEXTS: 4, WORDS_PER_TEXT: 500 }, ['count'], 4],
};

/** Experiments that are tested on both builds, which give the same answers: one for each kind of work. */
const ON_BOTH_BUILDS = ['download_process', 'mandelbrot', 'sum_of_squares', 'ten_requests'];

/** Experiments that need a library which is written in C, with its name. */
const UNSUPPORTED = { image_filter: 'PIL', train: 'sklearn' };

/** Output of scripts as programs: one for each module of the harness that measures, or that differs in the browser. */
const AS_PROGRAMS = {
  sum_of_squares: /\nprocesses +[\d,.]+ ms +[\d.]+x\nEvery run gave the same answers\.\n$/,
  ten_requests: /\nEvery run gave the same answers\.\n$/,
  failing_task: /\nprocesses +[\d,.]+ ms {2}5 of 6 tasks answered\n/,
  scaling: /\n +3( +[\d,.]+ ms)+\n/,
  pickling: /\n +65,536( +[\d,.]+ ms){2}\n/,
  gil_convoy: /\nMedian of 1 runs/,
};

/** *Your task* has no task before the reader writes one. Its own spec and report/tests/code.rs test some. */
const OWN = 'python_task';

/** Reads the script of an experiment, and fills in values as the page does. */
function scriptOf(name, values = {}) {
  const script = readFileSync(`${FOLDER}/${name}/script.py`, 'utf8');
  return Object.entries(values).reduce((text, [constant, value]) => {
    const line = new RegExp(`^${constant} = .*$`, 'm');
    expect(text).toMatch(line);
    return text.replace(line, `${constant} = ${JSON.stringify(value)}`);
  }, script);
}

test('all scripts whose strategies the page can run are tested', () => {
  const names = readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
    .map(({ name }) => name)
    .filter((name) => /^from prelude\.(compare|show|sweep) import/m.test(scriptOf(name)));
  expect(names.sort()).toEqual([...Object.keys(EXPERIMENTS), ...Object.keys(UNSUPPORTED), OWN].sort());
});

const native = new Map();

/** Rows of *Lost updates* that the build without a GIL lacks, or in which it may lose updates. */
const RISKY = ['gil-plain', 'gil-call', 'atomic'];
const suits = (strategy, build) => build === 'gil' || !RISKY.includes(strategy);

/** Counts the calls of a strategy: two for a file in two stages, since the host cannot know what is in a queue. */
const countOf = (strategy, count) => (strategy.includes('+') ? 2 * count : count);

onEachBuild((build, python) => {
  const names = build === 'gil' ? Object.keys(EXPERIMENTS) : ON_BOTH_BUILDS;
  for (const name of names) {
    const [values, tasks, count] = EXPERIMENTS[name];
    test(`${name} gives the answers of native CPython`, async () => {
      const source = scriptOf(name, values);
      if (!native.has(name)) native.set(name, await answersOf(source));
      const answers = native.get(name).filter(([{ strategy }]) => suits(strategy, build));
      const cases = answers.map(([one]) => one);
      const { runs, last } = await python.measure({
        program: { source, tasks },
        cases,
        turns: cases.map((_, index) => ({ case: index, round: 0 })),
      });
      expect(last).toMatchObject({ type: 'jobFinished', ended: 'completed' });
      expect(runs).toHaveLength(cases.length);
      for (const run of runs) {
        const [{ strategy, step }, texts] = answers[run.turn.case];
        expect(run.answers, `${strategy} ${step}`).toEqual(texts);
        // A task that fails at once may take less time than the clock shows, and then has no span.
        const seen = new Set([...numbersOf(run), ...run.failures.map(({ task }) => task)]);
        expect([...seen].sort((a, b) => a - b)).toEqual([...Array(countOf(strategy, count)).keys()]);
      }
    });
  }

  test('a case may ask what can be pickled', async () => {
    const [values, tasks] = EXPERIMENTS.pickling;
    const { runs } = await python.measure({
      program: { source: scriptOf('pickling', values), tasks },
      cases: [
        { strategy: 'here', step: 1024 },
        { strategy: 'copied', step: 1024, attempts: true },
      ],
      turns: [
        { case: 0, round: 0 },
        { case: 1, round: 0 },
      ],
    });
    expect(runs[0].attempts).toEqual([]);
    expect(runs[1].attempts).toEqual([
      { parcel: 'data', refused: null },
      { parcel: 'named-task', refused: null },
      { parcel: 'closure', refused: expect.stringMatching(/^\w+Error: .*local object .*closure/) },
      { parcel: 'generator', refused: "TypeError: cannot pickle 'generator' object" },
      { parcel: 'lock', refused: "TypeError: cannot pickle '_thread.lock' object" },
    ]);
  });

  if (build === 'nogil') return;
  for (const [name, printed] of Object.entries(AS_PROGRAMS))
    test(`${name} measures by itself as a program that runs as it is`, async () => {
      const [values] = EXPERIMENTS[name] ?? [{ COMPUTING: 1, DURATION_MS: 200, WINDOWS: 1 }];
      const source = `${scriptOf(name, values)}\n\nif __name__ == "__main__":\n    main()\n`;
      const { text, errors, code, failure } = await python.execute(source);
      expect(failure).toBeNull();
      expect([errors, code]).toEqual(['', 0]);
      expect(text).toMatch(/^Python 3\.13\.\d+, a GIL, \d+ cores$/m);
      expect(text).toMatch(printed);
    });

  for (const [name, module] of Object.entries(UNSUPPORTED))
    test(`${name} is refused, since it needs ${module}`, async () => {
      const job = {
        program: { source: scriptOf(name), tasks: [] },
        cases: makeCases(['threads']),
        turns: [],
      };
      const { last } = await python.measure(job);
      expect(last.failure).toMatchObject({ kind: 'unsupported', fault: 'missing-module' });
      expect(last.failure.message).toBe(`The program imports ${module}, which Python in the browser lacks.`);
    });
});
