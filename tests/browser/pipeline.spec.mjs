// Work in two stages, and requests to the reader's own URLs.

import { createServer } from 'node:http';
import { expect, maxConcurrent, test } from '../support/lanes.mjs';

const COMBINATIONS = ['async+threads-gil', 'async+threads', 'async+processes', 'threads+processes'];
const SMALL = 'x=download-process&files=8&latency=40&bytes=20000&passes=20&repeats=1';

/** Returns true if a span of one phase overlaps a span of the other phase on another lane. */
const overlap = (spans, one, other) =>
  spans.some(
    (a) =>
      a.phase === one &&
      spans.some((b) => b.phase === other && a.lane !== b.lane && a.start < b.end && b.start < a.end),
  );

for (const strategy of COMBINATIONS) {
  test(`${strategy} fetches while it computes and does every task once`, async ({ lanes }) => {
    await lanes.open(`${SMALL}&passes=400&limit=2&strategies=${strategy}`);
    await lanes.run();
    const spans = await lanes.spans(strategy);
    expect(overlap(spans, 'io-wait', 'compute')).toBe(true);
    const fetched = spans.filter((span) => span.phase === 'io-wait').map((span) => span.task);
    expect(fetched.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const processed = new Set(spans.filter((span) => span.phase === 'compute').map((span) => span.task));
    expect(processed.size).toBe(8);
  });
}

test('all combinations give the same answers as single strategies', async ({ page, lanes }) => {
  await lanes.open(SMALL);
  await lanes.run();
  await expect(page.locator('.bars tbody tr')).toHaveCount(9);
  await expect(lanes.conclusion).toContainText('Every run gave the same answers');
});

test('a full queue blocks fetching lanes, never more than the limit', async ({ lanes }) => {
  await lanes.open(`${SMALL}&latency=0&passes=2000&limit=3&queue=2&workers=1&strategies=threads+processes`);
  await lanes.run();
  const spans = await lanes.spans('threads+processes');
  expect(maxConcurrent(spans, 'blocked')).toBeGreaterThan(0);
  expect(maxConcurrent(spans, 'blocked')).toBeLessThanOrEqual(3);
});

test('an empty queue starves computing lanes', async ({ page, lanes }) => {
  await lanes.open(`${SMALL}&latency=200&passes=1&limit=1&strategies=async+threads`);
  await lanes.run();
  const starved = (await lanes.spans('async+threads')).filter((span) => span.phase === 'starved');
  expect(starved.length).toBeGreaterThan(0);
  await expect(page.locator('.legend')).toContainText('starved');
});

test('failed downloads are counted, and all other files are processed', async ({ lanes }) => {
  await lanes.open(`${SMALL}&errors=50&seed=3&strategies=async,async+processes`);
  await lanes.run();
  await expect(lanes.conclusion).toContainText('tasks failed, over all runs');
  await expect(lanes.conclusion).toContainText('HTTP status 503');
  expect(
    (await lanes.spans('async+processes')).filter((span) => span.phase === 'compute').length,
  ).toBeGreaterThan(0);
});

for (const strategy of ['async+threads', 'threads+processes']) {
  test(`Stop ends ${strategy}, and the next run works`, async ({ page, lanes }) => {
    await lanes.open(`${SMALL}&files=1000&passes=10000&bytes=1000000&strategies=${strategy}`);
    await lanes.startRun();
    // Stop in the middle of fetching and processing.
    await page.waitForTimeout(300);
    await lanes.msToStop();
    await expect(lanes.conclusion).toContainText('Stopped.');
    await lanes.ready();
    await page.getByLabel('Files').fill('2');
    await page.getByLabel('Passes').fill('1');
    await lanes.run();
    expect(await lanes.medianMs(strategy)).toBeGreaterThan(0);
  });
}

test('the page says why combinations are hidden', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares');
  await expect(page.getByRole('group', { name: 'Compare' })).toContainText(
    'Combinations such as async+threads are hidden',
  );
});

test.describe('your URLs', () => {
  /** Starts a server on another port, which is another origin for CORS. `requested` lists the URLs it receives. */
  async function otherServer(headers, answer = (url) => `answer to ${url}`) {
    const requested = [];
    const server = createServer((request, response) => {
      requested.push(request.url);
      response.writeHead(200, headers).end(answer(request.url));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { requested, url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
  }

  test('are requested in turn, and only after the reader presses Run', async ({ lanes }) => {
    // The headers allow caching, but neither futures nor blocking requests may be answered from the cache.
    const headers = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=3600' };
    const server = await otherServer(headers);
    const urls = encodeURIComponent(`${server.url}/a ${server.url}/b`);
    await lanes.open(`x=ten-requests&requests=4&repeats=1&network=urls&urls=${urls}`);
    expect(server.requested).toEqual([]);
    await lanes.run();
    await expect(lanes.conclusion).toContainText('Every run gave the same answers');
    // Five strategies, each with a warm-up and a measured run of four requests.
    expect(server.requested.length).toBe(40);
    expect(new Set(server.requested)).toEqual(new Set(['/a', '/b']));
    server.close();
  });

  test('with different answers each time cause an error that names a task, and no verdict', async ({
    page,
    lanes,
  }) => {
    let count = 0;
    const server = await otherServer({ 'access-control-allow-origin': '*' }, () => `answer ${count++}`);
    const urls = encodeURIComponent(`${server.url}/a`);
    await lanes.open(
      `x=ten-requests&requests=2&repeats=2&network=urls&urls=${urls}&strategies=sequential,async`,
    );
    await lanes.run();
    await expect(page.getByRole('alert')).toContainText(/Task \d: .* for the same work/);
    await expect(lanes.conclusion).not.toContainText(/fastest|equally fast|vary/i);
    expect((await lanes.result()).failure).toMatch(/Task \d: .* for the same work/);
    server.close();
  });

  test('whose server does not allow CORS cause a failure that says so', async ({ page, lanes }) => {
    lanes.expectErrors(/CORS policy|Failed to load resource/);
    const server = await otherServer({});
    const urls = encodeURIComponent(`${server.url}/a`);
    await lanes.open(
      `x=ten-requests&requests=2&repeats=1&network=urls&urls=${urls}&strategies=async,threads`,
    );
    await lanes.run();
    await expect(page.locator('.conclusion .bad-text')).toContainText('may not allow it (CORS)');
    server.close();
  });

  test('are refused if invalid, and the typed text stays', async ({ page, lanes }) => {
    await lanes.open('x=ten-requests&network=urls');
    const urls = page.getByLabel('Your URLs');
    await urls.fill('javascript:alert(1)');
    await urls.blur();
    await expect(page.locator('.wrong .hint')).toContainText('is not an address. Addresses start with https://');
    await expect(urls).toHaveValue('javascript:alert(1)');
  });

  test('must be entered before the experiment can run', async ({ page, lanes }) => {
    await lanes.open('x=ten-requests&network=urls&repeats=1&strategies=async');
    await expect(lanes.runButton).toBeDisabled();
    await expect(page.locator('.run-row')).toContainText('Fill in “Your URLs” first.');
  });
});
