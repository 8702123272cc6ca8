// The page itself: its address, its controls, its reach.

import { violationsInBothThemes } from '../support/axe.mjs';
import { addressNotes, expect, overflow, test } from '../support/lanes.mjs';

for (const x of [
  'sum-of-squares',
  'ten-requests',
  'mandelbrot',
  'word-count',
  'lost-updates',
  'failing-task',
]) {
  test(`axe finds nothing on ${x} in either theme, before, during and after a run`, async ({
    page,
    lanes,
  }) => {
    await lanes.open(`x=${x}&repeats=1`);
    expect(await violationsInBothThemes(page)).toEqual([]);
    await lanes.runButton.click();
    await expect(page.locator('.lanes')).toBeVisible();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await lanes.ended();
    await page.locator('.lanes').getByText('Show as table').click();
    expect(await violationsInBothThemes(page)).toEqual([]);
  });
}

test('axe finds nothing in either theme on the menu of files to save, nor where a reader’s own files are chosen', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=sum-of-squares&n=1000&repeats=1&strategies=sequential,async');
  await lanes.run();
  await page.getByText('Save as', { exact: true }).first().click();
  await expect(page.getByRole('button', { name: 'Save as CSV' })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await lanes.goTo('x=word-count&source=own');
  await expect(page.locator('input[type="file"]')).toBeAttached();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('nothing is cut off, however wide the page is', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&latency=10&repeats=1&colour=red&bytes=500000000&strategies=async');
  await expect(addressNotes(page)).toContainText('bytes was 500,000,000 in the address');
  await lanes.run();
  for (const width of [320, 360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(() => overflow(page), `${width} pixels wide`).toBeLessThanOrEqual(0);
  }
});

test('where there is no room for it, the list of experiments is a menu', async ({ page, lanes }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await lanes.open('x=sum-of-squares');
  const [menu, list] = [page.getByRole('button', { name: 'Experiments' }), page.locator('#experiments')];
  await expect(list).toBeHidden();
  await menu.click();
  await expect(list.getByRole('link', { name: 'Sum of squares' })).toHaveAttribute('aria-current', 'page');
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(menu).toBeFocused();
  await menu.press('Enter');
  await list.getByRole('link', { name: 'Ten requests' }).click();
  await expect(list).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ten requests');
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(menu).toBeHidden();
  await expect(list).toBeVisible();
});

test('the address follows the controls, and back and forward work', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares');
  await page.getByLabel('Tasks').fill('8');
  await page.getByLabel('Tasks').press('Tab');
  await expect(page).toHaveURL(/\?x=sum-of-squares&tasks=8$/);
  await page.getByRole('link', { name: 'Ten requests' }).click();
  await expect(page).toHaveURL(/\?x=ten-requests$/);
  await expect(page).toHaveTitle('Ten requests · Lanes: async, threads or processes?');
  await page.getByLabel('Network').selectOption('this server');
  await expect(page).toHaveURL(/\?x=ten-requests&network=server$/);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sum of squares');
  await expect(page).toHaveTitle(/^Sum of squares · Lanes/);
  await expect(page.getByLabel('Tasks')).toHaveValue('8');
  await page.goForward();
  await expect(page.getByLabel('Network')).toHaveValue('server');
});

test('an address is taken as far as it makes sense, and the page says what was changed', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=sum-of-squares&tasks=9999&colour=red&strategies=threads,fibers');
  const notes = addressNotes(page);
  await expect(notes).toContainText(
    'tasks was 9,999 in the address, which is out of its range: it is 5,000 now.',
  );
  await expect(notes).toContainText('“colour” means nothing here and was ignored.');
  await expect(notes).toContainText('no strategy named “fibers”');
  await expect(page.getByRole('checkbox', { name: /sequential/ })).not.toBeChecked();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(notes).toHaveCount(0);
  await lanes.goTo('x=decide&colour=red');
  await expect(notes).toContainText('“colour” means nothing here and was ignored.');
});

test('markup in an address is text', async ({ page, lanes }) => {
  await lanes.open(`x=${encodeURIComponent('<img src=x onerror=alert(1)>')}`);
  await expect(addressNotes(page)).toContainText('There is no experiment named “<img');
});

test('a link never starts a run', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000&repeats=1');
  await page.waitForTimeout(500);
  await expect(lanes.runButton).toBeEnabled();
  await expect(page.locator('.bars')).toHaveCount(0);
});

test('a number that cannot be is kept, explained, and not used', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000000&repeats=1&strategies=sequential');
  const tasks = page.getByLabel('Tasks');
  await tasks.fill('many');
  await tasks.press('Tab');
  await expect(tasks).toHaveValue('many');
  await expect(tasks).toHaveAttribute('aria-invalid', 'true');
  await expect(tasks).toHaveAccessibleDescription('A whole number from 1 to 5,000; using 4 for now.');
  await lanes.run();
  expect((await lanes.spans('sequential')).length).toBe(4);
});

test('the keyboard alone runs and stops', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&repeats=1');
  const n = page.getByLabel('n', { exact: true });
  await n.fill('4000000000');
  const isFocused = () => lanes.runButton.evaluate((button) => button === document.activeElement);
  for (let tabs = 0; tabs < 50 && !(await isFocused()); tabs++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(lanes.stopButton).toBeFocused();
  await page.keyboard.press('Enter');
  await lanes.ended();
  await expect(lanes.runButton).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(lanes.stopButton).toBeFocused();
  await page.keyboard.press('Enter');
  await lanes.ended();
  await n.fill('1000');
  await page.keyboard.press('Enter');
  await expect(lanes.conclusion).toContainText('same answers');
});

test('the focus stays near when what had it goes', async ({ page, lanes }) => {
  const press = async (name) => {
    await page.getByRole('button', { name, exact: true }).first().focus();
    await page.keyboard.press('Enter');
  };
  await lanes.open('x=ten-requests&requests=2&repeats=1&strategies=sequential,async&nonsense=1');
  await press('Close');
  await expect(page.locator('main')).toBeFocused();
  await page.getByRole('radio', { name: 'async' }).check();
  await press('Clear');
  await expect(page.getByRole('radiogroup')).toBeFocused();
  await lanes.run();
  await lanes.run();
  const kept = page.locator('.kept li');
  await expect(kept).toHaveCount(2);
  await kept.first().getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.kept ul')).toBeFocused();
  await kept.getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Enter');
  await expect(kept).toHaveCount(0);
  await expect(page.locator('main')).toBeFocused();

  await lanes.goTo('x=decide');
  const measure = page.locator('[data-row="ten-requests"] button');
  await measure.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-row="ten-requests"] progress')).toBeVisible();
  await expect(measure).toBeFocused();
  await press('Stop');
  const all = page.getByRole('button', { name: 'Measure all' });
  await expect(all).toBeFocused();
});

test('a double click runs, and does not stop what it started', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=4000000000&repeats=1');
  await lanes.runButton.dblclick();
  await expect(page.locator('.progress .doing')).toContainText('warming up');
  await lanes.stopButton.click();
  await lanes.ended();
});

test('what is open stays open when its value is the default again', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&bytes=2000');
  const bytes = page.locator('#parameter-bytes');
  for (const value of ['1000', '3000', '1000']) {
    await bytes.fill(value);
    await bytes.blur();
    await expect(page).toHaveURL(value === '1000' ? /x=ten-requests$/ : /bytes=3000$/);
    await expect(bytes).toBeVisible();
  }
});

test('Ctrl+Enter takes what is being typed', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000000&repeats=1&strategies=sequential');
  await page.getByLabel('Tasks', { exact: true }).fill('7');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(1);
  await lanes.ended();
  expect((await lanes.spans('sequential')).length).toBe(7);
  await expect(page.getByLabel('Tasks', { exact: true })).toBeFocused();
});

test('the theme that was chosen stays', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares');
  await page.getByLabel('Theme').selectOption('Dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByLabel('Theme')).toHaveValue('dark');
});

test('the theme of an address is that of its step in the history', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&theme=dark');
  const [root, menu] = [page.locator('html'), page.getByLabel('Theme')];
  const shows = async (theme) => {
    await expect(root).toHaveAttribute('data-theme', theme);
    await expect(menu).toHaveValue(theme);
  };
  await shows('dark');
  await page.getByRole('link', { name: 'Ten requests' }).click();
  await menu.selectOption('Light');
  await shows('light');
  await expect(page).toHaveURL(/\?x=ten-requests$/);
  await page.goBack();
  await shows('dark');
  await page.goForward();
  await shows('light');
});
