// The answer first: a first visit, the settings line, the verdict and the bars on one screen, and embeds in the same order.

import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, test } from '#support/lanes.mjs';

/** Screens, an address with everything up to its bars in sight, and the selector of what covers the lower edge. */
const TEN_REQUESTS = '?x=ten-requests&latency=20&repeats=2';
const SCREENS = [
  { what: 'ten requests', width: 1280, height: 800, address: TEN_REQUESTS, cover: null },
  { what: 'ten requests', width: 390, height: 844, address: TEN_REQUESTS, cover: '.setup > button' },
  { what: 'a first visit', width: 390, height: 844, address: '', cover: '.setup > button' },
];

/** Returns the distance from the top of the window to the lower edge of the last element that matches. */
const bottomOf = (page, selector) =>
  page
    .locator(selector)
    .last()
    .evaluate((element) => element.getBoundingClientRect().bottom);

test('a first visit says what Lanes is, and its first run answers', async ({ page, lanes }) => {
  await page.goto('');
  await lanes.ready();
  await expect(page.locator('.headline')).toHaveText('Threading, multiprocessing or asyncio?');
  await expect(page.locator('.callout')).toContainText('Press Run');
  await expect(page.locator('.blank tr')).toHaveCount(4);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await lanes.run();
  await expect(page.locator('.verdict')).toBeVisible();
  await expect(page.locator('.advice strong')).toHaveText(/^In Python, use processes/);
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(4);
  // Another experiment needs no introduction.
  await page.getByRole('link', { name: 'Ten requests' }).click();
  await expect(page.locator('.headline')).toHaveCount(0);
});

for (const { what, width, height, address, cover } of SCREENS) {
  test(`at ${width} x ${height}, settings, Run, verdict and bars of ${what} are on one screen`, async ({
    page,
    lanes,
  }) => {
    await page.setViewportSize({ width, height });
    await page.goto(address);
    await lanes.ready();
    await expect(lanes.runButton).toBeInViewport({ ratio: 1 });
    await lanes.run();
    await expect(page.locator('.settings > summary')).toBeInViewport({ ratio: 1 });
    await expect(lanes.runButton).toBeInViewport({ ratio: 1 });
    await expect(page.locator('.verdict')).toBeInViewport({ ratio: 1 });
    const edge = cover ? await page.locator(cover).evaluate((b) => b.getBoundingClientRect().top) : height;
    expect(await bottomOf(page, '.bars .bar svg')).toBeLessThanOrEqual(edge);
  });
}

test('the reasons are open where there is room, and behind Why on a phone', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=2000000&repeats=3&strategies=sequential,processes');
  await lanes.run();
  const [why, reason] = [page.locator('.why > summary'), page.locator('.reason')];
  await expect(reason).toBeVisible();
  await expect(why).toBeHidden();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(reason).toBeHidden();
  await why.focus();
  await page.keyboard.press('Enter');
  await expect(reason).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('the settings are one line that opens and closes by keyboard', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&tasks=6&strategies=sequential,threads');
  const line = page.locator('.settings > summary');
  await expect(line).toContainText('Tasks 6');
  await expect(line).toContainText('2 of 5 strategies');
  const tasks = page.getByLabel('Tasks', { exact: true });
  await expect(tasks).toBeHidden();
  await line.focus();
  await page.keyboard.press('Enter');
  await expect(tasks).toBeVisible();
  await tasks.fill('3');
  await page.getByRole('checkbox', { name: /^threads Rust/ }).uncheck();
  await expect(line).toContainText('Tasks 3');
  await expect(line).toContainText('1 of 5 strategies');
  // The line does not close while it changes.
  await expect(tasks).toBeVisible();
  await line.press('Enter');
  await expect(tasks).toBeHidden();
});

test('settings without which nothing can run are open', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&network=urls');
  await expect(page.getByLabel('Your URLs')).toBeVisible();
  await expect(page.locator('.settings > summary')).toContainText('Fill in “Your URLs” first.');
});

test('ranges are shown on demand', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000000&repeats=3&strategies=sequential,threads');
  await lanes.run();
  const whiskers = page.locator('.bars .whisker');
  await expect(whiskers).toHaveCount(2);
  await expect(whiskers.first()).toBeHidden();
  await expect(page.getByRole('columnheader', { name: 'Range' })).toHaveCount(0);
  await page.getByLabel('Show ranges').check();
  await expect(whiskers.first()).toBeVisible();
  await expect(page.locator('.bars .range').first()).toHaveText(/^[\d.]+ (ms|s) to [\d.]+ (ms|s)$/);
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('while a run is under way, its time so far grows below its bar', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=40000000&repeats=60&strategies=sequential,processes');
  await lanes.runButton.click();
  await expect(page.locator('tr[data-strategy="sequential"] .elapsed')).toBeAttached();
  await expect(page.locator('tr[data-strategy="processes"] .elapsed')).toBeAttached();
  await expect(page.locator('.elapsed')).toHaveCount(1);
  await lanes.stopButton.click();
  await lanes.ended();
  await expect(page.locator('.elapsed')).toHaveCount(0);
});

test('a button shows the facts about the machine and the engine', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares');
  const facts = page.locator('#machine');
  await expect(facts).toBeHidden();
  await page.getByRole('button', { name: /^\d+ cores?$/ }).click();
  await expect(facts).toContainText('isolated: threads can share memory');
  await expect(facts).toContainText('engine ready in');
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(facts).toBeHidden();
});

test('on a phone, Run is always in reach, help is behind a question mark, and fields do not zoom', async ({
  page,
  lanes,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await lanes.open('x=ten-requests&latency=20&requests=3&repeats=1');
  await lanes.run();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expect(lanes.runButton).toBeInViewport({ ratio: 1 });
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator('.settings > summary').click();
  const field = page.getByLabel('Requests', { exact: true });
  const size = await field.evaluate((input) => Number.parseFloat(getComputedStyle(input).fontSize));
  expect(size).toBeGreaterThanOrEqual(16);
  const hint = page.locator('#hint-requests');
  await expect(hint).toBeHidden();
  await page.getByLabel('Help with the settings').check();
  await expect(hint).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  // What is wrong is said without help.
  await page.getByLabel('Help with the settings').uncheck();
  await field.fill('many');
  await field.blur();
  await expect(hint).toBeVisible();
  await expect(page.getByRole('button', { name: 'Ten requests' })).toBeVisible();
});

test('an embed has the answer above the bars, and says what each strategy is in Python', async ({ page }) => {
  await page.goto('?x=sum-of-squares&n=1000000&repeats=2&view=embed');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.locator('.verdict:not(.yet)')).toBeVisible({ timeout: 60_000 });
  const top = (selector) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => element.getBoundingClientRect().top);
  expect(await top('.verdict')).toBeLessThan(await top('.bars'));
  const row = page.locator('.bars tr[data-strategy="processes"]');
  await expect(row).toContainText('ProcessPoolExecutor');
});
