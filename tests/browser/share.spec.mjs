// Sharing and saving: links with results, saved runs, and the Share menu.

import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, Lanes, test } from '#support/lanes.mjs';

const SMALL = 'x=sum-of-squares&n=1000000&repeats=2&strategies=sequential,threads';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Presses a button of the Share menu and returns the copied text. */
async function share(page, what) {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: what, exact: true }).click();
  await expect(page.locator('#share-menu [role="status"]')).toHaveText(/copied/);
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('Escape');
  await expect(page.locator('#share-menu')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeFocused();
  return text;
}

test('a link with results shows the author’s figures and compares them with the reader’s run', async ({
  page,
  lanes,
  browser,
}) => {
  await lanes.open(SMALL);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Copy link with these results' })).toBeDisabled();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await lanes.run();
  const [median, checksum] = [await lanes.medianMs('threads'), await lanes.checksum()];
  const link = await share(page, 'Copy link with these results');
  // It names every value, also those that this machine has by default, and ends in a letter or digit.
  expect(link).toMatch(/\?x=sum-of-squares&v=1&.*&workers=\d+&.*#v1\.[\w-]*[a-zA-Z0-9]$/);
  expect(link.length).toBeLessThan(4000);
  expect(await share(page, 'Copy link')).toBe(link.split('#')[0]);
  expect(await share(page, 'Copy embed code')).toMatch(
    /embed\.js"><\/script>\n<lanes-playground x="sum-of-squares" n="1000000"/,
  );
  const markdown = await share(page, 'Copy Markdown');
  expect(markdown).toMatch(/^### Sum of squares\n.*\n\| Strategy .*\n\| \**sequential.*Measured on /s);
  expect(markdown).toContain(link);

  const context = await browser.newContext();
  const other = new Lanes(await context.newPage());
  await other.page.goto(link);
  await other.ready();
  const recorded = other.page.locator('#recorded');
  await expect(recorded).toContainText(/Recorded on [\d-]+ [\d:]+ UTC, on \d+ cores?, Chrome/);
  await other.page.getByRole('button', { name: 'Go to the results' }).click();
  await expect(recorded.locator('p')).toBeFocused();
  await expect(recorded).toBeInViewport();
  expect(await other.medianMs('threads')).toBeCloseTo(median, 2);
  expect(await other.checksum()).toBe(checksum);
  await expect(other.page.locator('.group[data-strategy="threads"]')).toBeVisible();
  await expect(other.page.getByText('Save as', { exact: true })).toHaveCount(0);
  expect(await violationsInBothThemes(other.page)).toEqual([]);

  await other.run();
  await expect(recorded).toHaveCount(0);
  await expect(other.page.getByRole('button', { name: 'Go to the results' })).toHaveCount(0);
  await expect(other.page.locator('.versus tbody tr')).toHaveCount(2);
  await expect(other.page.locator('.versus dd')).toHaveText([/^yours, /, /^from the link, /]);
  expect(await violationsInBothThemes(other.page)).toEqual([]);
  await other.page
    .locator('.kept [data-origin="From the link"]')
    .getByRole('button', { name: 'Show' })
    .click();
  await expect(recorded).toContainText('another machine');
  await other.page.getByRole('button', { name: 'Back to your results' }).click();
  await expect(recorded).toHaveCount(0);

  // The record belongs to its experiment: the URL of another one lacks it, and Back restores it.
  await other.page.goto(link);
  await other.page.getByRole('link', { name: 'Ten requests' }).click();
  await expect(other.page).toHaveURL(/\?x=ten-requests$/);
  await other.page.goBack();
  await expect(recorded).toBeVisible();
  expect(other.unexpectedErrors()).toEqual([]);
  await context.close();
});

test('the page says which part of a link is unreadable, and uses the rest', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&tasks=6#v7.AAAA');
  const refusal = page.locator('#refusal');
  await expect(refusal).toContainText('made by a newer Lanes (version 7');
  await lanes.settings();
  await expect(page.getByLabel('Tasks')).toHaveValue('6');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(refusal).toHaveCount(0);
  await expect(page).toHaveURL(/\?x=sum-of-squares&tasks=6$/);
  await page.evaluate(() => {
    location.hash = `#v1.${'AB'.repeat(40)}`;
  });
  await expect(refusal).toContainText('damaged');
  await lanes.settings();
  await expect(page.getByLabel('Tasks')).toHaveValue('6');
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('saved runs survive a reload, and can be compared and deleted', async ({ page, lanes }) => {
  await lanes.open(SMALL);
  await lanes.run();
  await lanes.settings();
  await page.getByLabel('n', { exact: true }).fill('2000000');
  await lanes.run();
  const rows = page.locator('.kept li');
  await expect(rows).toHaveCount(2);
  await page.reload();
  await lanes.ready();
  await expect(rows).toHaveCount(2);
  for (const row of [0, 1]) await rows.nth(row).getByRole('button', { name: 'Compare' }).click();
  await expect(page.locator('.versus tbody tr')).toHaveCount(2);
  await expect(page.locator('.versus .outdated')).toContainText('N is 2,000,000 for A and 1,000,000 for B');
  await rows.nth(1).getByRole('button', { name: 'Show' }).click();
  await expect(page.locator('#recorded')).toContainText('These are your own');
  await rows.nth(1).getByRole('button', { name: 'Delete' }).click();
  await expect(rows).toHaveCount(1);
  await expect(page.locator('.versus')).toHaveCount(0);

  // Foreign data in the storage, here of an older version, does no harm.
  await page.evaluate(() =>
    localStorage.setItem('lanes.runs', 'nonsense\nsum-of-squares v1.ABABABABABABABABABABABAB\n'),
  );
  await page.reload();
  await lanes.ready();
  await expect(page.getByText('1 of the saved runs could not be read')).toBeVisible();
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toHaveText(/cannot be shown: they are/);
  await page.getByRole('button', { name: 'Delete all saved runs' }).click();
  await expect(rows).toHaveCount(0);
  await page.reload();
  await lanes.ready();
  await expect(page.getByText('could not be read')).toHaveCount(0);
  await expect(rows).toHaveCount(0);
});

test('a view opened from the saved runs is visible and has the focus, and closing it returns the focus', async ({
  page,
  lanes,
}) => {
  // Too low to show the list and the opened view at once.
  await page.setViewportSize({ width: 800, height: 400 });
  await lanes.open(SMALL);
  await lanes.run();
  await lanes.run();
  const rows = page.locator('.kept li');
  await expect(rows).toHaveCount(2);
  const control = (row, name) => rows.nth(row).getByRole('button', { name });
  const expectVisibleFocus = async (locator) => {
    await expect(locator).toBeFocused();
    await expect(locator).toBeInViewport();
  };

  await control(0, 'Compare').click();
  await expect(control(0, 'Compare')).toBeFocused();
  await control(1, 'Compare').click();
  await expectVisibleFocus(page.getByRole('heading', { name: 'Two runs compared' }));
  await expect(page.locator('.versus tbody tr').first()).toBeInViewport();
  await page.locator('.versus').getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('.versus')).toHaveCount(0);
  await expectVisibleFocus(control(1, 'Compare'));

  await control(1, 'Show').click();
  await expectVisibleFocus(page.locator('#recorded p'));
  await page.getByRole('button', { name: 'Back to your results' }).click();
  await expect(page.locator('#recorded')).toHaveCount(0);
  await expectVisibleFocus(control(1, 'Show'));
});

test('a comparison that opens after a run does not take the focus', async ({ page, lanes }) => {
  await lanes.open(SMALL);
  await lanes.run();
  await page.locator('.kept li').getByRole('button', { name: 'Show' }).click();
  await lanes.run();
  await expect(page.locator('.versus tbody tr')).toHaveCount(2);
  await expect(lanes.runButton).toBeFocused();
  await page.locator('.versus').getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('main')).toBeFocused();
});

test('the text can be copied by hand if the browser refuses the clipboard', async ({ page, lanes }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
  });
  await lanes.open('x=sum-of-squares');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Copy link', exact: true }).click();
  const field = page.getByLabel('Text to copy');
  await expect(field).toBeFocused();
  expect(
    await field.evaluate(({ selectionStart, selectionEnd, value }) =>
      value.slice(selectionStart, selectionEnd),
    ),
  ).toMatch(/\?x=sum-of-squares&v=1&.*&workers=\d+&.*&strategies=[\w,-]+$/);
});

test('the link goes to the system’s share sheet if there is one', async ({ page, lanes }) => {
  await page.addInitScript(() => {
    navigator.share = async (what) => {
      globalThis.shared = what;
    };
  });
  await lanes.open('x=ten-requests&requests=7');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Share with another app…' }).click();
  const shared = await page.evaluate(() => globalThis.shared);
  expect(shared.title).toBe('Ten requests');
  expect(shared.url).toMatch(/\?x=ten-requests&v=1&.*requests=7&latency=100&/);
});
