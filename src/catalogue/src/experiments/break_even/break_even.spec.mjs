// The chart of times by size of task.

import { expect, shortestWallMs, test } from '#support/lanes.mjs';

const BREAK_EVEN = 'x=break-even&least=1000&most=1000000&repeats=4';

test('break-even compares every size with the loop at that size', async ({ page, lanes }) => {
  await lanes.open(BREAK_EVEN);
  await lanes.run();
  const points = await lanes.points();
  const sizes = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
  for (const strategy of ['sequential', 'threads', 'processes'])
    expect(points.filter((point) => point.strategy === strategy).map(({ x }) => x)).toEqual(sizes);
  // A message to a process takes longer than a few microseconds of work.
  const smallest = async (strategy) =>
    shortestWallMs((await lanes.runs(strategy)).filter(({ x }) => x === 1_000));
  expect(await smallest('processes')).toBeGreaterThan(await smallest('sequential'));
  await expect(page.locator('.lesson')).toContainText(/Threads( pay off from|: no reliable gain)/);
  // A strategy has a mark if the lesson says from which size on it is faster, and no other has.
  const lesson = await page.locator('.lesson').innerText();
  const marks = await page.locator('.mark text').allTextContents();
  for (const name of ['Threads', 'Processes']) {
    const size = lesson.match(new RegExp(`${name} pay off from ([\\d,]+)`))?.[1];
    const own = marks.filter((text) => text.startsWith(`${name.toLowerCase()} `));
    expect(own).toEqual(size ? [`${name.toLowerCase()} pay off from ${size}`] : []);
  }
  await expect(page.locator('.lesson')).toContainText(/Processes( pay off from|: no reliable gain)/);
});
