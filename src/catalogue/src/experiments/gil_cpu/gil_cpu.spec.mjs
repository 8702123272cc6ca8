// The effect of a GIL on threads that compute: only one computes at a time.

import { expect, maxConcurrent, test } from '#support/lanes.mjs';

test('with a GIL, threads compute one at a time, and the lesson says what the lock costs', async ({
  lanes,
}) => {
  await lanes.open('x=gil-cpu&workers=2&tasks=2&n=100000000&repeats=1');
  await lanes.run();
  const spans = await lanes.spans('threads-gil');
  expect(maxConcurrent(spans, 'compute')).toBe(1);
  expect(spans.some((span) => span.phase === 'lock-wait')).toBe(true);
  await expect(lanes.conclusion).toContainText(/with a GIL, 2 threads|2 threads with a GIL/i);
  await expect(lanes.conclusion).toContainText('of their time waiting for the GIL');
});
