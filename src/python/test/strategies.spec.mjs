import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { KERNELS } from './kernels.mjs';
import { makeCase, makeTurns, REQUESTS, SQUARES } from './programs.mjs';
import { BUILDS, Python, total, wallOf } from './support.mjs';

const ALL = ['sequential', 'threads', 'async', 'processes', 'multiprocessing', 'spawned'];
const LANE_KINDS = {
  sequential: ['thread'],
  threads: ['thread', 'thread'],
  async: ['event-loop'],
  processes: ['process', 'process'],
  multiprocessing: ['process', 'process'],
  spawned: ['process', 'process'],
};

/** Returns what `python3` on this machine prints for a program. */
const native = (source) => execFileSync('python3', ['-c', source], { encoding: 'utf8' }).trim();

for (const build of BUILDS) {
  test.describe(build, () => {
    let python;
    test.beforeAll(async ({ browser }) => {
      python = await Python.open(browser, build);
    });
    test.afterAll(() => python.close());

    test('all strategies give the answers of native CPython, on the lanes they have', async () => {
      const cases = ALL.map((strategy) => makeCase(strategy));
      const { runs, runsOf, last, messages } = await python.measure({
        program: SQUARES,
        cases,
        turns: makeTurns(cases, 1),
      });
      expect(last).toMatchObject({ type: 'jobFinished', ended: 'completed' });
      expect(messages.find(({ type }) => type === 'started')).toMatchObject({ hasGil: build === 'gil' });
      const answers = native(`${SQUARES.source}\nprint(*map(repr, sequential()))`).split(' ');
      expect(runs).toHaveLength(2 * ALL.length);
      for (const run of runs) expect(run.answers).toEqual(answers);
      for (const strategy of ALL) {
        const lanes = runsOf(strategy)[1].lanes.filter(({ isParent }) => !isParent);
        const kinds = lanes.map(({ kind }) => kind);
        // A fast process may do the work of both.
        expect(LANE_KINDS[strategy].slice(0, kinds.length)).toEqual(kinds);
        const tasks = new Set(
          lanes.flatMap(({ spans }) => spans.map(({ task }) => task)).filter((n) => n !== null),
        );
        expect([...tasks].sort()).toEqual([0, 1, 2, 3]);
      }
      const [process] = runsOf('processes').slice(-1);
      expect(total(process, 'serialize')).toBeGreaterThan(0);
      expect(total(process, 'deserialize')).toBeGreaterThan(0);
      expect(process.bytesMoved).toBeGreaterThan(100);
    });

    test('waits overlap under threads and on an event loop', async () => {
      const cases = [makeCase('sequential'), makeCase('threads', { workers: 8 }), makeCase('async')];
      const { runsOf } = await python.measure({ program: REQUESTS, cases, turns: makeTurns(cases, 3) });
      const sequential = wallOf(runsOf('sequential'));
      expect(wallOf(runsOf('threads'))).toBeLessThan(sequential / 2);
      expect(wallOf(runsOf('async'))).toBeLessThan(sequential / 2);
      for (const strategy of ['sequential', 'threads', 'async']) {
        const run = runsOf(strategy)[1];
        expect(total(run, 'io-wait')).toBeGreaterThan(8 * 90);
        expect(run.answers).toEqual(runsOf('sequential')[0].answers);
      }
    });

    test('requests over HTTP give the same answers as the timer', async () => {
      const cases = [makeCase('threads'), makeCase('async')];
      const job = { program: REQUESTS, cases, turns: makeTurns(cases, 1) };
      const byTimer = await python.measure(job);
      const byServer = await python.measure(job, { network: 'server' });
      expect(byServer.runs.map(({ answers }) => answers)).toEqual(byTimer.runs.map(({ answers }) => answers));
    });

    test('a pool of the program itself starts within the clock', async () => {
      const cases = [makeCase('threads', { function: 'own_pool', pool: undefined })];
      const { runs } = await python.measure({ program: SQUARES, cases, turns: makeTurns(cases, 1) });
      expect(runs.map(({ startUp }) => startUp)).toEqual([0, 0]);
      expect(runs[1].lanes.map(({ kind }) => kind)).toContain('thread');
    });

    test('a job waits for more turns, and keeps its pools', async () => {
      const cases = [makeCase('processes')];
      const turn = (round) => ({ case: 0, round });
      const job = { program: SQUARES, cases, turns: [turn('warm-up')], more: true };
      const { runs, last } = await python.measure(job, { extendBy: [turn(0), turn(1)] });
      expect(runs.map((run) => run.turn.round)).toEqual(['warm-up', 0, 1]);
      expect(runs.map(({ startUp }) => startUp > 0)).toEqual([true, false, false]);
      expect(last).toMatchObject({ ended: 'completed' });
    });

    for (const { name, source } of KERNELS)
      test(`${name} computes what native CPython computes`, async () => {
        const program = `${source}\nprint(repr(kernel(60)))`;
        expect((await python.execute(program)).text.trim()).toBe(native(program));
      });
  });
}
