// The code section: a Python script with the reader's values, and the Rust that runs.

import { readFileSync } from 'node:fs';
import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, overflow, test } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';

const panel = (page) => page.getByRole('region', { name: 'Code', exact: true });
const python = (page) => page.getByRole('region', { name: 'Python source' });
const rust = (page) => page.getByRole('region', { name: 'Rust source' });
const tab = (page, name) => page.getByRole('tab', { name });
const rustInProject = (file) => readFileSync(inProject('src', 'workloads', 'src', file), 'utf8');

/** Opens an experiment, scrolls to its code, and waits until the Python is highlighted. */
async function openCode(page, lanes, query, base = '') {
  await lanes.open(query, base);
  await panel(page).scrollIntoViewIfNeeded();
  await expect(python(page).locator('.hljs-keyword').first()).toBeAttached();
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
  test(`Python is shown first, and Rust in a tab, from ${where}`, async ({ page, lanes }) => {
    await openCode(page, lanes, 'x=sum-of-squares', base);
    await expect(python(page)).toContainText('def sum_of_squares(n: int) -> int:');
    await tab(page, 'Rust').click();
    await expect(python(page)).toHaveCount(0);
    await expect(rust(page).locator('.hljs-keyword').first()).toBeVisible();
    expect(await rust(page).textContent()).toBe(rustInProject('workload/sum_of_squares.rs'));
    await page.getByLabel('Rust file').selectOption('schedule.rs');
    await expect(rust(page)).toContainText('Scheduling: which lane runs which task, and when.');
    expect(await rust(page).textContent()).toBe(rustInProject('schedule.rs'));
  });
}

test('each file is loaded only once it is in sight', async ({ page, lanes }) => {
  const loaded = [];
  page.on('request', (request) => loaded.push(request.url()));
  const codeLoaded = () => loaded.filter((url) => /code\/|highlight/.test(url)).length;
  await page.setViewportSize({ width: 390, height: 240 });
  await lanes.open('x=sum-of-squares');
  await expect(panel(page)).toBeAttached();
  expect(codeLoaded()).toBe(0);
  await panel(page).scrollIntoViewIfNeeded();
  await expect(python(page).locator('.hljs-keyword').first()).toBeVisible();
  expect(codeLoaded()).toBe(2);
  await tab(page, 'Rust').click();
  await expect(rust(page).locator('.hljs-keyword').first()).toBeVisible();
  expect(codeLoaded()).toBe(3);
});

test('the keyboard switches the tabs, and the chosen one stays while settings change', async ({
  page,
  lanes,
}) => {
  await openCode(page, lanes, 'x=sum-of-squares');
  await tab(page, 'Python').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tab(page, 'Rust')).toBeFocused();
  await expect(tab(page, 'Rust')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tabpanel', { name: 'Rust' })).toContainText('Lanes runs and measures this.');
  // Only the chosen tab is in the tab order.
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Rust file')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(tab(page, 'Rust')).toBeFocused();
  await lanes.settings();
  await page.getByLabel('Tasks', { exact: true }).fill('8');
  await page.getByLabel('Tasks', { exact: true }).press('Enter');
  await page.getByRole('link', { name: 'Ten requests' }).click();
  await expect(tab(page, 'Rust')).toHaveAttribute('aria-selected', 'true');
  await tab(page, 'Rust').focus();
  await page.keyboard.press('Home');
  await expect(python(page)).toContainText('import httpx');
  await page.keyboard.press('ArrowLeft');
  await expect(rust(page)).toContainText('BlockingNetwork');
});

test('the lines of each strategy are marked, named and shown on request, and are no part of the text', async ({
  page,
  lanes,
}) => {
  await openCode(page, lanes, 'x=ten-requests');
  const marks = python(page).getByRole('group');
  const names = await marks.evaluateAll((groups) => groups.map((group) => group.ariaLabel));
  expect(new Set(names)).toEqual(new Set(['sequential', 'async', 'threads-gil, threads', 'processes']));
  const of = (name) => python(page).getByRole('group', { name, exact: true });
  await expect(of('async').last()).toContainText('async def gather(');
  await expect(of('threads-gil, threads').last()).toHaveText(
    /"threads": lambda: list\(threads\.map\(get, urls\)\),/,
  );
  await expect(of('threads-gil, threads').last().locator('.stripes i')).toHaveCount(2);
  const look = (locator) =>
    locator.evaluate((element) => getComputedStyle(element).getPropertyValue('--look'));
  const looks = await Promise.all(['sequential', 'async', 'processes'].map((name) => look(of(name).last())));
  expect(new Set(looks).size).toBe(3);
  // The listing begins with the script; a button shows the lines of its strategy one after the other.
  expect(await python(page).evaluate((pre) => pre.scrollTop)).toBe(0);
  const button = page
    .getByRole('list', { name: 'Show the lines of' })
    .getByRole('button', { name: 'processes' });
  await button.click();
  await expect(of('processes').first()).toBeFocused();
  await expect(of('processes').first()).toBeInViewport();
  await button.click();
  await expect(of('processes').last()).toBeFocused();
  await expect(of('processes').last()).toContainText('processes.map(get, urls)');
  await expect(of('processes').last()).toBeInViewport();
  const text = await python(page).textContent();
  expect(text).not.toContain('threads-gil, threads');
  expect(text.endsWith('\n    run_script(recorded(main, LANES))\n')).toBe(true);
});

test('the panel is next to the results on a wide screen, and below them elsewhere', async ({
  page,
  lanes,
}) => {
  await page.setViewportSize({ width: 1600, height: 900 });
  await openCode(page, lanes, 'x=sum-of-squares');
  const boxes = () =>
    Promise.all([panel(page), page.locator('.results, .answer').first()].map((part) => part.boundingBox()));
  const [right, left] = await boxes();
  expect(left.x + left.width).toBeLessThanOrEqual(right.x);
  expect(right.y).toBeLessThan(200);
  await expect(python(page)).toBeInViewport();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const [below, above] = await boxes();
    expect(below.y, `${width} pixels wide`).toBeGreaterThanOrEqual(above.y + above.height);
    expect(below.x).toBeCloseTo(above.x, 0);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  }
});

test('the copied script has the values and strategies of the page', async ({ page, lanes }) => {
  await page.addInitScript(clipboard, false);
  await openCode(page, lanes, 'x=sum-of-squares&tasks=7&n=12000000&workers=3&strategies=sequential,threads');
  await page.getByRole('button', { name: 'Copy Python' }).click();
  await expect(page.locator('.copied')).toHaveText('Copied');
  const first = await page.evaluate(() => window.copied);
  expect(first).toContain('\nTASKS = 7\nN = 12_000_000\nWORKERS = 3\n');
  expect(first).toContain('\nSTRATEGIES = ["sequential", "threads"]\n');
  expect(first).not.toContain('# lanes:');
  // A changed value makes a new script, which is not copied yet.
  await lanes.settings();
  await page.getByLabel('Tasks', { exact: true }).fill('8');
  await page.getByLabel('Tasks', { exact: true }).press('Tab');
  await expect(page.locator('.copied')).toHaveText('');
  await expect(python(page)).toContainText('TASKS = 8');
  await page.getByRole('button', { name: 'Copy Python' }).click();
  await expect(page.locator('.copied')).toHaveText('Copied');
  expect(await page.evaluate(() => window.copied)).toBe(
    first.replace('TASKS = 7', 'TASKS = 8').replace('&tasks=7&', '&tasks=8&'),
  );
  // The Rust has a button of its own.
  await tab(page, 'Rust').click();
  await expect(page.locator('.copied')).toHaveText('');
  await page.getByRole('button', { name: 'Copy Rust' }).click();
  await expect(page.locator('.copied')).toHaveText('Copied');
  expect(await page.evaluate(() => window.copied)).toBe(rustInProject('workload/sum_of_squares.rs'));
});

test('the script is selected if the browser refuses the clipboard', async ({ page, lanes }) => {
  await page.addInitScript(clipboard, true);
  await openCode(page, lanes, 'x=ten-requests');
  await page.getByRole('button', { name: 'Copy Python' }).click();
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
  await tab(page, 'Rust').click();
  await page.getByLabel('Rust file').selectOption('schedule.rs');
  await page.getByRole('link', { name: 'Ten requests' }).click();
  await expect(rust(page)).toContainText('BlockingNetwork');
  expect(await rust(page).textContent()).toBe(rustInProject('workload/requests.rs'));
});

// Routes of a test cannot break requests that pass through a service worker.
test.describe('without a service worker', () => {
  test.use({ withoutServiceWorker: true });

  test('code that could not be loaded is reported, and loaded on Retry', async ({ page }) => {
    await page.route('**/code/python/**', (route) => route.abort());
    await page.goto('?x=sum-of-squares');
    await panel(page).scrollIntoViewIfNeeded();
    await expect(page.getByRole('alert')).toContainText('The code could not be loaded');
    await page.unroute('**/code/python/**');
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect(python(page)).toContainText('def sum_of_squares(n: int) -> int:');
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('only the code scrolls sideways, also by keyboard', async ({ page, lanes }) => {
    await openCode(page, lanes, 'x=sum-of-squares');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await python(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => python(page).evaluate((source) => source.scrollLeft)).toBeGreaterThan(0);
  });
});

test('axe finds no violations in either theme, on a phone and on a wide page', async ({ page, lanes }) => {
  await openCode(page, lanes, 'x=failing-task');
  for (const width of [360, 1280, 1600]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await violationsInBothThemes(page), `${width} pixels wide`).toEqual([]);
  }
  await tab(page, 'Rust').click();
  await expect(rust(page).locator('.hljs-keyword').first()).toBeVisible();
  expect(await violationsInBothThemes(page), 'Rust').toEqual([]);
});
