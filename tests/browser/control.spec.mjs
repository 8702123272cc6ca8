// A run under way: the page answers, Stop stops, failures are said.

import { expect, test } from '../support/lanes.mjs';
import { STATIC } from '../support/servers.mjs';

/** The shortest time that Stop took in up to six runs: where it took longer, the machine was busy otherwise. */
async function quickestStop(lanes) {
  const times = [];
  while (times.length < 6 && !times.some((ms) => ms < 100)) {
    await lanes.runButton.click();
    await lanes.page.waitForTimeout(400);
    times.push(await lanes.msToStop());
    await expect(lanes.conclusion).toContainText('Stopped.');
    await lanes.ready();
  }
  return Math.min(...times);
}

test('the page answers clicks while every core is busy', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=4000000000&tasks=16&repeats=1');
  await lanes.runButton.click();
  await expect(lanes.stopButton).toBeEnabled();
  await page.getByLabel('Theme').selectOption('Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('link', { name: 'Ten requests' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ten requests');
  await lanes.msToStop();
});

test('progress counts tasks of all runs', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&latency=50&repeats=1&strategies=sequential');
  await lanes.runButton.click();
  const bar = page.getByRole('progressbar', { name: 'Tasks done' });
  await expect(bar).toHaveAttribute('max', '20');
  const seen = new Set();
  while (await bar.isVisible()) {
    const value = await bar.getAttribute('value', { timeout: 500 }).catch(() => null);
    if (value !== null) seen.add(Number(value));
  }
  expect(seen.size).toBeGreaterThan(5);
  expect([...seen]).toEqual([...seen].sort((a, b) => a - b));
});

for (const strategy of ['sequential', 'async', 'threads-gil', 'threads', 'processes']) {
  test(`Stop ends long ${strategy} computing within 100 ms, and the next run works`, async ({
    page,
    lanes,
  }) => {
    await lanes.open(`x=sum-of-squares&n=4000000000&repeats=1&strategies=${strategy}`);
    expect(await quickestStop(lanes)).toBeLessThan(100);
    await page.getByLabel('n', { exact: true }).fill('100000');
    await lanes.run();
    expect(await lanes.medianMs(strategy)).toBeGreaterThan(0);
  });

  test(`Stop ends long ${strategy} requests within 100 ms, and the next run works`, async ({
    page,
    lanes,
  }) => {
    await lanes.open(`x=ten-requests&latency=5000&repeats=1&strategies=${strategy}`);
    expect(await quickestStop(lanes)).toBeLessThan(100);
    await page.getByLabel('Latency').fill('10');
    await lanes.run();
    expect(await lanes.medianMs(strategy)).toBeGreaterThan(0);
  });
}

test('what was finished before Stop is kept', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=100000000&tasks=200&repeats=1&strategies=sequential');
  await lanes.runButton.click();
  await expect
    .poll(() => lanes.page.locator('progress').getAttribute('value').then(Number))
    .toBeGreaterThan(3);
  await lanes.msToStop();
  expect((await lanes.spans('sequential')).length).toBeGreaterThan(3);
  await expect(page.locator('.bars tbody')).toContainText('stopped');
});

test('Stop while the engine is still starting ends the run', async ({ page, lanes }) => {
  await page.goto('?x=sum-of-squares&n=4000000000&workers=40');
  await lanes.runButton.click();
  await lanes.msToStop();
  await lanes.ready();
  await page.getByLabel('n', { exact: true }).fill('1000');
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
});

test('Run before the service worker is there waits for it', async ({ page, lanes }) => {
  await page.context().route('**/sw.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.goto('?x=sum-of-squares&n=1000000&repeats=1');
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
});

test('a server without an api is named as the cause', async ({ lanes }) => {
  lanes.expectErrors(/Failed to load resource.*404/);
  await lanes.open('x=ten-requests&requests=3&network=server&repeats=1&strategies=async', STATIC.url);
  await lanes.run();
  await expect(lanes.conclusion).toContainText('6 tasks failed over all runs.');
  await expect(lanes.conclusion).toContainText('Task 1: This server has no api to ask');
});

test.describe('with the engine out of reach', () => {
  // Requests that pass through a service worker are not seen by the route below.
  test.use({ serviceWorkers: 'block' });

  test('the page says so, and the next run tries again', async ({ page, lanes }) => {
    lanes.expectErrors(/Failed to load resource/);
    await page.route(/lanes_engine.*\.wasm$/, (route) => route.abort());
    await page.goto('?x=sum-of-squares&n=1000&repeats=1');
    await expect(page.getByRole('alert')).toContainText('The engine');
    await page.unroute(/lanes_engine.*\.wasm$/);
    await lanes.run();
    await expect(lanes.conclusion).toContainText('same answers');
  });
});
