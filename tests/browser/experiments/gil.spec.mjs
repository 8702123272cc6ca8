// The effects of a GIL: it keeps threads from computing in parallel, does not affect threads that wait, and slows down
// requests next to a thread that computes.

import { expect, maxConcurrent, shortestWallMs, test } from '../../support/lanes.mjs';

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

test('with a GIL, threads wait at the same time and beat a sequential loop', async ({ lanes }) => {
  await lanes.open('x=gil-io&repeats=5&strategies=sequential,threads-gil');
  await lanes.run();
  const runs = await lanes.runs('threads-gil');
  expect(Math.max(...runs.map(({ spans }) => maxConcurrent(spans, 'io-wait')))).toBeGreaterThan(5);
  // Ten waits of a tenth of a second, at the same time and in sequence.
  expect(shortestWallMs(runs)).toBeLessThan(shortestWallMs(await lanes.runs('sequential')) / 2);
  await expect(lanes.conclusion).toContainText('10 threads helped despite the GIL');
});

test('a thread that computes delays requests, more so with a longer switch interval', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=gil-convoy&duration=200&shortest=200&longest=20000&repeats=3');
  await lanes.run();
  const rates = async (strategy, interval) =>
    (await lanes.runs(strategy))
      .filter(({ x }) => x === interval)
      .map(({ service }) => (service.answered / service.overMs) * 1000);
  // The actual factor is about twenty. On a busy machine a request may slip through between two switches, or the server
  // may be delayed, so the least disturbed run is compared.
  const fewest = Math.min(...(await rates('threads-gil', 20_000)));
  expect(Math.max(...(await rates('threads-gil', 200)))).toBeGreaterThan(2 * fewest);
  expect(Math.max(...(await rates('threads', 20_000)))).toBeGreaterThan(3 * fewest);
  await expect(lanes.conclusion).toContainText('With one computing thread');
  // The lanes belong to the step of the lesson, and only strategies with a lock wait for one.
  await expect(lanes.conclusion).toContainText('a switch interval of 5.00 ms');
  await expect(page.getByLabel('Details below for')).toHaveValue('5000');
  const waits = async (strategy) =>
    (await lanes.runs(strategy)).map(({ phasesMs }) => phasesMs['lock-wait'] ?? 0);
  expect(Math.max(...(await waits('threads-gil')))).toBeGreaterThan(0);
  expect(Math.max(...(await waits('threads')))).toBe(0);
});
