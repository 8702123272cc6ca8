// The properties of each strategy, checked as relations that hold on a slow machine too.

import { expect, lanesOverlap, maxConcurrent, STRATEGIES, shortestWallMs, test } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';

test('the pool has the requested number of threads', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&workers=13&tasks=26&n=30000000&repeats=1&strategies=threads');
  await lanes.run();
  await expect(page.locator('#machine')).toContainText('13 threads');
  const used = new Set((await lanes.spans('threads')).map((span) => span.lane));
  expect(used.size).toBeGreaterThan(1);
  await expect(page.locator('.group[data-strategy="threads"] [data-lane]')).toHaveCount(13);
});

test('sequential tasks never overlap', async ({ lanes }) => {
  await lanes.open('x=sum-of-squares&n=50000000&repeats=1&strategies=sequential');
  await lanes.run();
  const sequential = await lanes.spans('sequential');
  expect(sequential.length).toBe(4);
  expect(maxConcurrent(sequential, 'compute')).toBe(1);
});

test('ten async requests overlap and take less than half the time of ten sequential ones', async ({
  lanes,
}) => {
  await lanes.open('x=ten-requests&repeats=1&strategies=sequential,async');
  await lanes.run();
  const [sequential, async] = [await lanes.runs('sequential'), await lanes.runs('async')];
  for (const run of async) expect(maxConcurrent(run.spans, 'io-wait')).toBe(10);
  for (const run of sequential) expect(maxConcurrent(run.spans, 'io-wait')).toBe(1);
  // Ten waits of a tenth of a second take a second in sequence and a tenth together.
  expect(shortestWallMs(async)).toBeLessThan(shortestWallMs(sequential) / 2);
});

test('async makes as many requests at once as its limit allows', async ({ lanes }) => {
  await lanes.open('x=ten-requests&limit=3&latency=50&repeats=1&strategies=async');
  await lanes.run();
  expect(maxConcurrent(await lanes.spans('async'), 'io-wait')).toBe(3);
});

test('threads wait at the same time, each for one request', async ({ lanes }) => {
  await lanes.open('x=ten-requests&workers=5&latency=200&repeats=1&strategies=threads');
  await lanes.run();
  const runs = await lanes.runs('threads');
  // In at least one run, because a busy machine may start a thread late.
  expect(Math.max(...runs.map(({ spans }) => maxConcurrent(spans, 'io-wait')))).toBe(5);
  for (const { spans } of runs) {
    for (let lane = 0; lane < 5; lane++) {
      const own = spans.filter((span) => span.lane === lane);
      expect(maxConcurrent(own, 'io-wait')).toBeLessThanOrEqual(1);
    }
  }
});

for (const strategy of ['threads', 'processes']) {
  test(`${strategy} compute in parallel`, async ({ lanes }) => {
    await lanes.open(`x=sum-of-squares&workers=2&n=100000000&repeats=1&strategies=${strategy}`);
    await lanes.run();
    const runs = (await lanes.runs(strategy)).map(({ spans }) =>
      spans.filter(({ phase }) => phase === 'compute'),
    );
    for (const spans of runs) expect(spans.length).toBe(4);
    expect(runs.some(lanesOverlap)).toBe(true);
  });
}

test('with a GIL, threads take turns and only one computes at a time', async ({ lanes }) => {
  await lanes.open('x=sum-of-squares&workers=2&tasks=2&n=200000000&repeats=1&strategies=threads-gil');
  await lanes.run();
  const spans = await lanes.spans('threads-gil');
  expect(maxConcurrent(spans, 'compute')).toBe(1);
  const turns = spans.filter((span) => span.phase === 'compute').length;
  expect(turns).toBeGreaterThan(6);
  expect(spans.some((span) => span.phase === 'lock-wait')).toBe(true);
});

test('a shorter switch interval causes more switches', async ({ lanes }) => {
  const twoTasks = 'x=sum-of-squares&workers=2&tasks=2&n=200000000&repeats=1&strategies=threads-gil';
  await lanes.open(twoTasks);
  const turns = async (switchInterval) => {
    await lanes.goTo(`${twoTasks}&switch=${switchInterval}`);
    await lanes.run();
    return (await lanes.spans('threads-gil')).filter((span) => span.phase === 'compute').length;
  };
  expect(await turns(1_000)).toBeGreaterThan(2 * (await turns(100_000)));
});

test('a thread releases the GIL while it waits', async ({ lanes }) => {
  await lanes.open('x=ten-requests&requests=8&workers=4&latency=200&repeats=1&strategies=threads-gil');
  await lanes.run();
  // From its second task on, a thread holds the lock when it begins to wait.
  const runs = await lanes.runs('threads-gil');
  const secondTasks = runs.map(({ spans }) => spans.filter((span) => span.task > 4));
  expect(Math.max(...secondTasks.map((spans) => maxConcurrent(spans, 'io-wait')))).toBeGreaterThan(2);
});

test('computing blocks the event loop, so async computes one task after the other', async ({ lanes }) => {
  await lanes.open('x=sum-of-squares&n=20000000&repeats=1&strategies=async');
  await lanes.run();
  const spans = await lanes.spans('async');
  expect(spans.length).toBe(4);
  expect(maxConcurrent(spans, 'compute')).toBe(1);
});

test('processes receive tasks by message, and only a run with a fresh pool includes their start', async ({
  lanes,
}) => {
  await lanes.open('x=sum-of-squares&n=1000&repeats=1&strategies=processes&pool=fresh');
  await lanes.run();
  const phases = new Set((await lanes.spans('processes')).map((span) => span.phase));
  expect(phases).toContain('spawn');
  await lanes.settings();
  await lanes.page.getByLabel('Processes', { exact: true }).selectOption('kept');
  await lanes.run();
  await lanes.page.locator('.lanes').getByText('Show as table').click();
  const header = lanes.page.getByRole('region', { name: 'Lanes as a table' }).locator('thead');
  for (const phase of ['Serializing', 'Queued', 'Deserializing']) await expect(header).toContainText(phase);
  await expect(header).not.toContainText('Starting');
});

for (const [where, base] of [
  ['isolated by headers', ''],
  ['isolated by the service worker', STATIC.url],
]) {
  test(`all strategies give the same answers, ${where}`, async ({ page, lanes }) => {
    await lanes.open('x=sum-of-squares', base);
    for (const query of ['x=sum-of-squares&n=1000000', 'x=ten-requests&latency=20&workers=3']) {
      await lanes.goTo(`${query}&repeats=1`);
      await lanes.run();
      await expect(lanes.conclusion).toContainText('same answers');
      await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(STRATEGIES.length);
    }
  });
}

test('spans of a lane never overlap or end after their run', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares');
  for (const query of [
    'x=sum-of-squares&n=5000000&tasks=20&workers=4',
    'x=ten-requests&latency=10&workers=3',
  ]) {
    await lanes.goTo(`${query}&repeats=1`);
    await lanes.run();
    const { runs } = await lanes.result();
    expect(new Set(runs.map((run) => run.strategy))).toEqual(new Set(STRATEGIES));
    for (const run of runs) {
      for (const { spans } of run.lanes) {
        for (const span of spans) expect(span.endMs).toBeLessThanOrEqual(run.wallMs + 0.01);
        if (run.strategy === 'async') continue;
        const inOrder = spans.toSorted((a, b) => a.startMs - b.startMs);
        for (const [i, span] of inOrder.slice(1).entries())
          expect(span.startMs).toBeGreaterThanOrEqual(inOrder[i].endMs);
      }
    }
  }
  await expect(page.locator('.bad')).toHaveCount(0);
});

test('a larger n takes longer and changes the answer', async ({ page, lanes }) => {
  const measure = async () => {
    await lanes.run();
    const { runs } = await lanes.result();
    return { checksum: runs[0].checksum, ms: shortestWallMs(runs) };
  };
  await lanes.open('x=sum-of-squares&n=500000&repeats=3&strategies=sequential');
  const small = await measure();
  await lanes.settings();
  await page.getByLabel('n', { exact: true }).fill('100,000,000');
  const large = await measure();
  expect(large.checksum).not.toBe(small.checksum);
  // This is two hundred times the work. A loop that the compiler turned into a formula would take the same time.
  expect(large.ms).toBeGreaterThan(small.ms * 5);
});

test('the checksum matches the closed formula', async ({ lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000000&repeats=1&strategies=sequential,threads');
  await lanes.run();
  const n = 1_000_000n;
  const sum = BigInt.asUintN(64, (4n * (n - 1n) * n * (2n * n - 1n)) / 6n);
  expect(await lanes.checksum()).toBe(sum.toString(16).padStart(16, '0'));
});

test('the simulated network and this server give the same answers', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&latency=10&workers=3&repeats=1');
  await lanes.run();
  const simulated = await lanes.checksum();
  await lanes.settings();
  await page.getByLabel('Network').selectOption('this server');
  await lanes.run();
  expect(await lanes.checksum()).toBe(simulated);
});

test('this server gets at most six async requests at once', async ({ lanes }) => {
  await lanes.open(
    'x=ten-requests&requests=12&limit=12&network=server&repeats=1&strategies=sequential,async',
  );
  await lanes.run();
  // Two rounds of six take longer than on the simulated network, but not as long as a sequence of twelve.
  const [sequential, async] = [await lanes.runs('sequential'), await lanes.runs('async')];
  expect(shortestWallMs(async)).toBeGreaterThanOrEqual(190);
  expect(shortestWallMs(async)).toBeLessThan(shortestWallMs(sequential) / 2);
});

test('each strategy has the requested number of measured runs besides the warm-up', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=sum-of-squares&n=100000&repeats=6');
  await lanes.run();
  await expect(page.locator('.bars caption')).toContainText('6 measured runs');
});

test('without a fixed number of repeats, measuring ends by itself and the page says why', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=ten-requests&latency=40&strategies=sequential,async');
  await lanes.run();
  const { experiment, summary, repeats } = await lanes.result();
  expect(experiment.parameters.repeats).toBe('auto');
  expect(new Set(summary.map(({ runs }) => runs)).size).toBe(1);
  expect(summary[0].runs).toBeGreaterThanOrEqual(3);
  expect(summary[0].runs).toBeLessThanOrEqual(30);
  await expect(page.locator('.repeats')).toHaveText(repeats.sentence);
  expect(repeats.sentence).toMatch(/^\d+ runs each; the ranking was settled\.$|was spent|did not settle/);
  expect(repeats.settled).toBe(/was settled\.$/.test(repeats.sentence) && !/before/.test(repeats.sentence));

  // A number fixes the repeats, and an empty field turns automatic repeats on again, as does the checkbox.
  await lanes.settings();
  const [number, box] = [page.getByLabel('Repeats'), page.getByLabel('until settled')];
  await expect(box).toBeChecked();
  await number.fill('2');
  await number.press('Tab');
  await expect(box).not.toBeChecked();
  await expect(page).toHaveURL(/&repeats=2\b/);
  await lanes.run();
  expect((await lanes.result()).summary.map(({ runs }) => runs)).toEqual([2, 2]);
  await expect(page.locator('.repeats')).toHaveCount(0);
  await number.fill('');
  await number.press('Tab');
  await expect(box).toBeChecked();
  await page.keyboard.press('Space');
  await expect(number).toHaveValue('5');
  await expect(page).toHaveURL(/&repeats=5\b/);
});
