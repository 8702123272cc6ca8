// Hundreds of requests: the more at once, the less time they take.

import { expect, shortestWallMs, test } from '#support/lanes.mjs';

test('500 requests take less than half the time with 500 at once than with 10 at once', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=thousands&requests=500&latency=20&repeats=2');
  await lanes.run();
  await expect(page.locator('.lesson')).toContainText('10 at once took');
  await expect(page.locator('.bad-text')).toHaveCount(0);
  const { summary, runs } = await lanes.result();
  expect(summary.map(({ x }) => x)).toEqual([10, 30, 100, 300, 500]);
  expect(runs.every((run) => run.tasksOk === 500)).toBe(true);
  // Fifty rounds of 20 ms, which no machine can shorten, compared with a single round.
  const at = (limit) => shortestWallMs(runs.filter(({ x }) => x === limit));
  expect(at(10)).toBeGreaterThanOrEqual(950);
  expect(at(500)).toBeLessThan(at(10) / 2);
});

test('the timer and the simulated network both answer without errors', async ({ page, lanes }) => {
  await lanes.open('x=thousands');
  for (const network of ['timer', 'simulated']) {
    await lanes.goTo(`x=thousands&requests=10&latency=5&repeats=1&network=${network}`);
    await lanes.run();
    expect((await lanes.points()).length).toBeGreaterThan(0);
    await expect(page.locator('.bad-text')).toHaveCount(0);
  }
});
