// Labels: the page says that it measures Rust, and what each strategy corresponds to in Python.

import { readFileSync } from 'node:fs';
import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, expectToFit, STRATEGIES, test } from '#support/lanes.mjs';
import { catalogue } from '../../scripts/lib/previews.mjs';

/** Lists the experiments that the engine in Rust runs. */
const inRust = () => catalogue().filter(({ group }) => group !== 'Your Python');

const meanings = (page) => page.locator('.meanings');

/** Lists the strategies whose meanings are shown. */
const listed = (page) => meanings(page).locator('dt').allTextContents();

test('every experiment says that it measures Rust, and what its strategies are in Rust and in Python', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=decide');
  await expect(page.locator('.kinds caption')).toContainText('in Rust');
  for (const { id, title, strategies } of inRust()) {
    await lanes.goTo(`x=${id}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.locator('.results')).toContainText('Measured in Rust in your browser');
    const labels = page.locator('.strategy');
    await expect(labels).toHaveCount(strategies.length);
    for (const label of await labels.allTextContents()) expect(label, id).toMatch(/Rust .*; in Python: ./);
  }
});

test('every embed says that it measures Rust, and lists the meanings of its strategies', async ({ page }) => {
  test.slow();
  for (const { id, title, strategies } of inRust()) {
    await page.goto(`?x=${id}&view=embed`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(meanings(page)).toContainText('Measured in Rust in your browser');
    await expect(page.locator('.strategy')).toHaveCount(0);
    const shown = await listed(page);
    expect(shown.length, id).toBeGreaterThan(0);
    expect(
      shown.filter((strategy) => !strategies.includes(strategy)),
      id,
    ).toEqual([]);
  }
});

test('results of bars and charts list the meanings of their strategies', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000000&repeats=1');
  await lanes.run();
  expect(await listed(page)).toEqual(STRATEGIES);
  await expect(meanings(page)).toContainText(
    'Rust threads sharing one lock with CPython’s rules; in Python: ThreadPoolExecutor with the GIL',
  );
  await page.getByText('How it is measured').click();
  await expectToFit(page, [320, 360]);
  expect(await violationsInBothThemes(page)).toEqual([]);

  await lanes.goTo('x=scaling&most=1&tasks=2&n=1000000&repeats=1&strategies=sequential,threads');
  await lanes.run();
  await expect(page.locator('.area')).toBeVisible();
  expect(await listed(page)).toEqual(['sequential', 'threads']);
});

test('recorded results say that they were measured in Rust in a browser', async ({ page }) => {
  const record = readFileSync('src/report/tests/fixtures/record-v1.txt', 'utf8').trim();
  await page.goto(`?x=sum-of-squares#${record}`);
  await expect(page.locator('#recorded')).toBeVisible();
  await expect(meanings(page)).toContainText('Measured in Rust in a browser.');
});

test('the code section says which language is measured', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares');
  await expect(page.getByRole('tabpanel', { name: 'Python' })).toContainText(
    'Lanes does not run or measure it.',
  );
  await page.getByRole('tab', { name: 'Rust' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Rust' })).toContainText('Lanes runs and measures this.');
});
