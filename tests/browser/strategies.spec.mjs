// What the strategies promise, shown as relations: no figure here is a time that a slow machine would miss.

import { expect, lanesOverlap, mostAtOnce, test } from '../support/lanes.mjs';

test('the pool has as many threads as asked for', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&workers=13&tasks=26&n=30000000&repeats=1');
  await lanes.run();
  await expect(page.locator('#machine')).toContainText('13 threads');
  const used = new Set((await lanes.spans('threads')).map((span) => span.lane));
  expect(used.size).toBeGreaterThan(1);
  await expect(page.locator('.group[data-strategy="threads"] svg[data-lane]')).toHaveCount(13);
});

test('CPU tasks on two lanes overlap in time, and on one lane they never do', async ({ lanes }) => {
  await lanes.open('x=sum-of-squares&workers=2&n=50000000&repeats=1');
  await lanes.run();
  expect(lanesOverlap(await lanes.spans('threads'))).toBe(true);
  const sequential = await lanes.spans('sequential');
  expect(sequential.length).toBe(4);
  expect(mostAtOnce(sequential, 'compute')).toBe(1);
});

test('ten async requests overlap and take far less time than ten sequential ones', async ({ lanes }) => {
  await lanes.open('x=ten-requests&repeats=1&strategies=sequential,async');
  await lanes.run();
  expect(mostAtOnce(await lanes.spans('async'), 'io-wait')).toBe(10);
  expect(mostAtOnce(await lanes.spans('sequential'), 'io-wait')).toBe(1);
  expect(await lanes.medianMs('async')).toBeLessThan((await lanes.medianMs('sequential')) / 3);
});

test('async keeps to its limit', async ({ lanes }) => {
  await lanes.open('x=ten-requests&limit=3&latency=50&repeats=1&strategies=async');
  await lanes.run();
  expect(mostAtOnce(await lanes.spans('async'), 'io-wait')).toBe(3);
});

test('threads wait at once, one request each', async ({ lanes }) => {
  await lanes.open('x=ten-requests&workers=5&repeats=1&strategies=threads');
  await lanes.run();
  const spans = await lanes.spans('threads');
  expect(mostAtOnce(spans, 'io-wait')).toBe(5);
  for (let lane = 0; lane < 5; lane++) {
    const own = spans.filter((span) => span.lane === lane);
    expect(mostAtOnce(own, 'io-wait')).toBe(1);
  }
});

test('answer and time grow with n', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=10000000&repeats=3');
  await lanes.run();
  const small = { checksum: await lanes.checksum(), ms: await lanes.medianMs('sequential') };
  await page.getByLabel('n', { exact: true }).fill('200,000,000');
  await lanes.run();
  const large = { checksum: await lanes.checksum(), ms: await lanes.medianMs('sequential') };
  expect(large.checksum).not.toBe(small.checksum);
  // Twenty times the work: a loop that was optimised into a formula would take the same time.
  expect(large.ms).toBeGreaterThan(small.ms * 5);
});

test('the checksum is the one the formula gives', async ({ lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000000&repeats=1');
  await lanes.run();
  const n = 1_000_000n;
  const sum = BigInt.asUintN(64, (4n * (n - 1n) * n * (2n * n - 1n)) / 6n);
  expect(await lanes.checksum()).toBe(sum.toString(16).padStart(16, '0'));
});

test('simulated network and this server give the same answers', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&latency=10&repeats=1');
  await lanes.run();
  const simulated = await lanes.checksum();
  await page.getByLabel('Network').selectOption('this server');
  await lanes.run();
  expect(await lanes.checksum()).toBe(simulated);
});

test('over this server six async requests at most get through at once', async ({ lanes }) => {
  await lanes.open('x=ten-requests&requests=18&limit=18&network=server&repeats=1&strategies=sequential,async');
  await lanes.run();
  // Three rounds of six: more than a simulated network would take, less than one after the other.
  const [sequential, async] = [await lanes.medianMs('sequential'), await lanes.medianMs('async')];
  expect(async).toBeGreaterThanOrEqual(300);
  expect(async).toBeLessThan(sequential / 2);
});

test('each strategy is measured as often as asked, and the warm-up is not counted', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=100000&repeats=6');
  await lanes.run();
  await expect(page.locator('.bars caption')).toContainText('6 measured runs');
});
