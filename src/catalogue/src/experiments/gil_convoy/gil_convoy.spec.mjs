// The convoy effect: a thread that computes delays requests.

import { expect, test } from '#support/lanes.mjs';

test('a thread that computes delays requests, more so with a longer switch interval', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=gil-convoy&duration=200&shortest=200&longest=20000&repeats=3');
  await lanes.run();
  const rates = async (strategy, interval) =>
    (await lanes.runs(strategy))
      .filter(({ x }) => x === interval)
      .map(({ service }) => (service.answered / service.overMs) * 1000);
  // The actual factor is about twenty. On a busy machine a request may slip through between two switches, or the server
  // may be delayed, so the least disturbed run is compared.
  const fewest = Math.min(...(await rates('threads-gil', 20_000)));
  expect(Math.max(...(await rates('threads-gil', 200)))).toBeGreaterThan(2 * fewest);
  expect(Math.max(...(await rates('threads', 20_000)))).toBeGreaterThan(3 * fewest);
  await expect(lanes.conclusion).toContainText('With one computing thread');
  // The lanes belong to the step of the lesson, and only strategies with a lock wait for one.
  await expect(lanes.conclusion).toContainText('a switch interval of 5.00 ms');
  await expect(page.getByLabel('Details below for')).toHaveValue('5000');
  // The step that the lesson is about is marked, in words too.
  await expect(page.locator('.mark text')).toHaveText('CPython’s default');
  await expect(page.getByRole('img', { name: /Marked at 5 ms: CPython’s default\.$/ })).toBeVisible();
  const waits = async (strategy) =>
    (await lanes.runs(strategy)).map(({ phasesMs }) => phasesMs['lock-wait'] ?? 0);
  expect(Math.max(...(await waits('threads-gil')))).toBeGreaterThan(0);
  expect(Math.max(...(await waits('threads')))).toBe(0);
});

/** Statistics of the windows at an interval. */
const windowsOf = async (lanes, strategy, interval) =>
  (await lanes.runs(strategy)).filter(({ x }) => x === interval).map(({ service }) => service);

test('CPython itself forms a convoy under its GIL, and none without', async ({ page, lanes }) => {
  test.slow();
  await lanes.open('x=gil-convoy&duration=200&shortest=1000&longest=50000&repeats=3&runtime=cpython');
  await lanes.run();
  const convoy = await windowsOf(lanes, 'threads-gil', 50_000);
  expect(Math.min(...convoy.map(({ p99Ms }) => p99Ms))).toBeGreaterThan(40);
  await expect(lanes.conclusion).toContainText('With one computing thread and a switch interval of 5.00 ms');
  await expect(page.locator('.runtime')).toContainText('A pipe of the page');
  await expect(page.getByRole('img', { name: /Marked at 5 ms: CPython’s default\.$/ })).toBeVisible();
  // The client computes, too, but holds no GIL of the server's.
  await expect(page.locator('.group[data-strategy="threads-gil"]')).toContainText('GIL');
  await page.getByRole('radio', { name: 'CPython without GIL' }).check();
  await lanes.ready();
  await lanes.run();
  const free = await windowsOf(lanes, 'threads', 50_000);
  expect(Math.min(...free.map(({ medianMs }) => medianMs))).toBeLessThan(25);
  await expect(lanes.conclusion).toContainText('With one computing thread and no GIL');
  await expect(page.locator('section.code pre')).toContainText('def serve(requests: Connection)');
});

test('Stop ends gil-convoy&duration=2000&cpu=4 within a second', async ({ lanes }) => {
  await lanes.open('x=gil-convoy&duration=2000&cpu=4');
  expect(await lanes.shortestStopMs(1000)).toBeLessThan(1000);
});
