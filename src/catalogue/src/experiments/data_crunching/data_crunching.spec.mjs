// The summary of a table, and CSV files of the reader.

import { file } from '#support/experiments.mjs';
import { expect, test } from '#support/lanes.mjs';

const CSV = 'shop,price\nNorth,2.5\nSouth,3\nNorth,4.5\n';

test('a dropped file is accepted, and too many files are refused', async ({ page, lanes }) => {
  await lanes.open('x=data-crunching&repeats=1&parts=2&strategies=sequential,processes');
  const drop = (names) =>
    page.evaluate(
      ([names, csv]) => {
        const dataTransfer = new DataTransfer();
        for (const name of names) dataTransfer.items.add(new File([csv], name));
        const event = (type) => new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event('dragover'));
        document.body.dispatchEvent(event('drop'));
      },
      [names, CSV],
    );
  // The list shows the new source, even after the reader has chosen another one.
  await lanes.settings();
  const source = page.getByLabel('Source', { exact: true });
  await source.selectOption('own');
  await expect(page.locator('#files-chosen')).toHaveCount(1);
  await source.selectOption({ index: 0 });
  await expect(page.locator('#files-chosen')).toHaveCount(0);
  await drop(['sales.csv']);
  await expect(page.locator('#files-chosen')).toContainText('sales.csv');
  await expect(source).toHaveValue('own');
  await lanes.run();
  await expect(page.locator('#groups tbody tr').first()).toHaveText('North27.003.502.502.502.504.504.50');
  await drop(['one.csv', 'two.csv']);
  await expect(page.getByRole('alert')).toContainText('You chose 2 files; the maximum is 1.');
  await expect(page.locator('#files-chosen')).toContainText('sales.csv');
});

test('all strategies compute the same summary of a table', async ({ page, lanes }) => {
  await lanes.open('x=data-crunching&rows=50000&parts=5&repeats=1&workers=2');
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  const rows = page.locator('#groups tbody tr');
  await expect(rows).toHaveCount(6);
  const counts = await rows.locator('td:nth-child(2)').allTextContents();
  const total = counts.reduce((sum, count) => sum + Number(count.replaceAll(',', '')), 0);
  expect(total).toBe(50_000);
  await expect(page.locator('.exhibit figcaption')).toContainText(
    'after the run; the run’s time does not include it',
  );
});

test('an error names the invalid line of a CSV file, and the next file works', async ({ page, lanes }) => {
  await lanes.open('x=data-crunching&source=own&repeats=1&parts=2&strategies=sequential,threads');
  const input = page.locator('.files input');
  await input.setInputFiles(file('bad.csv', 'shop,price\nNorth,3\nSouth,cheap\n'));
  await expect(page.locator('#files-chosen')).toContainText('bad.csv');
  await lanes.run();
  await expect(page.getByRole('alert')).toHaveText(
    'bad.csv: Line 3, column “price”: “cheap” is not a number.',
  );
  await input.setInputFiles(file('good.csv', CSV));
  await expect(page.locator('#files-chosen')).toContainText('good.csv');
  await lanes.run();
  await expect(page.locator('#groups tbody tr')).toHaveCount(2);
});
