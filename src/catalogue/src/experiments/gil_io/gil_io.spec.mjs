// The effect of a GIL on threads that wait: none.

import { expect, maxConcurrent, shortestWallMs, test } from '#support/lanes.mjs';

test('with a GIL, threads wait at the same time and beat a sequential loop', async ({ lanes }) => {
  await lanes.open('x=gil-io&repeats=5&strategies=sequential,threads-gil');
  await lanes.run();
  const runs = await lanes.runs('threads-gil');
  expect(Math.max(...runs.map(({ spans }) => maxConcurrent(spans, 'io-wait')))).toBeGreaterThan(5);
  // Ten waits of a tenth of a second, at the same time and in sequence.
  expect(shortestWallMs(runs)).toBeLessThan(shortestWallMs(await lanes.runs('sequential')) / 2);
  await expect(lanes.conclusion).toContainText('10 threads helped despite the GIL');
});
