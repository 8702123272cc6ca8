// Lanes in Firefox: in an article on another site, and on its own page.

import { runAtTopLevel, runInFirefox } from '#support/firefox.mjs';
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
