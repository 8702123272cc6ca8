// What can be sent to a process, and what sending it costs.

import { tableRows } from '#support/experiments.mjs';
import { expect, shortestWallMs, test } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';

for (const [where, base] of [
  ['isolated by headers', ''],
  ['isolated by the service worker', STATIC.url],
]) {
  test(`a closure cannot be sent to a process, and bytes can, ${where}`, async ({ page, lanes }) => {
    await lanes.open('x=pickling&most=256&repeats=1', base);
    await lanes.run();
    const crossed = await tableRows(page, 'What can be sent to a worker');
    expect(crossed.map(([what, here]) => [what, here.split(':')[0]])).toEqual([
      ['Numbers and bytes', 'sent'],
      ["A function's name, with arguments", 'sent'],
      ['A closure', 'DataCloneError'],
    ]);
    for (const way of ['here', 'copied', 'transferred', 'shared'])
      await expect(page.locator(`.point[data-strategy="${way}"][data-x="262144"]`)).toHaveCount(1);
    await expect(lanes.conclusion).toContainText('Summing 256 KiB took');
    await expect(lanes.conclusion).toContainText('same answers');
  });
}

test('sending a larger copy takes longer', async ({ lanes }) => {
  await lanes.open('x=pickling&most=16384&repeats=1&strategies=here,copied');
  await lanes.run();
  const copied = await lanes.runs('copied');
  const at = (size) => shortestWallMs(copied.filter(({ x }) => x === size));
  expect(at(16 << 20)).toBeGreaterThan(at(1 << 10));
});

test.describe('without isolation', () => {
  test.use({ withoutServiceWorker: true });

  test('bytes can be copied and transferred, but not shared', async ({ page, lanes }) => {
    await lanes.open('x=pickling&most=1024&repeats=1', STATIC.url);
    await lanes.settings();
    await expect(page.getByRole('checkbox', { name: /^shared/ })).toBeDisabled();
    await lanes.run();
    // The clock is too coarse to draw most points, so check the lanes.
    for (const [way, count] of [
      ['copied', 1],
      ['transferred', 1],
      ['shared', 0],
    ])
      await expect(page.locator(`.group[data-strategy="${way}"]`)).toHaveCount(count);
  });
});
