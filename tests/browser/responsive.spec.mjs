// Lanes on small screens, enlarged, and on paper.

import { expect, overflow, test } from '../support/lanes.mjs';

const SMALL = 'x=ten-requests&latency=10&requests=3&repeats=1';

/** The smallest target that a finger is sure to meet, in CSS pixels (WCAG 2.2, 2.5.8). */
const LEAST = 24;

/** What can be pressed, but for links within a text: how many there are, and those that are too small. */
const targets = (page) =>
  page.evaluate((least) => {
    // A checkbox is pressed by its label, too.
    const target = (element) => (element.matches('input') && element.closest('label')) || element;
    const visible = [
      ...document.querySelectorAll('button, select, input, summary, .sidebar a, header a:not(.skip)'),
    ]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map(target);
    const small = visible.filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width < least || height < least;
    });
    return { count: visible.length, small: small.map(({ outerHTML }) => outerHTML) };
  }, LEAST);

test('on a small screen every target is large enough for a finger', async ({ page, lanes }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await lanes.open(SMALL);
  await lanes.run();
  await expect(page.locator('.tools')).toBeVisible();
  expect(await targets(page)).toEqual({ count: expect.any(Number), small: [] });
  expect((await targets(page)).count).toBeGreaterThan(20);

  await page.getByRole('button', { name: 'Experiments' }).click();
  await expect(page.locator('.sidebar a').first()).toBeVisible();
  expect((await targets(page)).small).toEqual([]);
});

test('enlarged to 200 %, nothing is beyond the edge', async ({ page, lanes }) => {
  // So many CSS pixels are left of 1280 by 800.
  await page.setViewportSize({ width: 640, height: 400 });
  await lanes.open(SMALL);
  await lanes.run();
  await expect(page.locator('.tools')).toBeVisible();
  await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
  await page.goto('?x=decide');
  await expect(page.getByRole('button', { name: 'Measure all' })).toBeVisible();
  await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
  await page.goto(`?${SMALL}&view=embed`);
  await lanes.run();
  await expect(page.locator('.bars')).toBeVisible();
  await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
});

test('on paper are the results, in light colours, and nothing to press', async ({ page, lanes }) => {
  await lanes.open(SMALL);
  await lanes.run();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).not.toBe(light);

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(page.locator('#experiments')).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(5);
  for (const part of ['.bars', '.verdict', '.lanes', '.phases'])
    await expect(page.locator(part).first()).toBeVisible();
  await expect.poll(ground).toBe(light);
});
