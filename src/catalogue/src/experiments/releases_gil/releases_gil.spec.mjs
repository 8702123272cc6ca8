// Libraries that release the GIL while they compute, in this experiment and in others that have one.

import { expect, maxConcurrent, test } from '#support/lanes.mjs';

test('with a GIL, threads compute in parallel only in a library that releases it', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=releases-gil&workers=2&tasks=4&passes=40&repeats=2');
  await lanes.run();
  expect(maxConcurrent(await lanes.spans('threads-gil'), 'compute')).toBe(1);
  // On a busy machine, threads that share a core may run one after the other, but not in every run.
  const releasing = await lanes.runs('releasing');
  expect(Math.max(...releasing.map(({ spans }) => maxConcurrent(spans, 'compute')))).toBe(2);
  // Each task acquires the lock before it computes and after.
  for (const { spans } of releasing)
    expect(spans.filter(({ phase }) => phase === 'lock-wait').length).toBe(8);
  await expect(lanes.conclusion).toContainText('Threads that held the GIL spent');
  await expect(lanes.conclusion).toContainText('same answers');
  await expect(page.locator('.bars tbody tr')).toHaveCount(5);
});

for (const [x, strategy] of [
  ['image-filter&size=600&tiles=8', 'threads-gil'],
  ['download-process&files=8&latency=0&passes=400&limit=8', 'async+threads-gil'],
]) {
  test(`${strategy} of ${x} computes in parallel with a library, and one at a time in pure Python`, async ({
    lanes,
  }) => {
    const query = `x=${x}&workers=2&repeats=2&strategies=${strategy}`;
    // A library that releases the GIL is the default.
    await lanes.open(query);
    await lanes.run();
    const runs = await lanes.runs(strategy);
    expect(Math.max(...runs.map(({ spans }) => maxConcurrent(spans, 'compute')))).toBe(2);
    await expect(lanes.conclusion).toContainText('The library releases the GIL while it computes');
    await lanes.goTo(`${query}&library=holds`);
    await lanes.run();
    expect(maxConcurrent(await lanes.spans(strategy), 'compute')).toBe(1);
    await expect(lanes.conclusion).toContainText('Pure Python holds the GIL while it computes');
  });
}
