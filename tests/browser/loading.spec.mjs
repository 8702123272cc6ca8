// First visits over slow connections and from faulty hosts.

import { expect, isSaved, test, waitUntilSaved } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';

const QUERY = 'x=sum-of-squares&n=1000000&repeats=1&strategies=sequential,async,threads,processes';

test.afterEach(() => STATIC.reset());

/** Bytes a second of the slowest connection that Lanes supports. */
const SLOWEST = 25_000;

test('the first Run of a first visit works over the slowest supported connection', async ({
  page,
  lanes,
}) => {
  test.setTimeout(600_000);
  await STATIC.throttle(SLOWEST);
  await page.goto(`${STATIC.url}?${QUERY}`);
  const button = page.locator('button.run');
  await expect(button).toBeEnabled({ timeout: 120_000 });
  const savedBefore = await isSaved(page);
  await button.click();
  // Parts that are loaded after the press are counted.
  await expect(page.locator('.progress .doing')).toContainText('so far', { timeout: 60_000 });
  await expect(page.locator('button.run')).toBeVisible({ timeout: 400_000 });
  await expect(page.getByRole('alert')).toHaveCount(0);
  for (const strategy of ['sequential', 'async', 'threads', 'processes'])
    expect(await lanes.medianMs(strategy), strategy).toBeGreaterThan(0);
  // Nothing was stored before, since that would have taken a share of the connection.
  expect(savedBefore).toBe(false);
  const sent = Object.keys(await STATIC.sent());
  const parts = sent.flatMap((path, place) => (/lanes_engine_bg.*\.wasm$/.test(path) ? place : []));
  const stored = sent.indexOf('/guide/index.html');
  expect(parts.length).toBe(2);
  expect(stored === -1 || stored > Math.max(...parts)).toBe(true);
});

test.describe('a host that sends a file with the wrong type', () => {
  for (const part of ['lanes_engine_bg', 'split_later']) {
    test(`runs nevertheless: ${part}`, async ({ lanes }) => {
      lanes.expectErrors(/MIME type/);
      await STATIC.break({ [part]: 'of another type' });
      await lanes.open(QUERY, STATIC.url);
      await lanes.run();
      expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
    });
  }
});

test('files are stored with their right types, whatever type the host declares', async ({ page, lanes }) => {
  await lanes.open(QUERY, STATIC.url);
  // What the page has loaded so far has its type. Everything that is stored later is requested again.
  await STATIC.break({ assets: 'of another type' });
  await waitUntilSaved(page);
  const types = await page.evaluate(async () => {
    const [name] = await caches.keys();
    const store = await caches.open(name);
    const responses = await Promise.all((await store.keys()).map((request) => store.match(request)));
    return responses.map(({ url, headers }) => [url, headers.get('content-type')]);
  });
  expect(types.length).toBeGreaterThan(20);
  expect(types.filter(([, type]) => type === 'application/octet-stream')).toEqual([]);
});

test('a module that was kept with the wrong type works again once the host is mended', async ({
  page,
  lanes,
}) => {
  await STATIC.break({ '.wasm': 'of another type' });
  await lanes.open(QUERY, STATIC.url);
  await waitUntilSaved(page);
  await STATIC.break({});
  await page.reload();
  await lanes.ready();
  await lanes.run();
  expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
});

test('a service worker that never arrives delays a run by its limit at most', async ({ page, lanes }) => {
  await STATIC.isolate(true);
  await STATIC.break({ 'sw.js': 'hang' });
  await page.goto(`${STATIC.url}?${QUERY}`);
  await lanes.run();
  expect(await lanes.medianMs('threads')).toBeGreaterThan(0);
  await expect(page.locator('#isolation-notice')).toContainText('it did not arrive in time');
});

test('on a host that does not isolate the page, a service worker that never arrives costs only threads', async ({
  page,
  lanes,
}) => {
  await STATIC.break({ 'sw.js': 'hang' });
  await page.goto(`${STATIC.url}?${QUERY}`);
  await lanes.run();
  await expect(page.locator('#isolation-notice')).toContainText('No threads here.');
  expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
});

/** Parts of an engine that is to run processes, by the beginning of their names. */
const PARTS = ['worker-', 'isolate-', 'workerHelpers', 'lanes_engine-', 'lanes_engine_bg'];

/** Time in which a broken file is named once the run needs it. The engine's own limit is a minute. */
const SOON_MS = 10_000;

for (const part of PARTS) {
  for (const fault of ['missing', 'truncated', 'replaced']) {
    test(`an engine file is named: ${part}, ${fault}`, async ({ page, lanes }) => {
      lanes.expectErrors(/Failed to (load|fetch)|MIME|SyntaxError|WebAssembly|could not be|404/);
      await STATIC.isolate(true);
      await STATIC.break({ [part]: fault });
      await page.goto(`${STATIC.url}?x=sum-of-squares&n=1000&repeats=1&strategies=threads,processes`);
      if (part === 'isolate-') {
        await lanes.ready();
        await lanes.runButton.click();
      }
      await expect(page.getByRole('alert').first()).toContainText(new RegExp(`${part}[^ ]*\\.(js|wasm)`), {
        timeout: SOON_MS,
      });
      await STATIC.break({});
      await lanes.run();
      expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
    });
  }
}

/** Bundled data, and an experiment that reads them. */
const DATA = { 'us-constitution': 'word-count&passes=1', coffee: 'image-filter&size=120&radius=2&tiles=4' };

for (const [file, experiment] of Object.entries(DATA)) {
  for (const fault of ['replaced', 'truncated']) {
    test(`wrong data are not measured: ${file}, ${fault}`, async ({ page, lanes }) => {
      lanes.expectErrors(/integrity|Failed to (load|fetch)/);
      await STATIC.break({ [file]: fault });
      await lanes.open(`x=${experiment}&repeats=1&strategies=sequential`, STATIC.url);
      await lanes.run();
      await expect(page.getByRole('alert')).toContainText(new RegExp(`${file}.* could not be loaded`));
      await STATIC.break({});
      await lanes.run();
      expect(await lanes.medianMs('sequential')).toBeGreaterThan(0);
    });
  }
}
