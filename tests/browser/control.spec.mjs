// Control of a run: the page responds, Stop stops, and failures are reported.

import { expect, STRATEGIES, test } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';

test('the page responds to clicks while every core is busy', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=4000000000&tasks=16&repeats=1');
  await lanes.runButton.click();
  await expect(lanes.stopButton).toBeEnabled();
  await page.getByLabel('Theme').selectOption('Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('link', { name: 'Ten requests' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ten requests');
  await lanes.msToStop();
});

test('progress counts the tasks of all runs', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&latency=50&repeats=1&strategies=sequential');
  // Observe every value of the bar, because polling would miss some.
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

for (const strategy of STRATEGIES) {
  test(`Stop ends a long CPU-bound ${strategy} run within 100 ms, and the next run works`, async ({
    page,
    lanes,
  }) => {
    await lanes.open(`x=sum-of-squares&n=4000000000&repeats=1&strategies=${strategy}`);
    expect(await lanes.shortestStopMs(100)).toBeLessThan(100);
    await lanes.settings();
    await page.getByLabel('n', { exact: true }).fill('100000');
    await lanes.run();
    expect(await lanes.medianMs(strategy)).toBeGreaterThan(0);
  });

  test(`Stop ends a long ${strategy} run of requests within 100 ms, and the next run works`, async ({
    page,
    lanes,
  }) => {
    await lanes.open(`x=ten-requests&latency=5000&repeats=1&strategies=${strategy}`);
    expect(await lanes.shortestStopMs(100)).toBeLessThan(100);
    await lanes.settings();
    await page.getByLabel('Latency').fill('10');
    await lanes.run();
    expect(await lanes.medianMs(strategy)).toBeGreaterThan(0);
  });
}

test('tasks that finished before Stop stay in the results', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=100000000&tasks=200&repeats=1&strategies=sequential');
  await lanes.runButton.click();
  await expect
    .poll(() => lanes.page.locator('progress').getAttribute('value').then(Number))
    .toBeGreaterThan(3);
  await lanes.msToStop();
  expect((await lanes.spans('sequential')).length).toBeGreaterThan(3);
  await expect(page.locator('.bars tbody')).toContainText('stopped');
});

test('Stop works while processes are starting, and the engine survives it', async ({ page, lanes }) => {
  let engines = 0;
  page.on('worker', (worker) => {
    engines += /\/worker-[^/]+$/.test(worker.url()) ? 1 : 0;
  });
  await lanes.open('x=sum-of-squares&n=4000000000&workers=32&repeats=1&strategies=processes');
  // The page replaces an engine that does not answer soon. On a busy machine this may happen, but not every time.
  const stopsAtStart = async () => {
    const before = engines;
    await lanes.runButton.click();
    await lanes.msToStop();
    await expect(lanes.conclusion).toContainText('Stopped.');
    await lanes.ready();
    return engines - before;
  };
  await expect.poll(stopsAtStart, { timeout: 60_000 }).toBe(0);
  await lanes.settings();
  await page.getByLabel('n', { exact: true }).fill('1000');
  await page.getByLabel('Workers', { exact: true }).fill('2');
  await lanes.run();
  expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
});

test('Stop ends the run while the engine is still starting', async ({ page, lanes }) => {
  await page.goto('?x=sum-of-squares&n=4000000000&workers=40&repeats=1&strategies=sequential,threads');
  await lanes.runButton.click();
  await lanes.msToStop();
  await lanes.ready();
  await lanes.settings();
  await page.getByLabel('n', { exact: true }).fill('1000');
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
});

test('an idle engine with many threads makes way for a smaller one, and the next run has all its threads', async ({
  page,
  lanes,
}) => {
  await page.clock.install();
  await lanes.open('x=sum-of-squares&n=1000&tasks=24&workers=12&repeats=1&strategies=threads');
  const engine = page.locator('[data-engine]');
  await lanes.run();
  await expect(engine).toHaveAttribute('data-engine', / 12 threads$/);
  await page.clock.fastForward(40_000);
  await lanes.run();
  // The minute begins with the end of the last run.
  await page.clock.fastForward(40_000);
  await expect(engine).toHaveAttribute('data-engine', / 12 threads$/);
  await page.clock.fastForward(21_000);
  await expect(engine).toHaveAttribute('data-engine', / 8 threads$/, { timeout: 60_000 });
  await lanes.run();
  await expect(engine).toHaveAttribute('data-engine', / 12 threads$/);
  const { runs } = await lanes.result();
  expect(runs[0].lanes).toHaveLength(12);
});

test('Run waits for a service worker that is not ready yet', async ({ page, lanes }) => {
  await page.context().route('**/sw.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.goto('?x=sum-of-squares&n=1000000&repeats=1&strategies=sequential,threads');
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
});

test('the error names a server without an API as the cause', async ({ lanes }) => {
  lanes.expectErrors(/Failed to load resource.*404/);
  await lanes.open('x=ten-requests&requests=3&network=server&repeats=1&strategies=async', STATIC.url);
  await lanes.run();
  await expect(lanes.conclusion).toContainText(/6 of \d+ tasks failed/);
  await expect(lanes.conclusion).toContainText('This server has no API to answer requests');
});

test.describe('with an engine that cannot be loaded', () => {
  test.use({ withoutServiceWorker: true });

  test('the page reports the failure, and the next run tries again', async ({ page, lanes }) => {
    lanes.expectErrors(/Failed to load resource/);
    await page.route(/lanes_engine.*\.wasm$/, (route) => route.abort());
    await page.goto('?x=sum-of-squares&n=1000&repeats=1&strategies=sequential,threads');
    await expect(page.getByRole('alert')).toContainText('The engine');
    await page.unroute(/lanes_engine.*\.wasm$/);
    await lanes.run();
    await expect(lanes.conclusion).toContainText('same answers');
  });
});
