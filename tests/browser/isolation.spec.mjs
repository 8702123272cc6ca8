// Isolation, which threads need: by the server's headers, by the service worker alone, or not at all.

import { violationsInBothThemes } from '#support/axe.mjs';
import { canvas } from '#support/experiments.mjs';
import { expect, test } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';
import { SITE_HEADERS } from '../../www/network/headers.js';

const isolated = (page) => page.evaluate(() => crossOriginIsolated);

test('the server’s headers isolate the page at once', async ({ page, lanes }) => {
  let loads = 0;
  page.on('framenavigated', () => loads++);
  await lanes.open('x=sum-of-squares');
  expect(await isolated(page)).toBe(true);
  expect(loads).toBe(1);
  await expect(page.locator('#machine')).toContainText('threads');
});

test('on a plain host, in a subfolder, the service worker alone isolates the page', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=sum-of-squares&n=1000000&repeats=1', STATIC.url);
  expect(await isolated(page)).toBe(true);
  await lanes.run();
  expect(await lanes.medianMs('threads')).toBeGreaterThan(0);
  expect((await lanes.spans('threads')).length).toBe(4);
});

test('on a plain host, the service worker adds the headers of the site to every file', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=sum-of-squares', STATIC.url);
  const worker = await page.evaluate(
    () => performance.getEntriesByType('resource').find(({ name }) => /\/assets\/.*\.js$/.test(name)).name,
  );
  for (const path of [
    '',
    'examples/messages.html',
    'site/index.html',
    'api/page?path=site/index.html',
    worker,
  ]) {
    const names = Object.keys(SITE_HEADERS);
    const headers = await page.evaluate(
      async ([path, names]) => {
        const { headers } = await fetch(path);
        return Object.fromEntries(names.map((name) => [name, headers.get(name)]));
      },
      [path, names],
    );
    expect(headers, path).toEqual({ ...SITE_HEADERS });
  }
});

test('on a plain host, the simulated network answers', async ({ lanes }) => {
  await lanes.open('x=ten-requests&latency=20&workers=3&repeats=1', STATIC.url);
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
});

test('the page sends no request to another host', async ({ page, lanes }) => {
  const hosts = new Set();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await lanes.open('x=ten-requests&latency=20&workers=3&repeats=1', STATIC.url);
  await lanes.run();
  expect([...hosts]).toEqual([new URL(STATIC.url).host]);
});

test.describe('with a service worker that registers but never starts', () => {
  test.use({ serviceWorkers: 'block' });

  test('the page opens, runs the other strategies and says what cannot run', async ({ page, lanes }) => {
    await lanes.open('x=sum-of-squares&n=1000000&repeats=1', STATIC.url);
    expect(await isolated(page)).toBe(false);
    await expect(page.locator('#isolation-notice')).toContainText('No threads here.');
    for (const name of ['threads', 'threads-gil'])
      await expect(page.locator(`input[name="${name}"]`)).toBeDisabled();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await lanes.run();
    expect(await lanes.medianMs('sequential')).toBeGreaterThan(0);
    expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
    await expect(page.locator('.bars tbody tr')).toHaveCount(3);
    await expect(lanes.conclusion).toContainText('same answers');
  });
});

test.describe('in a browser that refuses service workers', () => {
  test.use({ withoutServiceWorker: true });

  test('a missing simulated network is reported as a failure, not as an answer', async ({ page, lanes }) => {
    lanes.expectErrors(/Failed to load resource.*404/);
    await lanes.open('x=ten-requests&requests=2&repeats=1', STATIC.url);
    await expect(page.locator('#isolation-notice')).toContainText('No simulated network here.');
    await lanes.run();
    await expect(lanes.conclusion).toContainText('The simulated network did not answer');
  });

  test('Stop ends a long CPU run, and the next run works', async ({ lanes }) => {
    await lanes.open('x=sum-of-squares&n=4000000000&repeats=1', STATIC.url);
    expect(await lanes.shortestStopMs(1000)).toBeLessThan(1000);
    // Large enough to take longer than a step of the coarse clock.
    await lanes.settings();
    await lanes.page.getByLabel('n', { exact: true }).fill('10000000');
    await lanes.run();
    expect(await lanes.medianMs('sequential')).toBeGreaterThan(0);
  });
});

test.describe('without isolation', () => {
  test.use({ withoutServiceWorker: true });

  test('sequential and processes give the same answers', async ({ page, lanes }) => {
    const query = (rest) => `${rest}&repeats=1&workers=2&strategies=sequential,processes`;
    await lanes.open(query('x=image-filter&size=120&radius=2&tiles=4'), STATIC.url);
    await expect(page.locator('#isolation-notice')).toContainText('No threads here.');
    await lanes.run();
    expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
    expect((await canvas(page)).colours).toBeGreaterThan(100);
    for (const rest of [
      'train&folds=2&epochs=1&hidden=8',
      'word-count&passes=1',
      'data-crunching&rows=20000',
    ]) {
      await lanes.goTo(query(`x=${rest}`));
      await lanes.run();
      expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
      await expect(page.locator('.figures tbody tr').first()).toBeVisible();
    }
  });
});
