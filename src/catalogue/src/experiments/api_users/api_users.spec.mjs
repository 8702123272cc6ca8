// Users of an API, requested twenty at once.

import { expect, maxConcurrent, test } from '#support/lanes.mjs';

test('users of an API are requested twenty at once, and the page shows them', async ({ page, lanes }) => {
  await lanes.open('x=api-users&users=40&latency=20&repeats=1');
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
  expect(maxConcurrent(await lanes.spans('sequential'), 'io-wait')).toBe(1);
  expect(maxConcurrent(await lanes.spans('async'), 'io-wait')).toBe(20);
  await expect(page.locator('.lesson')).toContainText('20 at once');
  const finds = page.locator('.finds');
  await expect(finds).toContainText('40 users');
  await expect(finds.locator('tbody tr')).toHaveCount(12);
  await expect(finds.locator('tbody tr').first()).toContainText('@example.org');
});

test('the simulated network and this server return the same users', async ({ lanes }) => {
  const checksums = [];
  await lanes.open('x=api-users');
  for (const network of ['simulated', 'server']) {
    await lanes.goTo(
      `x=api-users&users=10&latency=5&network=${network}&repeats=1&strategies=async,processes`,
    );
    await lanes.run();
    checksums.push(await lanes.checksum());
  }
  expect(checksums[0]).toBe(checksums[1]);
});
