// Scraped pages: the bundled site, limits, and the reader’s own site.

import { expect, maxConcurrent, STRATEGIES, test, waitUntilSaved } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';

for (const [network, base] of [
  ['simulated', ''],
  ['server', ''],
  ['simulated', STATIC.url],
]) {
  test(`every strategy finds the same pages, with the ${network} network at ${base || 'the root'}`, async ({
    page,
    lanes,
  }) => {
    await lanes.open(`x=scrape&latency=10&workers=4&repeats=1&network=${network}`, base);
    await lanes.run();
    await expect(lanes.conclusion).toContainText('same answers');
    await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(STRATEGIES.length);
    await expect(page.locator('.bad-text')).toHaveCount(0);
    await expect(page.locator('.lesson')).toContainText('41 pages were found, up to 2 links');
    const tree = page.locator('.finds');
    await expect(tree.locator('li')).toHaveCount(41);
    await expect(tree.locator('.pages > li').first()).toContainText('Fennimoor Botanic Garden');
    // Until the first page arrives, the other lanes have nothing to do.
    const starved = ({ spans }) => spans.filter((span) => span.phase === 'starved').length;
    expect(Math.max(...(await lanes.runs('threads')).map(starved))).toBeGreaterThanOrEqual(3);
    expect(maxConcurrent(await lanes.spans('sequential'), 'io-wait')).toBe(1);
    expect(maxConcurrent(await lanes.spans('async'), 'io-wait')).toBeGreaterThan(4);
  });
}

test('the bundled site can be scraped offline', async ({ page, lanes }) => {
  await lanes.open('x=scrape&latency=5&workers=3&repeats=1&strategies=async,threads', STATIC.url);
  await waitUntilSaved(page);
  await STATIC.refuse('site/');
  try {
    await lanes.run();
    await expect(lanes.conclusion).toContainText('same answers');
    await expect(page.locator('.finds li')).toHaveCount(41);
  } finally {
    await STATIC.refuse('');
  }
});

test('scraping respects the limits of depth and number of pages', async ({ page, lanes }) => {
  await lanes.open('x=scrape');
  for (const [limits, pages] of [
    ['depth=1', 11],
    ['depth=0', 1],
    ['pages=7', 7],
  ]) {
    await lanes.goTo(`x=scrape&latency=5&workers=3&repeats=1&strategies=async,threads,processes&${limits}`);
    await lanes.run();
    await expect(lanes.conclusion).toContainText('same answers');
    await expect(page.locator('.finds li')).toHaveCount(pages);
  }
});

test('scraping a reader’s own site follows its links within its folder', async ({ page, lanes }) => {
  const site = new URL('site/plants/index.html', STATIC.url);
  await lanes.open(
    `x=scrape&network=site&site=${encodeURIComponent(site.href)}&workers=3&repeats=1&strategies=async,threads`,
    STATIC.url,
  );
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
  // Only pages in the folder are found.
  await expect(page.locator('.finds .quiet').first()).toBeVisible();
  const paths = await page.locator('.finds .quiet').allTextContents();
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.slice(1).every((path) => path.includes('/site/plants/'))).toBe(true);
});

test('Stop ends scraping at once while lanes wait for pages', async ({ lanes }) => {
  await lanes.open('x=scrape&latency=400&workers=4&repeats=1&strategies=async,threads,processes');
  expect(await lanes.shortestStopMs(1_000)).toBeLessThan(1_000);
});
