// Lanes in Firefox: in an article on another site, and by itself.

import { findFirefox } from '../../scripts/lib/system.mjs';
import { runAtTopLevel, runInFirefox } from '../support/firefox.mjs';
import { expect, test } from '../support/lanes.mjs';
import { ARTICLES } from '../support/servers.mjs';

// `npm test` installs one where it can. Where it cannot, nobody is to be kept from the other tests.
test.skip(() => !findFirefox(), 'There is no Firefox here.');

const QUERIES = [
  'x=sum-of-squares&n=1000000&repeats=1',
  'x=ten-requests&latency=10&workers=4&repeats=1',
  'x=sum-of-squares&n=1000000&repeats=1&workers=3',
];

const strategies = ({ summary }) => summary.map(({ strategy }) => strategy);

test('an article in Firefox that is isolated has all strategies, and they give the same answers', async () => {
  const { isolated, results } = await runInFirefox(QUERIES, ARTICLES.isolating);
  expect(isolated).toBe(true);
  for (const result of results) {
    expect(result).toMatchObject({ environment: { isolated: true }, failure: null });
    expect(strategies(result)).toEqual(['sequential', 'async', 'threads-gil', 'threads', 'processes']);
    expect(new Set(result.runs.map(({ checksum }) => checksum)).size).toBe(1);
  }
  expect(results.length).toBe(QUERIES.length);
});

test('a plain article in Firefox has those that need no shared memory', async () => {
  const { isolated, results } = await runInFirefox(QUERIES);
  expect(isolated).toBe(false);
  for (const result of results) {
    expect(result).toMatchObject({ environment: { isolated: false }, failure: null });
    expect(strategies(result)).toEqual(['sequential', 'async', 'processes']);
    expect(new Set(result.runs.map(({ checksum }) => checksum)).size).toBe(1);
  }
  expect(results.length).toBe(QUERIES.length);
});

test('by itself in Firefox, Lanes is isolated and has all strategies', async () => {
  const { isolated, results } = await runAtTopLevel(QUERIES.slice(0, 2));
  expect(isolated).toBe(true);
  for (const result of results) {
    expect(result).toMatchObject({ environment: { isolated: true }, failure: null });
    expect(strategies(result)).toEqual(['sequential', 'async', 'threads-gil', 'threads', 'processes']);
    expect(new Set(result.runs.map(({ checksum }) => checksum)).size).toBe(1);
  }
  expect(results.length).toBe(2);
});
