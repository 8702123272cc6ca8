// Saved runs in the browser's storage, which all tabs share.

import { expect, Lanes, test } from '#support/lanes.mjs';

const QUERY = 'x=sum-of-squares&n=1000&repeats=1&strategies=sequential';
const TABS = 10;

/** Returns all lines of the storage. */
const storedLines = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('lanes');
        opening.onerror = reject;
        opening.onsuccess = () => {
          const reading = opening.result.transaction('runs').objectStore('runs').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result);
          };
        };
      }),
  );

test(`${TABS} tabs that finish together lose no run, and each lists all`, async ({ context }) => {
  test.setTimeout(300_000);
  const tabs = [];
  for (let tab = 0; tab < TABS; tab += 1) {
    const page = await context.newPage();
    const lanes = new Lanes(page);
    await lanes.open(QUERY);
    tabs.push(lanes);
  }
  await Promise.all(
    tabs.map(({ page }) => page.evaluate(() => document.querySelector('button.run').click())),
  );
  for (const { page } of tabs) await expect(page.locator('.kept li')).toHaveCount(TABS, { timeout: 60_000 });
  expect(new Set(await storedLines(tabs[0].page)).size).toBe(TABS);
  expect(tabs.flatMap((lanes) => lanes.unexpectedErrors())).toEqual([]);
});

test('runs that an older version has saved are kept', async ({ page, lanes }) => {
  await lanes.open(QUERY);
  await lanes.run();
  await expect.poll(() => storedLines(page)).toHaveLength(1);
  const [line] = await storedLines(page);
  await page.getByRole('button', { name: 'Delete all saved runs' }).click();
  await expect.poll(() => storedLines(page)).toHaveLength(0);
  await page.evaluate((line) => localStorage.setItem('lanes.runs', `${line}nonsense\n`), line);
  await page.reload();
  await lanes.ready();
  await expect(page.locator('.kept li')).toHaveCount(1);
  await expect(page.getByText('1 of the saved runs could not be read')).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem('lanes.runs'))).toBe(null);
});

test('a full storage is reported, and later runs are stored once there is room', async ({ page, lanes }) => {
  await lanes.open(QUERY);
  // As the database does when its transaction cannot be written.
  await page.evaluate(() => {
    const { add } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.add = function (...options) {
      if (!globalThis.isFull) return add.apply(this, options);
      throw new DOMException('There is no room.', 'QuotaExceededError');
    };
    globalThis.isFull = true;
  });
  await lanes.run();
  await expect(page.getByText('storage for this page is full')).toBeVisible();
  await expect(page.locator('.kept li')).toHaveCount(1);
  expect(await storedLines(page)).toHaveLength(0);
  await page.evaluate(() => {
    globalThis.isFull = false;
  });
  await lanes.run();
  await expect.poll(() => storedLines(page)).toHaveLength(2);
});
