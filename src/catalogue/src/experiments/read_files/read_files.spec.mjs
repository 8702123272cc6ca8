// Files in the private storage of the page, and files of the reader.

import { expect, STRATEGIES, test } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';

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
    await expect(page.locator('.lesson')).toContainText('The files had just been written');
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
