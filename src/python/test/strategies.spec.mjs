import { expect, test } from '@playwright/test';
import { KERNELS } from './kernels.mjs';
import { answersOf, printed } from './native.mjs';
import { makeCases, makeTurns, REQUESTS, squares } from './programs.mjs';
import { numbersOf, onEachBuild, total, wallOf } from './support.mjs';

const SQUARES = squares();

const LANE_KINDS = {
  sequential: ['thread'],
  threads: ['thread', 'thread'],
  asyncio: ['event-loop'],
  processes: ['process', 'process'],
  multiprocessing: ['process', 'process'],
  'own-pool': ['thread', 'thread'],
};
const ALL = Object.keys(LANE_KINDS);

onEachBuild((build, python) => {
  for (const startMethod of build === 'gil' ? ['fork', 'spawn'] : ['fork'])
    test(`all strategies give the answers of native CPython, on the lanes they have: ${startMethod}`, async () => {
      const cases = makeCases(ALL, { startMethod });
      const { runs, runsOf, last, messages } = await python.measure({
        program: SQUARES,
        cases,
        turns: makeTurns(cases, 1),
      });
      expect(last).toMatchObject({ type: 'jobFinished', ended: 'completed' });
      expect(messages.find(({ type }) => type === 'started')).toMatchObject({ hasGil: build === 'gil' });
      const native = new Map(
        (await answersOf(SQUARES.source)).map(([{ strategy }, answers]) => [strategy, answers]),
      );
      expect(runs).toHaveLength(2 * ALL.length);
      for (const run of runs) expect(run.answers).toEqual(native.get(cases[run.turn.case].strategy));
      for (const strategy of ALL) {
        const [, run] = runsOf(strategy);
        const kinds = run.lanes.filter(({ isParent }) => !isParent).map(({ kind }) => kind);
        // A fast worker may do the work of both.
        expect(LANE_KINDS[strategy].slice(0, kinds.length)).toEqual(kinds);
        expect(numbersOf(run)).toEqual([0, 1, 2, 3]);
        const hasPool = strategy === 'processes' || strategy === 'multiprocessing';
        expect(runsOf(strategy).map(({ startUp }) => startUp > 0)).toEqual([hasPool, false]);
      }
      const [, process] = runsOf('processes');
      expect(total(process, 'serialize')).toBeGreaterThan(0);
      expect(total(process, 'deserialize')).toBeGreaterThan(0);
      expect(process.bytesMoved).toBeGreaterThan(100);
    });

  test('waits overlap under threads and on an event loop', async () => {
    const cases = makeCases(['sequential', 'threads', 'asyncio']);
    const { runsOf } = await python.measure({ program: REQUESTS, cases, turns: makeTurns(cases, 2) });
    const sequential = wallOf(runsOf('sequential'));
    expect(wallOf(runsOf('threads'))).toBeLessThan(sequential / 2);
    expect(wallOf(runsOf('asyncio'))).toBeLessThan(sequential / 2);
    for (const strategy of ['sequential', 'threads', 'asyncio']) {
      const run = runsOf(strategy)[1];
      expect(total(run, 'io-wait')).toBeGreaterThan(8 * 90);
      expect(run.answers).toEqual(runsOf('sequential')[0].answers);
    }
  });

  test('requests over HTTP give the same answers as the timer', async () => {
    const cases = makeCases(['threads', 'asyncio']);
    const job = { program: REQUESTS, cases, turns: makeTurns(cases, 1) };
    const byTimer = await python.measure(job);
    const byServer = await python.measure(job, { network: 'server' });
    expect(byServer.runs.map(({ answers }) => answers)).toEqual(byTimer.runs.map(({ answers }) => answers));
  });

  test('a job waits for more turns, and keeps its pools', async () => {
    const cases = makeCases(['processes']);
    const turn = (round) => ({ case: 0, round });
    const job = { program: SQUARES, cases, turns: [turn('warm-up')], more: true };
    const { runs, last } = await python.measure(job, { extendBy: [turn(0), turn(1)] });
    expect(runs.map((run) => run.turn.round)).toEqual(['warm-up', 0, 1]);
    expect(runs.map(({ startUp }) => startUp > 0)).toEqual([true, false, false]);
    expect(last).toMatchObject({ ended: 'completed' });
  });

  test('small programs print what native CPython prints', async () => {
    const sources = KERNELS.map(
      ({ name, source }) => `${source}\nprint(${JSON.stringify(name)}, kernel(60))\n`,
    );
    const program = sources.join('\n');
    expect((await python.execute(program)).text.trim()).toBe(printed(program));
  });
});
