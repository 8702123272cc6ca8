// Lanes in Firefox: in an article on another site, and on its own page.

import { runAtTopLevel, runCodeAtTopLevel, runInFirefox } from '#support/firefox.mjs';
import { expect, STRATEGIES, test } from '#support/lanes.mjs';
import { ARTICLES } from '#support/servers.mjs';
import { findFirefox } from '../../scripts/lib/system.mjs';

// `npm test` installs Firefox if it can. If it cannot, the other tests must still run.
test.skip(() => !findFirefox(), 'Firefox is not installed.');

const QUERIES = [
  'x=sum-of-squares&n=1000000&repeats=1',
  'x=ten-requests&latency=10&workers=4&repeats=1',
  'x=sum-of-squares&n=1000000&repeats=1&workers=3',
];

/** Asserts that each query has a result of all strategies given, with the same answers. */
function expectResults(report, { count, isolated, strategies }) {
  expect(report.isolated).toBe(isolated);
  for (const result of report.results) {
    expect(result).toMatchObject({ environment: { isolated }, failure: null });
    expect(result.summary.map(({ strategy }) => strategy)).toEqual(strategies);
    expect(new Set(result.runs.map(({ checksum }) => checksum)).size).toBe(1);
  }
  expect(report.results.length).toBe(count);
}

test('an isolated article in Firefox runs all strategies, with the same answers', async () => {
  const report = await runInFirefox(QUERIES, ARTICLES.isolating);
  expectResults(report, { count: QUERIES.length, isolated: true, strategies: STRATEGIES });
});

test('a plain article in Firefox runs the strategies that need no shared memory', async () => {
  const report = await runInFirefox(QUERIES);
  const strategies = ['sequential', 'async', 'processes'];
  expectResults(report, { count: QUERIES.length, isolated: false, strategies });
});

test('the page itself is isolated in Firefox and runs all strategies', async () => {
  const report = await runAtTopLevel(QUERIES.slice(0, 2));
  expectResults(report, { count: 2, isolated: true, strategies: STRATEGIES });
});

const TASK = 'items = [10, 20, 30]\n\n\ndef task(item):\n    print("item", item)\n    return item\n';

const PROGRAM = `import threading

thread = threading.Thread(target=print, args=("from a thread",))
thread.start()
thread.join()
print("from main")
`;

const ENDLESS = 'print("on", flush=True)\nwhile True:\n    pass\n';

test('your task and your program run in Firefox, print, and stop', async () => {
  test.slow();
  const [task, program, stopped, after] = await runCodeAtTopLevel([
    { query: 'x=python-task&repeats=1&workers=2', code: TASK },
    { query: 'x=python-program', code: PROGRAM },
    { query: 'x=python-program', code: ENDLESS, stopAfter: 'on' },
    { query: 'x=python-program', code: 'print(6 * 7)\n' },
  ]);
  expect(task).toMatchObject({ failure: null, runtime: 'cpython' });
  expect(task.summary.map(({ strategy }) => strategy)).toEqual(['sequential', 'threads-gil', 'processes']);
  expect(new Set(task.runs.map(({ checksum }) => checksum)).size).toBe(1);
  const lines = task.runs
    .filter(({ output }) => output)
    .map(({ output }) => output.trim().split('\n').sort());
  expect(lines).toEqual(Array(3).fill(['item 10', 'item 20', 'item 30']));
  expect(program).toMatchObject({ failure: null, runs: [{ ended: 'completed' }] });
  expect(program.runs[0].output).toBe('from a thread\nfrom main\n');
  expect(program.runs[0].lanes).toHaveLength(2);
  expect(stopped.runs).toMatchObject([{ ended: 'stopped', output: 'on\n' }]);
  expect(stopped.runs[0].wallMs).toBeGreaterThan(1_000);
  // The next program has an interpreter of its own.
  expect(after.runs).toMatchObject([{ ended: 'completed', output: '42\n' }]);
});
