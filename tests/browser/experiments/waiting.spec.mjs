// The experiments that wait. Figures are checked as relations, which hold on a busy machine too.

import {
  expect,
  maxConcurrent,
  STRATEGIES,
  shortestWallMs,
  test,
  waitUntilSaved,
} from '../../support/lanes.mjs';
import { STATIC } from '../../support/servers.mjs';

const lesson = (page) => page.locator('.lesson');

test('users of an API are requested twenty at once, and the page shows them', async ({ page, lanes }) => {
  await lanes.open('x=api-users&users=40&latency=20&repeats=1');
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
  expect(maxConcurrent(await lanes.spans('sequential'), 'io-wait')).toBe(1);
  expect(maxConcurrent(await lanes.spans('async'), 'io-wait')).toBe(20);
  await expect(lesson(page)).toContainText('20 at once');
  const finds = page.locator('.finds');
  await expect(finds).toContainText('40 users');
  await expect(finds.locator('tbody tr')).toHaveCount(12);
  await expect(finds.locator('tbody tr').first()).toContainText('@example.org');
});

test('the simulated network and this server return the same users', async ({ lanes }) => {
  const checksums = [];
  await lanes.open('x=api-users');
  for (const network of ['simulated', 'server']) {
    await lanes.goTo(
      `x=api-users&users=10&latency=5&network=${network}&repeats=1&strategies=async,processes`,
    );
    await lanes.run();
    checksums.push(await lanes.checksum());
  }
  expect(checksums[0]).toBe(checksums[1]);
});

test('500 requests take less than half the time with 500 at once than with 10 at once', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=thousands&requests=500&latency=20&repeats=2');
  await lanes.run();
  await expect(lesson(page)).toContainText('10 at once took');
  await expect(page.locator('.bad-text')).toHaveCount(0);
  const { summary, runs } = await lanes.result();
  expect(summary.map(({ x }) => x)).toEqual([10, 30, 100, 300, 500]);
  expect(runs.every((run) => run.tasksOk === 500)).toBe(true);
  // Fifty rounds of 20 ms, which no machine can shorten, compared with a single round.
  const at = (limit) => shortestWallMs(runs.filter(({ x }) => x === limit));
  expect(at(10)).toBeGreaterThanOrEqual(950);
  expect(at(500)).toBeLessThan(at(10) / 2);
});

test('the timer and the simulated network both answer without errors', async ({ page, lanes }) => {
  await lanes.open('x=thousands');
  for (const network of ['timer', 'simulated']) {
    await lanes.goTo(`x=thousands&requests=10&latency=5&repeats=1&network=${network}`);
    await lanes.run();
    expect((await lanes.points()).length).toBeGreaterThan(0);
    await expect(page.locator('.bad-text')).toHaveCount(0);
  }
});

test('this server gets at most six requests at once, because the browser holds the others back', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=connection-limit&requests=18&repeats=1');
  await lanes.run();
  const [simulated, server] = [await lanes.spans('simulated'), await lanes.spans('server')];
  expect(maxConcurrent(simulated, 'io-wait')).toBe(18);
  expect(simulated.some((span) => span.phase === 'queue')).toBe(false);
  // A busy browser may send the next requests before it notes the time of the last answers.
  const shortened = server.map((span) => ({ ...span, end: span.end - 20 }));
  expect(maxConcurrent(shortened, 'io-wait')).toBeLessThanOrEqual(6);
  expect(maxConcurrent(server, 'queue')).toBeGreaterThanOrEqual(12);
  // A request queues before it is sent, and an answer queues until the event loop handles it.
  for (const queued of server.filter((span) => span.phase === 'queue')) {
    const wait = server.find((span) => span.phase === 'io-wait' && span.task === queued.task);
    expect([wait.start, wait.end]).toContain(queued.end <= wait.start ? queued.end : queued.start);
  }
  await expect(lesson(page)).toContainText(/at most ([6-9]|1\d) of 18 requests to this server ran at once/);
  await expect(lesson(page)).toContainText('handled 18 at once');
});

test('on a plain static host, the page says that the server has no API', async ({ page, lanes }) => {
  lanes.expectErrors(/Failed to load resource.*404/);
  await lanes.open('x=connection-limit&requests=3&repeats=1', STATIC.url);
  await lanes.run();
  await expect(page.locator('.bad-text')).toContainText('This server has no API to answer requests');
  await expect(lesson(page)).toHaveCount(0);
});

/** Lists the folders and files in the private storage of the page's origin. */
const storedNames = (page) =>
  page.evaluate(async () => {
    const names = [];
    const list = async (folder) => {
      for await (const [name, entry] of folder.entries()) {
        names.push(name);
        if (entry.kind === 'directory') await list(entry);
      }
    };
    await list(await navigator.storage.getDirectory());
    return names;
  });

for (const [where, base] of [
  ['isolated by headers', ''],
  ['isolated by the service worker', STATIC.url],
]) {
  test(`every strategy reads the same files, which are then deleted, ${where}`, async ({ page, lanes }) => {
    await lanes.open('x=read-files&files=12&size=20000&workers=2&repeats=1', base);
    await lanes.run();
    await expect(lanes.conclusion).toContainText('same answers');
    await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(STRATEGIES.length);
    await expect(lesson(page)).toContainText('The files had just been written');
    expect((await lanes.spans('threads')).filter((span) => span.phase === 'io-wait').length).toBe(12);
    await expect.poll(() => storedNames(page)).toEqual(['lanes-files']);
  });
}

test('the reader’s own files are read, one per task', async ({ page, lanes }) => {
  await lanes.open('x=read-files&source=own&workers=2&repeats=1&strategies=sequential,threads,processes');
  await expect(lanes.runButton).toBeDisabled();
  const files = ['one', 'two', 'three'].map((text) => ({
    name: `${text}.txt`,
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  }));
  await page.locator('.files input').setInputFiles(files);
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
  const [spans, checksum] = [await lanes.spans('sequential'), await lanes.checksum()];
  expect(new Set(spans.map(({ task }) => task)).size).toBe(3);
  await page
    .locator('.files input')
    .setInputFiles([files[0], files[1], { ...files[2], buffer: files[0].buffer }]);
  await lanes.run();
  expect(await lanes.checksum()).not.toBe(checksum);
});

test('files that a closed tab left behind are deleted, and those of another open tab are not', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=read-files&files=3&size=1000&workers=1&repeats=1&strategies=async');
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const parent = await root.getDirectoryHandle('lanes-files', { create: true });
    for (const name of ['lanes-left', 'lanes-held']) await parent.getDirectoryHandle(name, { create: true });
    await new Promise((held) => {
      navigator.locks.request('lanes-held', () => new Promise(() => held()));
    });
  });
  await lanes.run();
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(1);
  await expect.poll(() => storedNames(page)).toEqual(['lanes-files', 'lanes-held']);
});

test('an error says that the browser has no room for the files', async ({ page, lanes }) => {
  await lanes.open('x=read-files&files=3&size=500000&repeats=1&strategies=async');
  const devtools = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000 });
  await lanes.run();
  await expect(page.getByRole('alert')).toContainText('no room for so many files');
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await lanes.run();
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(1);
});

test.describe('in a private window', () => {
  // The route below does not see an engine script that the service worker serves.
  test.use({ withoutServiceWorker: true });

  test('an error says that the browser stores no files', async ({ page, lanes }) => {
    await page.route('**/assets/worker-*.js', async (route) => {
      const response = await route.fetch();
      const refuse = `navigator.storage.getDirectory = async () => {
        throw new DOMException('It is forbidden.', 'SecurityError');
      };`;
      await route.fulfill({ response, body: `${refuse}\n${await response.text()}` });
    });
    await lanes.open('x=read-files&files=3&size=1000&repeats=1&strategies=async');
    await lanes.run();
    await expect(page.getByRole('alert')).toContainText('stores no files for this page');
    await expect(page.getByRole('alert')).toContainText('It is forbidden.');
  });
});

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
    await expect(lesson(page)).toContainText('41 pages were found, up to 2 links');
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
