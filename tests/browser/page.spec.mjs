// The page itself: its URL, controls, layout and accessibility.

import { violationsInBothThemes } from '#support/axe.mjs';
import { addressNotes, expect, expectToFit, test } from '#support/lanes.mjs';

for (const x of [
  'sum-of-squares',
  'ten-requests',
  'mandelbrot',
  'word-count',
  'lost-updates',
  'failing-task',
]) {
  test(`axe finds no violations on ${x} in either theme, before, during and after a run`, async ({
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

test('axe finds no violations in either theme in the Save menu and the file chooser', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=sum-of-squares&n=1000&repeats=1&strategies=sequential,async');
  await lanes.run();
  await page.getByText('Save as', { exact: true }).first().click();
  await expect(page.getByRole('button', { name: 'Save as CSV' })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await lanes.goTo('x=word-count&source=own');
  await expect(page.getByLabel('Choose text files')).toBeAttached();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('nothing is cut off at any page width', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&latency=10&repeats=1&colour=red&bytes=500000000&strategies=async');
  await expect(addressNotes(page)).toContainText('bytes was 500,000,000 in the address');
  await lanes.run();
  await expectToFit(page, [320, 360, 768, 1280]);
});

test('on a narrow page, the list of experiments is a menu', async ({ page, lanes }) => {
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

test('the URL follows the controls, and Back and Forward work', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares');
  await lanes.settings();
  await page.getByLabel('Tasks').fill('8');
  await page.getByLabel('Tasks').press('Tab');
  await expect(page).toHaveURL(/\?x=sum-of-squares&tasks=8$/);
  await page.getByRole('link', { name: 'Ten requests' }).click();
  await expect(page).toHaveURL(/\?x=ten-requests$/);
  await expect(page).toHaveTitle('Ten requests · Lanes: async, threads or processes?');
  await lanes.settings();
  await page.getByLabel('Network').selectOption('this server');
  await expect(page).toHaveURL(/\?x=ten-requests&network=server$/);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sum of squares');
  await expect(page).toHaveTitle(/^Sum of squares · Lanes/);
  await lanes.settings();
  await expect(page.getByLabel('Tasks')).toHaveValue('8');
  await page.goForward();
  await lanes.settings();
  await expect(page.getByLabel('Network')).toHaveValue('server');
});

test('the page uses the valid parts of a URL and says what it changed', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&tasks=9999&colour=red&strategies=threads,fibers');
  const notes = addressNotes(page);
  await expect(notes).toContainText('tasks was 9,999 in the address, which is out of range; 5,000 is used.');
  await expect(notes).toContainText('“colour” is not a setting here and was ignored.');
  await expect(notes).toContainText('no strategy named “fibers”');
  await lanes.settings();
  await expect(page.getByRole('checkbox', { name: /sequential/ })).not.toBeChecked();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(notes).toHaveCount(0);
  await lanes.goTo('x=decide&colour=red');
  await expect(notes).toContainText('“colour” is not a setting here and was ignored.');
});

test('markup in a URL is shown as text', async ({ page, lanes }) => {
  await lanes.open(`x=${encodeURIComponent('<img src=x onerror=alert(1)>')}`);
  await expect(addressNotes(page)).toContainText('There is no experiment named “<img');
});

test('a link without autorun starts no run', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000&repeats=1');
  await page.waitForTimeout(500);
  await expect(lanes.runButton).toBeEnabled();
  await expect(page.locator('.bars')).toHaveCount(0);
});

test('an invalid number stays in its field, is explained, and is not used', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000000&repeats=1&strategies=sequential');
  await lanes.settings();
  const tasks = page.getByLabel('Tasks');
  await tasks.fill('many');
  await tasks.press('Tab');
  await expect(tasks).toHaveValue('many');
  await expect(tasks).toHaveAttribute('aria-invalid', 'true');
  await expect(tasks).toHaveAccessibleDescription('A whole number from 1 to 5,000; using 4 for now.');
  await lanes.run();
  expect((await lanes.spans('sequential')).length).toBe(4);
});

test('the keyboard alone can start and stop runs', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&repeats=1');
  await lanes.settings();
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

test('the focus moves to a nearby element when the focused one disappears', async ({ page, lanes }) => {
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
  const saved = page.locator('.kept li');
  await expect(saved).toHaveCount(2);
  await saved.first().getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.kept ul')).toBeFocused();
  await saved.getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Enter');
  await expect(saved).toHaveCount(0);
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

test('a double click starts a run and does not stop it', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=4000000000&repeats=1');
  await lanes.runButton.dblclick();
  await expect(page.locator('.progress .doing')).toContainText('warming up');
  await lanes.stopButton.click();
  await lanes.ended();
});

test('an open parameter stays open when its value is the default again', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&bytes=2000');
  await lanes.settings();
  const bytes = page.locator('#parameter-bytes');
  for (const value of ['1000', '3000', '1000']) {
    await bytes.fill(value);
    await bytes.blur();
    await expect(page).toHaveURL(value === '1000' ? /x=ten-requests$/ : /bytes=3000$/);
    await expect(bytes).toBeVisible();
  }
});

test('Ctrl+Enter runs with the value that is being typed', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000000&repeats=1&strategies=sequential');
  await lanes.settings();
  await page.getByLabel('Tasks', { exact: true }).fill('7');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(1);
  await lanes.ended();
  expect((await lanes.spans('sequential')).length).toBe(7);
  await expect(page.getByLabel('Tasks', { exact: true })).toBeFocused();
});

test('the chosen theme survives a reload', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares');
  await page.getByLabel('Theme').selectOption('Dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByLabel('Theme')).toHaveValue('dark');
});

test('each history entry keeps the theme of its URL', async ({ page, lanes }) => {
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
