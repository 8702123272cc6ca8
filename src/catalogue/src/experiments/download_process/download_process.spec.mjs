// Work in two stages: combinations of strategies fetch while they compute.

import { expect, maxConcurrent, test } from '#support/lanes.mjs';

const COMBINATIONS = ['async+threads-gil', 'async+threads', 'async+processes', 'threads+processes'];
const SMALL = 'x=download-process&files=8&latency=40&bytes=20000&passes=20&repeats=1';

/** Returns true if a span of one phase overlaps a span of the other phase on another lane. */
const overlap = (spans, one, other) =>
  spans.some(
    (a) =>
      a.phase === one &&
      spans.some((b) => b.phase === other && a.lane !== b.lane && a.start < b.end && b.start < a.end),
  );

for (const strategy of COMBINATIONS) {
  test(`${strategy} fetches while it computes and does every task once`, async ({ lanes }) => {
    await lanes.open(`${SMALL}&passes=400&limit=2&strategies=${strategy}`);
    await lanes.run();
    const spans = await lanes.spans(strategy);
    expect(overlap(spans, 'io-wait', 'compute')).toBe(true);
    const fetched = spans.filter((span) => span.phase === 'io-wait').map((span) => span.task);
    expect(fetched.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const processed = new Set(spans.filter((span) => span.phase === 'compute').map((span) => span.task));
    expect(processed.size).toBe(8);
  });
}

test('all combinations give the same answers as single strategies', async ({ page, lanes }) => {
  await lanes.open(SMALL);
  await lanes.run();
  await expect(page.locator('.bars tbody tr')).toHaveCount(9);
  await expect(lanes.conclusion).toContainText('Every run gave the same answers');
});

test('a full queue blocks fetching lanes, never more than the limit', async ({ lanes }) => {
  await lanes.open(`${SMALL}&latency=0&passes=2000&limit=3&queue=2&workers=1&strategies=threads+processes`);
  await lanes.run();
  const spans = await lanes.spans('threads+processes');
  expect(maxConcurrent(spans, 'blocked')).toBeGreaterThan(0);
  expect(maxConcurrent(spans, 'blocked')).toBeLessThanOrEqual(3);
});

test('an empty queue starves computing lanes', async ({ page, lanes }) => {
  await lanes.open(`${SMALL}&latency=200&passes=1&limit=1&strategies=async+threads`);
  await lanes.run();
  const starved = (await lanes.spans('async+threads')).filter((span) => span.phase === 'starved');
  expect(starved.length).toBeGreaterThan(0);
  await expect(page.locator('.legend')).toContainText('starved');
});

test('failed downloads are counted, and all other files are processed', async ({ lanes }) => {
  await lanes.open(`${SMALL}&errors=50&seed=3&strategies=async,async+processes`);
  await lanes.run();
  await expect(lanes.conclusion).toContainText('tasks failed across all runs');
  await expect(lanes.conclusion).toContainText('HTTP status 503');
  expect(
    (await lanes.spans('async+processes')).filter((span) => span.phase === 'compute').length,
  ).toBeGreaterThan(0);
});

for (const strategy of ['async+threads', 'threads+processes']) {
  test(`Stop ends ${strategy}, and the next run works`, async ({ page, lanes }) => {
    await lanes.open(`${SMALL}&files=1000&passes=10000&bytes=1000000&strategies=${strategy}`);
    await lanes.startRun();
    // Stop in the middle of fetching and processing.
    await page.waitForTimeout(300);
    await lanes.msToStop();
    await expect(lanes.conclusion).toContainText('Stopped.');
    await lanes.ready();
    await lanes.settings();
    await page.getByLabel('Files').fill('2');
    await page.getByLabel('Passes').fill('1');
    await lanes.run();
    expect(await lanes.medianMs(strategy)).toBeGreaterThan(0);
  });
}
