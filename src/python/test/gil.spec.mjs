import { expect, test } from '@playwright/test';
import { makeCases, makeTurns, squares } from './programs.mjs';
import { median, pageOf, parallelTime, total } from './support.mjs';

/** Counting by several threads, as the lost-updates experiment does it. */
const COUNTING = {
  source: `
import threading

from prelude.compare import compare

TIMES = 100_000
counter = 0

def add_one(number):
    return number + 1

def plain(times):
    global counter
    for _ in range(times):
        counter += 1

def call(times):
    global counter
    for _ in range(times):
        counter = add_one(counter)

def count_with(function):
    global counter
    counter = 0
    threads = [threading.Thread(target=function, args=(TIMES,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [4 * TIMES - counter]

def main():
    compare({"plain": lambda: count_with(plain), "call": lambda: count_with(call)}, [], 1)
`,
  tasks: ['plain', 'call'],
};

const lostIn = (runs) => runs.map(({ answers }) => Number(answers[0]));

/** Tasks that take much longer than handing them over. */
const LARGE = squares(500_000);

/** Tasks that last long enough for several switches of the GIL. */
const LONG = squares(1_000_000, 2);

/** Returns the lanes of a run that work on its tasks. */
const workers = ({ lanes }) => lanes.filter(({ isParent }) => !isParent);

test.describe('with the GIL', () => {
  const python = pageOf('gil');

  test('threads take turns, and processes compute at once', async () => {
    const cases = makeCases(['threads', 'processes', 'multiprocessing']);
    const { runsOf } = await python.measure({ program: LARGE, cases, turns: makeTurns(cases, 1) });
    const [threads] = runsOf('threads').slice(-1);
    expect(threads.gil.length).toBeGreaterThan(4);
    expect(workers(threads)).toHaveLength(2);
    expect(parallelTime(threads)).toBeLessThan(1);
    expect(total(threads, 'lock-wait')).toBeGreaterThan(threads.wall / 2);
    for (const strategy of ['processes', 'multiprocessing']) {
      const [run] = runsOf(strategy).slice(-1);
      expect(parallelTime(run)).toBeGreaterThan(run.wall / 4);
      expect(total(run, 'lock-wait')).toBeLessThan(run.wall / 4);
    }
  });

  test('the switch interval is obeyed', async () => {
    const cases = [1, 5, 50].map((switchIntervalMs) => ({ strategy: 'threads', switchIntervalMs }));
    const { runs, messages } = await python.measure({ program: LONG, cases, turns: makeTurns(cases, 3) });
    const reports = messages.filter(({ type }) => type === 'spans');
    expect(reports.length).toBeGreaterThan(cases.length);
    const reported = reports.map(({ lanes }) => lanes.flatMap(({ spans }) => spans));
    expect(Math.max(...reported.map(({ length }) => length))).toBeLessThanOrEqual(256);
    expect(new Set(reported.flat().map(({ task }) => task))).toEqual(new Set([0, 1]));
    const typicalHold = (index) => {
      const of = runs.filter(({ turn }) => turn.case === index);
      const holds = of.flatMap(({ gil }) => gil.filter(({ lane }) => lane !== null));
      // The last hold of a run ends with its task, not with a switch.
      return median(holds.map(({ start, end }) => end - start).filter((length) => length > 0.2));
    };
    const [one, five, fifty] = [0, 1, 2].map(typicalHold);
    expect(one).toBeGreaterThanOrEqual(1);
    expect(five).toBeGreaterThanOrEqual(5);
    expect(fifty).toBeGreaterThanOrEqual(40);
    expect(one).toBeLessThan(five);
    expect(five).toBeLessThan(fifty);
  });

  test('an increment loses nothing, and a call in between does', async () => {
    const cases = makeCases(['plain', 'call'], { switchIntervalMs: 0.01 });
    const { runsOf } = await python.measure({ program: COUNTING, cases, turns: makeTurns(cases, 3) });
    expect(Math.max(...lostIn(runsOf('plain')))).toBe(0);
    expect(Math.max(...lostIn(runsOf('call')))).toBeGreaterThan(0);
  });
});

test.describe('without a GIL', () => {
  const python = pageOf('nogil');

  test('threads compute at once', async () => {
    const cases = makeCases(['threads']);
    const { runs } = await python.measure({ program: LARGE, cases, turns: makeTurns(cases, 1) });
    const [run] = runs.slice(-1);
    expect(parallelTime(run)).toBeGreaterThan(run.wall / 4);
    expect(run.gil).toEqual([]);
  });

  test('an increment loses updates', async () => {
    const cases = makeCases(['plain']);
    const { runsOf } = await python.measure({ program: COUNTING, cases, turns: makeTurns(cases, 3) });
    expect(Math.max(...lostIn(runsOf('plain')))).toBeGreaterThan(0);
  });
});
