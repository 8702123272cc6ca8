// Filtered pictures, of the sample photo and of the reader’s own file.

import { canvas, file, pictureOfEach } from '#support/experiments.mjs';
import { expect, test } from '#support/lanes.mjs';

test('all strategies filter the sample photo to the same picture', async ({ page, lanes }) => {
  const query = 'x=image-filter&size=200&radius=4&tiles=5&repeats=1&workers=2';
  await lanes.open(query);
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  await expect(page.locator('.lesson')).toContainText('Sending data to processes');
  // Five bands of 26 rows, each of which reads four more rows at each inner edge.
  await expect(page.locator('.amounts')).toHaveText(
    'Bands overlap: together they read 24% more rows than the picture has.',
  );
  const strategies = ['sequential', 'one-pass', 'async', 'threads', 'processes'];
  const pictures = await pictureOfEach(page, lanes, query, strategies);
  expect(pictures[0]).toMatchObject({ width: 200, height: 133 });
  expect(pictures[0].colours).toBeGreaterThan(100);
  expect(new Set(pictures.map((picture) => picture.hash)).size).toBe(1);
});

test('the picture appears bit by bit as tasks finish', async ({ page, lanes }) => {
  await lanes.open('x=image-filter&repeats=1&strategies=sequential');
  // Observed in the page, because polling from the test may miss every step.
  await page.evaluate(() => {
    window.seen = [];
    const note = () => window.seen.push(Number(document.querySelector('.picture')?.dataset.drawn));
    const what = { subtree: true, childList: true, attributeFilter: ['data-drawn'] };
    new MutationObserver(note).observe(document.body, what);
  });
  await lanes.run();
  await expect(page.locator('.picture')).toHaveAttribute('data-drawn', '1.000');
  const partly = await page.evaluate(() => window.seen.filter((share) => share > 0 && share < 1));
  expect(new Set(partly).size).toBeGreaterThan(2);
});

test('a resized picture has the requested size', async ({ page, lanes }) => {
  const query = 'x=image-filter&filter=resize&size=200&tiles=5&repeats=1&workers=2';
  await lanes.open(`${query}&scale=150`);
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  expect(await canvas(page)).toMatchObject({ width: 300, height: 199 });
  // Parameters of other filters are hidden.
  await expect(page.getByLabel('Radius')).toHaveCount(0);
  await lanes.settings();
  await page.getByLabel('Scale').fill('30');
  await lanes.run();
  expect(await canvas(page)).toMatchObject({ width: 60, height: 39 });
  expect(page.url()).toContain('scale=30');
});

test('the reader’s own picture is filtered, and an error names a broken file', async ({ page, lanes }) => {
  await lanes.open('x=image-filter&source=own&radius=2&tiles=3&repeats=1&strategies=sequential,threads');
  await expect(lanes.runButton).toBeDisabled();
  await expect(page.getByText('Choose a file first.')).toBeVisible();
  const input = page.locator('.files input');

  await input.setInputFiles(file('kitten.png', 'no picture', 'image/png'));
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('kitten.png: This is not a picture that the browser can decode.');

  await input.setInputFiles('src/workloads/tests/pictures/colours.jpg');
  await expect(page.locator('#files-chosen')).toContainText('colours.jpg, 304 B');
  await lanes.run();
  await expect(alert).toHaveCount(0);
  expect((await canvas(page)).colours).toBeGreaterThan(10);
  expect(page.url()).toContain('source=own');
  expect(page.url()).not.toContain('colours');
});
