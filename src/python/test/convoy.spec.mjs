// The convoy effect in CPython itself: a thread that computes delays one that serves, by the switch interval each time.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { makeTurns } from './programs.mjs';
import { onEachBuild, total } from './support.mjs';

const SCRIPT = readFileSync(inProject('src/catalogue/src/experiments/gil_convoy/script.py'), 'utf8');
const INTERVALS_MS = [1, 50];

/** Returns the script with a number of threads that compute, in windows of 200 ms. */
const convoyOf = (computing) => ({
  source: SCRIPT.replace(/^COMPUTING = .*$/m, `COMPUTING = ${computing}`).replace(
    /^DURATION_MS = .*$/m,
    'DURATION_MS = 200',
  ),
  tasks: ['serve', 'compute', 'ask'],
});

onEachBuild((build, python) => {
  /** Measures windows at each interval, and returns them by interval. */
  async function windowsOf(computing) {
    const cases = INTERVALS_MS.map((ms) => ({ strategy: 'threads', step: ms * 1000, switchIntervalMs: ms }));
    const turns = makeTurns(cases, 3);
    const { runs, last } = await python.measure({ program: convoyOf(computing), cases, turns });
    expect(last).toMatchObject({ type: 'jobFinished', ended: 'completed' });
    expect(runs).toHaveLength(turns.length);
    return INTERVALS_MS.map((_, index) => runs.filter(({ turn }) => turn.case === index));
  }

  /** Returns the median latencies of windows, or their 99th percentiles, in ms. */
  const medians = (runs) => runs.map(({ answers }) => Number(answers[2]));
  const slowest = (runs) => runs.map(({ answers }) => Number(answers[3]));

  test('a window has a server, a client and threads that compute', async () => {
    for (const run of (await windowsOf(2)).flat()) {
      const [answered, over, median, p99] = run.answers.map(Number);
      expect(answered).toBeGreaterThanOrEqual(10);
      expect(over).toBeGreaterThanOrEqual(200);
      expect(over).toBeLessThanOrEqual(run.wall);
      expect(median).toBeLessThanOrEqual(p99);
      const kinds = run.lanes.filter(({ isParent }) => !isParent).map(({ kind }) => kind);
      expect(kinds.sort()).toEqual(['process', 'thread', 'thread', 'thread']);
      expect(total(run, 'io-wait')).toBeGreaterThan(0);
    }
  });

  test('a thread that computes delays each answer by the switch interval, where there is a GIL', async () => {
    const [short, long] = await windowsOf(1);
    if (build === 'gil') {
      // On a busy machine, the thread that computes may be slow to come back, and some answers slip through.
      expect(Math.min(...slowest(long))).toBeGreaterThan(40);
      expect(Math.max(...medians(long))).toBeGreaterThan(3 * Math.min(...medians(short)));
      expect(Math.max(...long.map((run) => total(run, 'lock-wait')))).toBeGreaterThan(100);
    } else {
      expect(Math.min(...medians(long))).toBeLessThan(25);
      expect(Math.max(...long.map((run) => total(run, 'lock-wait')))).toBe(0);
    }
  });

  test('without threads that compute, no answer waits for the interval', async () => {
    const [, long] = await windowsOf(0);
    expect(Math.min(...medians(long))).toBeLessThan(25);
  });
});
