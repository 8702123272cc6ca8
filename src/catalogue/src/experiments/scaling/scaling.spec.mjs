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

test('the arrow keys on the plot select a step', async ({ page, lanes }) => {
  await lanes.open(SCALING);
  await lanes.run();
  const slider = page.getByRole('slider', { name: 'Lanes' });
  const list = page.getByLabel('Details below for');
  const legend = page.locator('.chart-legend [data-strategy="threads"]');
  await slider.focus();
  for (const [key, step] of [
    ['Home', '1'],
    ['ArrowLeft', '1'],
    ['ArrowRight', '2'],
    ['End', '3'],
    ['ArrowRight', '3'],
  ]) {
    await page.keyboard.press(key);
    await expect(list).toHaveValue(step);
    await expect(slider).toHaveAttribute('aria-valuetext', new RegExp(`^Lanes: ${step}, .*threads `));
    // The legend has the value of the table.
    const cell = page.locator(`.points td[data-strategy="threads"][data-x="${step}"]`);
    const [value] = (await cell.textContent()).split(' (');
    await expect(legend).toContainText(value.trim());
  }
  await expect(slider).toBeFocused();
});

test('ranges are drawn on request and on paper, and the table has them', async ({ page, lanes }) => {
  await lanes.open('x=scaling&most=2&tasks=6&n=4000000&repeats=2');
  await lanes.run();
  const [whiskers, note] = [page.locator('.area .whisker'), page.locator('.range-note')];
  expect(await whiskers.count()).toBeGreaterThan(0);
  await expect(whiskers.first()).toBeHidden();
  await expect(note).toBeHidden();
  await page.getByLabel('Show ranges').check();
  await expect(whiskers.first()).toBeVisible();
  await expect(note).toContainText('confidence intervals');
  await expect(page.locator('.chart-legend [data-strategy="threads"]')).toContainText(/ to /);
  await page.getByLabel('Show ranges').uncheck();
  await page.emulateMedia({ media: 'print' });
  await expect(whiskers.first()).toBeVisible();
  await expect(note).toBeVisible();
  await expect(page.locator('.chart-tools')).toBeHidden();
  const cells = await page.locator('.points td[data-value]').allTextContents();
  expect(cells.filter((text) => / to /.test(text)).length).toBeGreaterThan(0);
});

test('names of lines never overlap, and give way to the legend on a phone', async ({ page, lanes }) => {
  await lanes.open(SCALING);
  await lanes.run();
  const boxes = await page
    .locator('.names text')
    .evaluateAll((all) => all.map((text) => text.getBoundingClientRect().toJSON()));
  expect(boxes.length).toBe(5);
  boxes.sort((a, b) => a.top - b.top);
  for (const [index, box] of boxes.slice(1).entries())
    expect(box.top).toBeGreaterThanOrEqual(boxes[index].bottom - 1);
  const { right } = await page.locator('.sweep').evaluate((sweep) => sweep.getBoundingClientRect().toJSON());
  for (const box of boxes) expect(box.right).toBeLessThanOrEqual(right + 1);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator('.names')).toBeHidden();
  await expect(page.locator('.chart-legend [data-strategy="threads"]')).toBeVisible();
  // The chart needs no sideways scrolling, and fits on the screen with its legend.
  const figure = await page.locator('.sweep figure').boundingBox();
  expect(figure.width).toBeLessThanOrEqual(390);
  expect(figure.height).toBeLessThanOrEqual(480);
});
