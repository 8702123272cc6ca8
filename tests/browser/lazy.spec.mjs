// Lazy loading: parts that the first view does not need load after it; see `src/app/src/view/lazy.rs`.

import { expect, test } from '#support/lanes.mjs';

const PART = '**/split_later*.wasm';
const QUERY = 'x=sum-of-squares&n=1000000&repeats=1&strategies=sequential';

// Routes of a test can neither delay nor break requests that pass through a service worker.
test.use({ withoutServiceWorker: true });

test('a run may start and stop before the lazy part has loaded, and the part is then shown', async ({
  page,
  lanes,
}) => {
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(PART, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`?${QUERY}`);
  await expect(page.locator('.results.empty')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(1);
  await lanes.runButton.click();
  await lanes.stopButton.click();
  await lanes.runButton.click();
  await expect(lanes.stopButton).toBeVisible();
  release();
  await expect(page.locator('.bars')).toBeVisible();
  await lanes.ended();
  await expect(page.getByRole('tab', { name: 'Python' })).toBeVisible();
  await expect(page.locator('.lazy')).toHaveCount(0);
  expect(await lanes.medianMs('sequential')).toBeGreaterThan(0);
});

test('a lazy part that cannot be loaded is reported, and loaded on Try again', async ({ page, lanes }) => {
  lanes.expectErrors(/Failed to (load resource|fetch)/);
  await page.route(PART, (route) => route.abort());
  await page.goto('?x=decide');
  await expect(page.getByRole('alert')).toContainText('This part of the page could not be loaded');
  await page.unroute(PART);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('button', { name: 'Measure all' })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});
