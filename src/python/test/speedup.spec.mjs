// Ratios of times. They need a machine with two free cores.

import { expect, test } from '@playwright/test';
import { makeCases, makeTurns, squares } from './programs.mjs';
import { Python, wallOf } from './support.mjs';

const ROUNDS = 7;

/** Measures strategies in turns, and returns the time of each relative to `sequential`. */
async function ratios(browser, build, strategies) {
  const python = await Python.open(browser, build);
  // Tasks that take much longer than handing them over.
  const cases = makeCases(['sequential', ...strategies]);
  const { runsOf } = await python.measure({
    program: squares(500_000),
    cases,
    turns: makeTurns(cases, ROUNDS),
  });
  await python.close();
  return strategies.map((strategy) => wallOf(runsOf(strategy)) / wallOf(runsOf('sequential')));
}

test('with the GIL, threads and an event loop gain nothing, and processes gain', async ({ browser }) => {
  const [threads, loop, processes, pool] = await ratios(browser, 'gil', [
    'threads',
    'asyncio',
    'processes',
    'multiprocessing',
  ]);
  expect(threads).toBeGreaterThan(0.8);
  expect(loop).toBeGreaterThan(0.8);
  expect(processes).toBeLessThan(0.8);
  expect(pool).toBeLessThan(0.8);
});

test('without a GIL, threads and processes gain', async ({ browser }) => {
  const [threads, processes] = await ratios(browser, 'nogil', ['threads', 'processes']);
  expect(threads).toBeLessThan(0.8);
  expect(processes).toBeLessThan(0.8);
});
