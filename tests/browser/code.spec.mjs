// The code section: a Python script with the reader's values, and the Rust that runs.

import { readFileSync } from 'node:fs';
import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, overflow, test } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';

const python = (page) => page.getByRole('region', { name: 'Python source' });
const rust = (page) => page.getByRole('region', { name: 'Rust source' });
const rustInProject = (file) => readFileSync(inProject('src', 'workloads', 'src', file), 'utf8');

/** Opens an experiment and its code section, and waits until Python and Rust are highlighted. */
async function openCode(page, lanes, query, base = '') {
  await lanes.open(query, base);
  await page.locator('.code summary').click();
  await expect(page.locator('.python .hljs-keyword').first()).toBeAttached();
  await expect(page.locator('.rust .hljs-keyword').first()).toBeAttached();
}

/** Replaces the clipboard of the page by one that stores text in `window.copied`, or refuses it. */
const clipboard = (refuses) => {
  const writeText = async (text) => {
    if (refuses) throw new DOMException('Refused', 'NotAllowedError');
    window.copied = text;
  };
  Object.defineProperty(navigator, 'clipboard', { value: { writeText } });
};

for (const [where, base] of [
  ['the preview server', ''],
  ['a folder of a static host', STATIC.url],
]) {
  test(`Python and Rust are shown side by side, from ${where}`, async ({ page, lanes }) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await openCode(page, lanes, 'x=sum-of-squares', base);
    await expect(python(page)).toContainText('def sum_of_squares(n: int) -> int:');
    expect(await rust(page).textContent()).toBe(rustInProject('workload/sum_of_squares.rs'));
    const [left, right] = [await python(page).boundingBox(), await rust(page).boundingBox()];
    expect(left.x + left.width).toBeLessThanOrEqual(right.x);
    expect(left.y).toBe(right.y);
    await page.getByLabel('Rust file').selectOption('schedule.rs');
    await expect(rust(page)).toContainText('Scheduling: which lane runs which task, and when.');
    expect(await rust(page).textContent()).toBe(rustInProject('schedule.rs'));
  });
}

test('code is loaded only when the section is opened', async ({ page, lanes }) => {
  const loaded = [];
  page.on('request', (request) => loaded.push(request.url()));
  await lanes.open('x=sum-of-squares');
  expect(loaded.filter((url) => /code\/|highlight/.test(url))).toEqual([]);
  await page.locator('.code summary').click();
  await expect(page.locator('.rust .hljs-keyword').first()).toBeVisible();
  await expect.poll(() => loaded.filter((url) => /code\/|highlight/.test(url)).length).toBe(3);
});

test('the copied script has the values and strategies of the page', async ({ page, lanes }) => {
  await page.addInitScript(clipboard, false);
  await openCode(page, lanes, 'x=sum-of-squares&tasks=7&n=12000000&workers=3&strategies=sequential,threads');
  await page.getByRole('button', { name: 'Copy as Python' }).click();
  await expect(page.locator('.copied')).toHaveText('Copied');
  const first = await page.evaluate(() => window.copied);
  expect(first).toContain('\nTASKS = 7\nN = 12_000_000\nWORKERS = 3\n');
  expect(first).toContain('\nSTRATEGIES = ["sequential", "threads"]\n');
  expect(first).not.toContain('lanes:');
  // A changed value makes a new script, which is not copied yet.
  await page.getByLabel('Tasks', { exact: true }).fill('8');
  await page.getByLabel('Tasks', { exact: true }).press('Tab');
  await expect(page.locator('.copied')).toHaveText('');
  await expect(python(page)).toContainText('TASKS = 8');
  await page.getByRole('button', { name: 'Copy as Python' }).click();
  await expect(page.locator('.copied')).toHaveText('Copied');
  expect(await page.evaluate(() => window.copied)).toBe(first.replace('TASKS = 7', 'TASKS = 8'));
});

test('the script is selected if the browser refuses the clipboard', async ({ page, lanes }) => {
  await page.addInitScript(clipboard, true);
  await openCode(page, lanes, 'x=ten-requests');
  await page.getByRole('button', { name: 'Copy as Python' }).click();
  await expect(page.locator('.copied')).toContainText('copy it with Ctrl+C');
  const selected = await page.evaluate(() => getSelection().toString());
  expect(selected.trim()).toBe((await python(page).textContent()).trim());
});

test('the downloaded script is the one that is shown', async ({ page, lanes }) => {
  await openCode(page, lanes, 'x=failing-task&how=stack');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download .py' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('failing-task.py');
  const script = readFileSync(await download.path(), 'utf8');
  expect(script).toContain('\nHOW = "stack"\n');
  expect(script).toBe(await python(page).textContent());
});

test('each experiment has its own code', async ({ page, lanes }) => {
  await openCode(page, lanes, 'x=sum-of-squares');
  await page.getByLabel('Rust file').selectOption('schedule.rs');
  await page.getByRole('link', { name: 'Ten requests' }).click();
  await expect(python(page)).toContainText('import httpx');
  await expect(rust(page)).toContainText('BlockingNetwork');
  expect(await rust(page).textContent()).toBe(rustInProject('workload/requests.rs'));
});

// Routes of a test cannot break requests that pass through a service worker.
test.describe('without a service worker', () => {
  test.use({ withoutServiceWorker: true });

  test('code that could not be loaded is reported, and loaded on Retry', async ({ page }) => {
    await page.route('**/code/python/**', (route) => route.abort());
    await page.goto('?x=sum-of-squares');
    await page.locator('.code summary').click();
    await expect(page.getByRole('alert')).toContainText('The code could not be loaded');
    await expect(rust(page)).toBeVisible();
    await page.unroute('**/code/python/**');
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect(python(page)).toContainText('def sum_of_squares(n: int) -> int:');
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('one language is shown at a time, the keyboard switches it, and only the code scrolls', async ({
    page,
    lanes,
  }) => {
    await openCode(page, lanes, 'x=sum-of-squares');
    await expect(python(page)).toBeVisible();
    await expect(rust(page)).toBeHidden();
    await page.getByRole('radio', { name: 'Python' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(rust(page)).toBeVisible();
    await expect(python(page)).toBeHidden();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await rust(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => rust(page).evaluate((source) => source.scrollLeft)).toBeGreaterThan(0);
  });
});

test('axe finds no violations in either theme, on a phone and on a wide page', async ({ page, lanes }) => {
  await openCode(page, lanes, 'x=failing-task');
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await violationsInBothThemes(page), `${width} pixels wide`).toEqual([]);
  }
});
