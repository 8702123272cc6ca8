// Ratios of times within one job. The cores that the machine has free meanwhile are measured, too: by digests, for which
// CPython releases the GIL, so that two threads take half the time if two cores are free.

import { expect, test } from '@playwright/test';
import { makeCases, makeTurns } from './programs.mjs';
import { Python } from './support.mjs';

const ROUNDS = 5;

const SOURCE = `
import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.spawn import SPAWN

SIZES = [400_000] * 4
DATA = bytes(8_000_000)


def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


def digest(number):
    return hashlib.sha256(DATA).hexdigest()


async def gather():
    async def task(n):
        return sum_of_squares(n)

    return await asyncio.gather(*(task(n) for n in SIZES))


def main():
    with ThreadPoolExecutor(2) as threads, process_pool(2) as processes, SPAWN.Pool(2) as pool:
        strategies = {
            "digests": lambda: [digest(n) for n in range(4)],
            "digests in threads": lambda: list(threads.map(digest, range(4))),
            "sequential": lambda: [sum_of_squares(n) for n in SIZES],
            "threads": lambda: list(threads.map(sum_of_squares, SIZES)),
            "asyncio": lambda: asyncio.run(gather()),
            "processes": lambda: list(processes.map(sum_of_squares, SIZES)),
            "multiprocessing": lambda: pool.map(sum_of_squares, SIZES, 1),
        }
        compare(strategies, list(strategies), 1)
`;

/** Returns the speed-up of each strategy, and that of digests in threads: two if two cores were free. */
async function speedups(browser, build, strategies) {
  const python = new Python();
  await python.open(browser, build);
  const cases = makeCases(['digests', 'digests in threads', 'sequential', ...strategies]);
  const job = {
    program: { source: SOURCE, tasks: ['sum_of_squares'] },
    cases,
    turns: makeTurns(cases, ROUNDS),
  };
  const { runsOf } = await python.measure(job);
  await python.close();
  // Whatever else the machine does, some rounds meet it at its least busy.
  const best = (strategy) => Math.min(...runsOf(strategy).map(({ wall }) => wall));
  const available = best('digests') / best('digests in threads');
  return { available, gained: strategies.map((strategy) => best('sequential') / best(strategy)) };
}

/**
 * Returns the least speed-up to expect of two workers: a third of what the free cores allow. Where there is no second one,
 * only that they are not much slower.
 */
const expected = (available) => (available < 1.3 ? 0.5 : 1 + (available - 1) / 3);

/** Measures again when a busy moment of the machine met one strategy and not the others. */
const settled = (check) => expect(check).toPass({ intervals: [0], timeout: 90_000 });

test('with the GIL, threads and an event loop gain nothing, and processes gain', async ({ browser }) => {
  await settled(async () => {
    const strategies = ['threads', 'asyncio', 'processes', 'multiprocessing'];
    const { available, gained } = await speedups(browser, 'gil', strategies);
    const [threads, loop, processes, pool] = gained;
    expect(threads).toBeLessThan(1.3);
    expect(loop).toBeLessThan(1.3);
    expect(processes).toBeGreaterThan(expected(available));
    expect(pool).toBeGreaterThan(expected(available));
  });
});

test('without a GIL, threads and processes gain', async ({ browser }) => {
  await settled(async () => {
    const { available, gained } = await speedups(browser, 'nogil', ['threads', 'processes']);
    for (const gain of gained) expect(gain).toBeGreaterThan(expected(available));
  });
});
