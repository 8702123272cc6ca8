// What a GIL does: nothing for work that computes, no harm to work that waits, and harm to work that does a
// little of either.

import { expect, mostAtOnce, test } from '../../support/lanes.mjs';

test('threads that compute under a GIL do so one at a time, and say what the lock cost', async ({
  lanes,
}) => {
  await lanes.open('x=gil-cpu&workers=2&tasks=2&n=100000000&repeats=1');
  await lanes.run();
  const spans = (await lanes.spans('threads-gil')).filter((span) => span.drawn === 1);
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
