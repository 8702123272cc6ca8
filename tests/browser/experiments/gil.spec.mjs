// What a GIL does: nothing for work that computes, no harm to work that waits, and harm to work that does a
// little of either.

import { expect, mostAtOnce, test } from '../../support/lanes.mjs';

test('threads that compute under a GIL do so one at a time, and say what the lock cost', async ({
  lanes,
}) => {
  await lanes.open('x=gil-cpu&workers=2&tasks=2&n=100000000&repeats=1');
  await lanes.run();
  const spans = await lanes.spans('threads-gil');
  expect(mostAtOnce(spans, 'compute')).toBe(1);
  expect(spans.some((span) => span.phase === 'lock-wait')).toBe(true);
  await expect(lanes.conclusion).toContainText('Under the GIL 2 threads');
  await expect(lanes.conclusion).toContainText('of their time waiting for the lock');
});

test('threads that wait under a GIL wait at once, and are faster for it', async ({ lanes }) => {
  await lanes.open('x=gil-io&repeats=1&strategies=sequential,threads-gil');
  await lanes.run();
  expect(mostAtOnce(await lanes.spans('threads-gil'), 'io-wait')).toBeGreaterThan(5);
  expect(await lanes.medianMs('threads-gil')).toBeLessThan((await lanes.medianMs('sequential')) / 3);
  await expect(lanes.conclusion).toContainText('10 threads helped in spite of the GIL');
});

test('who computes under the lock keeps who answers requests waiting, the more the longer it keeps the lock', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=gil-convoy&duration=200&shortest=200&repeats=1');
  await lanes.run();
  await page.getByText('All points as a table').click();
  const at = async (strategy, x) =>
    Number(await page.locator(`td[data-strategy="${strategy}"][data-x="${x}"]`).getAttribute('data-value'));
  // Some twenty times fewer here; a busy machine lets a request slip through between two switches.
  expect(await at('threads-gil', 200)).toBeGreaterThan(2 * (await at('threads-gil', 100_000)));
  expect(await at('threads', 100_000)).toBeGreaterThan(3 * (await at('threads-gil', 100_000)));
  await expect(lanes.conclusion).toContainText('Beside one thread that computes');
  await page.getByLabel('Look at').selectOption({ label: 'Switch interval: 20,000 µs' });
  expect((await lanes.spans('threads-gil')).some((span) => span.phase === 'lock-wait')).toBe(true);
});
