// Predictions, the baseline of speed-ups, and cautions.

import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, test } from '#support/lanes.mjs';

// Run sequentially, these waits take at least ten times as long as together, on a busy machine too.
const REQUESTS = 'x=ten-requests&requests=20&limit=20&latency=60&repeats=3&strategies=sequential,async';

/** Locates the predictions to choose from. */
const predictions = (page, options) => page.locator('.prediction').getByRole('radio', options);

test('a prediction is compared with the results, and cleared for the next run', async ({ page, lanes }) => {
  await lanes.open(REQUESTS);
  await page.getByRole('radio', { name: 'sequential' }).check();
  await lanes.run();
  const judged = page.locator('.judged');
  await expect(judged).toContainText(/^You picked sequential\. Async took \d+% less time\./);
  await expect(judged).toContainText(/waiting for I\/O, one at a time; async had up to 20 at once\./);
  await expect(predictions(page, { checked: true })).toHaveCount(0);

  await lanes.settings();
  await page.getByRole('radio', { name: 'async' }).check();
  await lanes.run();
  await expect(judged).toContainText(
    'You picked async, and you were right. The next fastest, sequential, took',
  );
  expect(await violationsInBothThemes(page)).toEqual([]);

  await lanes.settings();
  await page.getByRole('radio', { name: 'async' }).check();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(predictions(page, { checked: true })).toHaveCount(0);

  await lanes.settings();
  await page.getByRole('radio', { name: 'async' }).check();
  await page.getByRole('link', { name: 'Sum of squares' }).click();
  await expect(predictions(page)).toHaveCount(5);
  await expect(predictions(page, { checked: true })).toHaveCount(0);
  await page.getByRole('link', { name: 'Scaling' }).click();
  await expect(predictions(page)).toHaveCount(0);
});

test('any strategy can be the baseline of the speed-ups', async ({ page, lanes }) => {
  await lanes.open(REQUESTS);
  await lanes.run();
  const speedUp = (strategy) => page.locator(`.bars tr[data-strategy="${strategy}"] .speedup`);
  await expect(speedUp('sequential')).toHaveText('1.00×');
  await page.getByLabel('Speed-up over').selectOption('async');
  await expect(speedUp('async')).toHaveText('1.00×');
  await expect(speedUp('sequential')).toHaveText(/^0\.\d\d×$/);
  await expect(lanes.conclusion).toContainText('Fastest: async.');
  expect((await lanes.save('Markdown')).bytes.toString()).toContain('Speed-up over async');
});

test('a caution says that the page was hidden during a run', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&latency=40&repeats=1&strategies=sequential');
  // In the page, because the run does not wait for a slow test.
  await page.evaluate(async () => {
    document.querySelector('button.run').click();
    while (!document.querySelector('button.stop')) await new Promise((resolve) => setTimeout(resolve));
    for (const hidden of [true, false]) {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }
  });
  await lanes.ended();
  await expect(page.getByRole('list', { name: 'Cautions' })).toContainText('The page was in the background');
  expect(JSON.parse((await lanes.save('JSON')).bytes).environment.hidden).toBe(true);
});
