// The pages to read: the guide, the page for authors, and the pages that stand for an experiment in links.

import { violationsInBothThemes } from '../support/axe.mjs';
import { expect, overflow, test } from '../support/lanes.mjs';

for (const path of ['guide/', 'authors/']) {
  test(`axe finds nothing wrong with ${path} in either theme, and it fits a phone`, async ({ page }) => {
    await page.goto(path);
    await expect(page.locator('main h1')).toBeVisible();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    await expect.poll(() => overflow(page)).toBe(0);
  });
}

test('the guide’s experiments run where they stand', async ({ page, lanes }) => {
  await page.goto('guide/');
  // One that is quick, and whose lesson stands beside it.
  const playground = page.locator('lanes-playground[x="failing-task"]');
  await playground.scrollIntoViewIfNeeded();
  const frame = playground.locator('iframe').contentFrame();
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('A task that fails');
  const result = await playground.evaluate((element) => element.run('n=1000&repeats=1&strategies=threads'));
  expect(result.result.runs.map((run) => run.strategy)).toEqual(['threads', 'threads']);
  await expect(frame.locator('.bars tbody tr')).toHaveCount(1);
  expect(lanes.errors).toEqual([]);
});

test('the code for an article follows what is set in the frame', async ({ page }) => {
  await page.goto('authors/?x=ten-requests');
  const experiment = page.locator('#experiment');
  await expect(experiment).toHaveValue('ten-requests');
  const frame = page.locator('#preview iframe').contentFrame();
  await frame.getByLabel('Requests', { exact: true }).fill('7');
  await frame.getByLabel('Requests', { exact: true }).blur();
  const html = page.locator('[data-name="HTML"] code');
  await expect(html).toContainText('<lanes-playground x="ten-requests" requests="7">');
  await page.getByLabel('controls').check();
  await expect(html).toContainText('show="bars,lanes,controls"');
  await experiment.selectOption('mandelbrot');
  await expect(html).toContainText('x="mandelbrot"');
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('Mandelbrot set');
  await page.getByRole('button', { name: 'Copy for HTML', exact: true }).click();
  await expect(page.locator('[data-name="HTML"]').getByRole('status')).toHaveText(/^Copied|does not let/);
});

test('the page that stands for an experiment in links leads to it, values and all', async ({ page }) => {
  await page.goto('x/scaling/?most=3#top');
  await expect(page).toHaveURL(/\/\?x=scaling&most=3/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Scaling');
});
