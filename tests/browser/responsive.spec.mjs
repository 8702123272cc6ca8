// Lanes on small screens, zoomed, and in print.

import { expect, overflow, test } from '#support/lanes.mjs';

const SMALL = 'x=ten-requests&latency=10&requests=3&repeats=1';

/** Smallest size of a touch target, in CSS pixels (WCAG 2.2, 2.5.8). */
const MIN_TARGET_SIZE = 24;

/** Counts the touch targets of the page, except links in running text, and lists those that are too small. */
const targets = (page) =>
  page.evaluate((minSize) => {
    // The target of a checkbox includes its label.
    const target = (element) => (element.matches('input') && element.closest('label')) || element;
    const visible = [
      ...document.querySelectorAll('button, select, input, summary, .sidebar a, header a:not(.skip)'),
    ]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map(target);
    const small = visible.filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width < minSize || height < minSize;
    });
    return { count: visible.length, small: small.map(({ outerHTML }) => outerHTML) };
  }, MIN_TARGET_SIZE);

test('on a small screen, every touch target is large enough', async ({ page, lanes }) => {
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

test('at a zoom of 200%, nothing is cut off', async ({ page, lanes }) => {
  // The size of a window of 1280 × 800 pixels, in CSS pixels at this zoom.
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

test('a printed page shows the results in light colours, without controls', async ({ page, lanes }) => {
  await lanes.open(SMALL);
  await lanes.run();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).not.toBe(light);

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  // The name of a row of many lanes stays: on the screen, it is the button that expands them.
  await expect(page.getByRole('button').filter({ hasNotText: /^\d+ (threads|processes)$/ })).toHaveCount(0);
  await expect(page.locator('#experiments')).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(5);
  for (const part of ['.bars', '.verdict', '.lanes', '.phases'])
    await expect(page.locator(part).first()).toBeVisible();
  await expect.poll(ground).toBe(light);
});
