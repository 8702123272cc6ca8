// Increments by several threads, protected and unprotected.

import { violationsInBothThemes } from '#support/axe.mjs';
import { tableRows } from '#support/experiments.mjs';
import { expect, overflow, test } from '#support/lanes.mjs';

const number = (text) => Number(text.replaceAll(',', ''));

test('unprotected increments are lost, and protected ones are not', async ({ page, lanes }) => {
  const counts = async () =>
    Object.fromEntries(
      (await tableRows(page, 'Increments, counted and lost')).map(([strategy, ...cells]) => [
        strategy,
        cells.slice(0, 3).map(number),
      ]),
    );
  await lanes.open('x=lost-updates&n=1000000&repeats=1&strategies=sequential,mutex,atomic,subtotals');
  await lanes.run();
  const protectedOnes = await counts();
  for (const exact of ['sequential', 'mutex', 'atomic', 'subtotals'])
    expect(protectedOnes[exact]).toEqual([4_000_000, 4_000_000, 0]);
  await expect(lanes.conclusion).toContainText('same answers');
  // The main result is a count, so nothing is called fastest.
  await expect(page.locator('.verdict')).toHaveText('No strategy lost an update this time.');
  const chart = page.locator('.counts tbody tr');
  await expect(chart).toHaveCount(4);
  await expect(chart.locator('[data-lost="0"]')).toHaveCount(4);
  await expect(page.locator('.counts caption')).toContainText('Updates counted, of 4,000,000');

  // Threads that share a core lose almost nothing. On a busy machine it may take several runs until two threads run on
  // different cores.
  await lanes.goTo('x=lost-updates&n=30000000&workers=4&repeats=1&strategies=gil-plain,gil-call,unprotected');
  let racing;
  const lost = (strategy) => racing?.[strategy][2] > 0;
  for (let run = 0; run < 10 && !(lost('unprotected') && lost('gil-call')); run++) {
    await lanes.run();
    racing = await counts();
    // Nothing is ever lost if threads switch only at the end of a loop iteration.
    expect(racing['gil-plain']).toEqual([120_000_000, 120_000_000, 0]);
  }
  for (const strategy of ['gil-call', 'unprotected']) {
    const [expected, counted, lost] = racing[strategy];
    expect([expected, counted + lost]).toEqual([120_000_000, 120_000_000]);
    expect(lost).toBeGreaterThan(0);
  }
  // The chart has the same counts as the table, and bars as long as their shares.
  for (const [strategy, [expected, counted, lost]] of Object.entries(racing)) {
    const row = page.locator(`.counts tr[data-strategy="${strategy}"]`);
    await expect(row.locator('[data-lost]')).toHaveAttribute('data-lost', `${lost}`);
    const [bar, all] = await Promise.all([
      row.locator('.counted').boundingBox(),
      row.locator('svg:has(.counted)').boundingBox(),
    ]);
    expect(Math.abs(bar.width / all.width - counted / expected)).toBeLessThan(0.02);
  }
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await expect(lanes.conclusion).toContainText('With a GIL, counter += 1 lost nothing here');
  await expect(lanes.conclusion).toContainText('No version guarantees that.');
  await expect(lanes.conclusion).toContainText('of 120,000,000 increments.');
  await expect(page.getByText('same answers')).toHaveCount(0);
  // Lost updates are the point of this experiment, not a mismatch of answers.
  await expect(page.locator('.bad')).toHaveCount(0);
});

test('Stop ends lost-updates&n=100000000 within a second', async ({ lanes }) => {
  await lanes.open('x=lost-updates&n=100000000');
  expect(await lanes.shortestStopMs(1000)).toBeLessThan(1000);
});
