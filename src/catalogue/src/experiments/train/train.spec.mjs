// Trained networks, and how well they recognize digits.

import { expect, test } from '#support/lanes.mjs';

test('the trained networks recognize digits, with the same result under every strategy', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=train&folds=3&epochs=3&hidden=16&repeats=1&workers=2');
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  await expect(page.locator('#scores tbody tr')).toHaveCount(3);
  expect(Number.parseFloat(await page.locator('#accuracy').textContent())).toBeGreaterThan(80);
  await expect(page.locator('.lesson')).toContainText('3 equally long tasks on 2 lanes take 2 rounds');
});
