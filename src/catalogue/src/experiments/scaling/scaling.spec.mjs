// The chart of speed-ups by number of lanes.

import { expect, lanesOverlap, test } from '#support/lanes.mjs';

const SCALING = 'x=scaling&most=3&tasks=6&n=20000000&repeats=1';

test('scaling has a point for each strategy at each number of lanes, in the chart and its table', async ({
  page,
  lanes,
}) => {
  await lanes.open(SCALING);
  await lanes.run();
  const points = await lanes.points();
  for (const strategy of ['threads-gil', 'threads', 'processes']) {
    expect(points.filter((point) => point.strategy === strategy).map(({ x }) => x)).toEqual([1, 2, 3]);
    await expect(page.locator(`.area .point[data-strategy="${strategy}"]`)).toHaveCount(3);
  }
  // A loop always has one lane, and is the baseline of the others.
  expect(points.filter(({ strategy }) => strategy === 'sequential')).toEqual([
    { strategy: 'sequential', x: 1, value: 1 },
  ]);
  expect(points.every(({ value }) => value > 0)).toBe(true);
  await expect(
    page.getByRole('img', { name: /^Chart: Speed-up by lanes\. sequential 1\.00×/ }),
  ).toBeVisible();
});

test('scaling of other work uses the sizes of its own experiment', async ({ page, lanes }) => {
  await lanes.open('x=scaling&work=mandelbrot&most=2&repeats=1&strategies=sequential,threads,processes');
  await expect(page.getByLabel('n', { exact: true })).toHaveCount(0);
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
  expect((await lanes.points()).map(({ strategy, x }) => [strategy, x])).toEqual([
    ['sequential', 1],
    ['threads', 1],
    ['processes', 1],
    ['threads', 2],
    ['processes', 2],
  ]);
});

test('a click or the list selects a point of the chart', async ({ page, lanes }) => {
  await lanes.open(SCALING);
  await lanes.run();
  const threads = page.locator('.group[data-strategy="threads"] [data-lane]');
  // The step of the lesson is selected first: as many lanes as there are cores.
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  await expect(threads).toHaveCount(Math.min(cores, 3));
  await page.getByLabel('Details below for').selectOption('Lanes: 3');
  await expect(threads).toHaveCount(3);
  await page.getByLabel('Details below for').selectOption('Lanes: 2');
  await expect(threads).toHaveCount(2);
  const ofTwo = (await lanes.runs('threads')).filter(({ x }) => x === 2);
  expect(ofTwo.some(({ spans }) => lanesOverlap(spans))).toBe(true);
  await page
    .locator('.column')
    .first()
    .click({ position: { x: 5, y: 5 } });
  await expect(threads).toHaveCount(1);
  await expect(page.getByLabel('Details below for')).toHaveValue('1');
});
