// A run under way: the page answers, Stop stops, failures are said.

import { expect, test } from '../support/lanes.mjs';
import { STATIC } from '../support/servers.mjs';

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
  // All that the bar says: who asks for it now and then misses some.
  await page.evaluate(() => {
    globalThis.seen = [];
    new MutationObserver(() => {
      const bar = document.querySelector('progress[aria-label="Tasks done"]');
      if (bar) globalThis.seen.push([bar.value, bar.max]);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await lanes.run();
  const seen = await page.evaluate(() => globalThis.seen);
  const values = seen.map(([value]) => value);
  expect(new Set(seen.map(([, max]) => max))).toContain(20);
  expect(new Set(values).size).toBeGreaterThan(5);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
});

for (const strategy of ['sequential', 'async', 'threads-gil', 'threads', 'processes']) {
  test(`Stop ends long ${strategy} computing within 100 ms, and the next run works`, async ({
    page,
    lanes,
  }) => {
    await lanes.open(`x=sum-of-squares&n=4000000000&repeats=1&strategies=${strategy}`);
    expect(await lanes.quickestStop(100)).toBeLessThan(100);
    await page.getByLabel('n', { exact: true }).fill('100000');
    await lanes.run();
    expect(await lanes.medianMs(strategy)).toBeGreaterThan(0);
  });

  test(`Stop ends long ${strategy} requests within 100 ms, and the next run works`, async ({
    page,
    lanes,
  }) => {
    await lanes.open(`x=ten-requests&latency=5000&repeats=1&strategies=${strategy}`);
    expect(await lanes.quickestStop(100)).toBeLessThan(100);
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

test('Stop is heard while processes are being started, by the engine that is there', async ({
  page,
  lanes,
}) => {
  let engines = 0;
  page.on('worker', (worker) => {
    engines += /\/worker-[^/]+$/.test(worker.url()) ? 1 : 0;
  });
  await lanes.open('x=sum-of-squares&n=4000000000&workers=32&repeats=1&strategies=processes');
  // One that does not answer soon is replaced: on a busy machine that may happen to any, but not each time.
  const stopsAtStart = async () => {
    const before = engines;
    await lanes.runButton.click();
    await lanes.msToStop();
    await expect(lanes.conclusion).toContainText('Stopped.');
    await lanes.ready();
    return engines - before;
  };
  await expect.poll(stopsAtStart, { timeout: 60_000 }).toBe(0);
  await page.getByLabel('n', { exact: true }).fill('1000');
  await page.getByLabel('Workers', { exact: true }).fill('2');
  await lanes.run();
  expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
});

test('Stop while the engine is still starting ends the run', async ({ page, lanes }) => {
  await page.goto('?x=sum-of-squares&n=4000000000&workers=40&repeats=1&strategies=sequential,threads');
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
  await page.goto('?x=sum-of-squares&n=1000000&repeats=1&strategies=sequential,threads');
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
});

test('a server without an api is named as the cause', async ({ lanes }) => {
  lanes.expectErrors(/Failed to load resource.*404/);
  await lanes.open('x=ten-requests&requests=3&network=server&repeats=1&strategies=async', STATIC.url);
  await lanes.run();
  await expect(lanes.conclusion).toContainText(/6 of \d+ tasks failed/);
  await expect(lanes.conclusion).toContainText('Task 1: This server has no API to answer requests');
});

test.describe('with the engine out of reach', () => {
  test.use({ withoutServiceWorker: true });

  test('the page says so, and the next run tries again', async ({ page, lanes }) => {
    lanes.expectErrors(/Failed to load resource/);
    await page.route(/lanes_engine.*\.wasm$/, (route) => route.abort());
    await page.goto('?x=sum-of-squares&n=1000&repeats=1&strategies=sequential,threads');
    await expect(page.getByRole('alert')).toContainText('The engine');
    await page.unroute(/lanes_engine.*\.wasm$/);
    await lanes.run();
    await expect(lanes.conclusion).toContainText('same answers');
  });
});
