// What a GIL does: nothing for work that computes, no harm to work that waits, and harm to work that does a
// little of either.

import { expect, maxConcurrent, shortestWallMs, test } from '../../support/lanes.mjs';

test('threads that compute under a GIL do so one at a time, and say what the lock cost', async ({
  lanes,
}) => {
  await lanes.open('x=gil-cpu&workers=2&tasks=2&n=100000000&repeats=1');
  await lanes.run();
  const spans = await lanes.spans('threads-gil');
  expect(maxConcurrent(spans, 'compute')).toBe(1);
  expect(spans.some((span) => span.phase === 'lock-wait')).toBe(true);
  await expect(lanes.conclusion).toContainText(/under the GIL 2 threads|2 threads under the GIL/i);
  await expect(lanes.conclusion).toContainText('of their time waiting for the lock');
});

test('threads under a GIL compute at once where a library releases it, and one at a time where it does not', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=releases-gil&workers=2&tasks=4&passes=40&repeats=2');
  await lanes.run();
  expect(maxConcurrent(await lanes.spans('threads-gil'), 'compute')).toBe(1);
  // Threads that share a core may follow one another, but not in every run.
  const releasing = await lanes.runs('releasing');
  expect(Math.max(...releasing.map(({ spans }) => maxConcurrent(spans, 'compute')))).toBe(2);
  // Each task acquires the lock before it computes and after.
  for (const { spans } of releasing)
    expect(spans.filter(({ phase }) => phase === 'lock-wait').length).toBe(8);
  await expect(lanes.conclusion).toContainText('Threads that held the GIL waited');
  await expect(lanes.conclusion).toContainText('same answers');
  await expect(page.locator('.bars tbody tr')).toHaveCount(5);
});

for (const [x, strategy] of [
  ['image-filter&size=600&tiles=8', 'threads-gil'],
  ['download-process&files=8&latency=0&passes=400&limit=8', 'async+threads-gil'],
]) {
  test(`${strategy} of ${x} computes at once with a library, and one at a time in pure Python`, async ({
    lanes,
  }) => {
    const query = `x=${x}&workers=2&repeats=2&strategies=${strategy}`;
    // That is the default.
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

test('threads that wait under a GIL wait at once, and are faster for it', async ({ lanes }) => {
  await lanes.open('x=gil-io&repeats=5&strategies=sequential,threads-gil');
  await lanes.run();
  const runs = await lanes.runs('threads-gil');
  expect(Math.max(...runs.map(({ spans }) => maxConcurrent(spans, 'io-wait')))).toBeGreaterThan(5);
  // At once against one after the other: ten waits of a tenth of a second.
  expect(shortestWallMs(runs)).toBeLessThan(shortestWallMs(await lanes.runs('sequential')) / 2);
  await expect(lanes.conclusion).toContainText('10 threads helped in spite of the GIL');
});

test('who computes under the lock keeps who answers requests waiting, the more the longer it keeps the lock', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=gil-convoy&duration=200&shortest=200&longest=20000&repeats=3');
  await lanes.run();
  const rates = async (strategy, interval) =>
    (await lanes.runs(strategy))
      .filter(({ x }) => x === interval)
      .map(({ service }) => (service.answered / service.overMs) * 1000);
  // Some twenty times fewer here. A busy machine lets a request slip through between two switches, and keeps the
  // server from answering: the run that it disturbed least is compared.
  const fewest = Math.min(...(await rates('threads-gil', 20_000)));
  expect(Math.max(...(await rates('threads-gil', 200)))).toBeGreaterThan(2 * fewest);
  expect(Math.max(...(await rates('threads', 20_000)))).toBeGreaterThan(3 * fewest);
  await expect(lanes.conclusion).toContainText('Next to one thread that computes');
  // The lanes are those of the step that the lesson speaks of, and only a lock is waited for.
  await expect(lanes.conclusion).toContainText('with a switch interval of 5.00 ms');
  await expect(page.getByLabel('Details below for')).toHaveValue('5000');
  const waits = async (strategy) =>
    (await lanes.runs(strategy)).map(({ phasesMs }) => phasesMs['lock-wait'] ?? 0);
  expect(Math.max(...(await waits('threads-gil')))).toBeGreaterThan(0);
  expect(Math.max(...(await waits('threads')))).toBe(0);
});
