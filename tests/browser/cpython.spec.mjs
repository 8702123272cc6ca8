// Experiments on CPython: the runtime is chosen, loaded, measured, labelled, shared and stopped like the engine in Rust.

import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, Lanes, test } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';

const SMALL = 'n=5000000&repeats=2';

/** Strategies of each build: threads have a GIL in one, and none in the other. */
const BUILDS = {
  cpython: ['sequential', 'async', 'threads-gil', 'processes'],
  'cpython-nogil': ['sequential', 'async', 'threads', 'processes'],
};

const runtime = (page, name) => page.getByRole('radio', { name, exact: true });
const strategiesOf = (rows) => rows.evaluateAll((all) => all.map(({ dataset }) => dataset.strategy));

test('nothing of CPython is loaded before a reader chooses it', async ({ page, lanes }) => {
  const requested = [];
  page.context().on('request', (request) => requested.push(request.url()));
  const ofPython = () => requested.filter((url) => /\/assets\/(lanes_)?python/.test(url));
  await lanes.open(`x=sum-of-squares&${SMALL}`);
  await lanes.run();
  expect(ofPython()).toEqual([]);
  await runtime(page, 'CPython').check();
  await expect(page).toHaveURL(/[?&]runtime=cpython(&|$)/);
  await lanes.ready();
  expect(ofPython().some((url) => url.endsWith('.wasm'))).toBe(true);
});

for (const [key, strategies] of Object.entries(BUILDS))
  test(`${key} measures its strategies, and says so`, async ({ page, lanes }) => {
    await lanes.open(`x=sum-of-squares&${SMALL}&runtime=${key}`);
    await lanes.run();
    expect(await strategiesOf(page.locator('.bars tr[data-median-ms]'))).toEqual(strategies);
    const result = await lanes.result();
    expect(result.runtime).toBe(key);
    expect(result.failure).toBeNull();
    for (const strategy of strategies) {
      const tasks = (await lanes.spans(strategy)).map(({ task }) => task).filter((task) => task !== null);
      expect([...new Set(tasks)].sort(), strategy).toEqual([1, 2, 3, 4]);
    }
    await page.locator('details.how summary').click();
    await expect(page.locator('.meanings')).toContainText('CPython 3.13 in your browser');
    await expect(page.locator('.meanings')).not.toContainText('Rust');
    await expect(page.locator('.bars caption')).toContainText('Measured in CPython');
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

/** Experiments that CPython runs, with values that make them short. */
const EXPERIMENTS = {
  'gil-cpu': 'n=5000000',
  'gil-io': 'requests=4&latency=10',
  'ten-requests': 'requests=4&latency=10',
  'api-users': 'users=8',
  'sum-of-squares': 'n=5000000',
  mandelbrot: 'width=140&height=98&iterations=100',
  'data-crunching': 'rows=200000',
  'word-count': '',
  'releases-gil': 'size=100000&passes=2',
  'download-process': 'files=6&bytes=20000&passes=4&latency=10',
};

/** Experiments that vary a value, with values that make them short, and the values of the steps. */
const SWEEPS = {
  'too-many-workers': ['most=2&tasks=8&n=2000000', [1, 2]],
  thousands: ['requests=120&limit=30&latency=10', [1, 3, 10, 30]],
  pickling: ['most=16', [1024, 4096, 16_384]],
  scaling: ['most=2&tasks=8&n=2000000', [1, 2]],
  'break-even': ['least=1000&most=500000', [1000, 3000, 10_000]],
  'gil-convoy': ['duration=60&longest=5000', [1000, 5000]],
};

test('every experiment with a choice of the runtime runs on both builds', async ({ page, lanes }) => {
  test.slow();
  await lanes.open('x=sum-of-squares&runtime=cpython');
  for (const key of Object.keys(BUILDS))
    for (const [id, values] of Object.entries(EXPERIMENTS)) {
      await lanes.goTo(`x=${id}&${values}&repeats=1&runtime=${key}`);
      await lanes.run();
      const { failure, runs, runtime } = await lanes.result();
      expect({ id, runtime, failure }).toEqual({ id, runtime: key, failure: null });
      const measured = new Set(runs.map(({ strategy }) => strategy));
      const rows = page.locator('.bars tr[data-strategy]');
      expect([...measured].sort(), id).toEqual((await strategiesOf(rows)).sort());
      expect(measured.size, id).toBeGreaterThan(2);
      // Each lane worked, and a strategy's lanes are of its kind.
      for (const { strategy, lanes: of } of runs)
        expect([...new Set(of.map(({ kind }) => kind))], `${id}: ${strategy}`).toEqual(kindsOf(strategy));
    }
});

/** Returns the kinds of the lanes of a strategy, one for each stage. */
const kindsOf = (strategy) =>
  strategy.split('+').map((stage) => {
    if (stage === 'async') return 'event-loop';
    return stage.startsWith('processes') ? 'process' : 'thread';
  });

test('every experiment that varies a value measures each step on both builds', async ({ page, lanes }) => {
  test.slow();
  await lanes.open('x=sum-of-squares&runtime=cpython');
  for (const key of Object.keys(BUILDS))
    for (const [id, [values, steps]] of Object.entries(SWEEPS)) {
      await lanes.goTo(`x=${id}&${values}&repeats=2&runtime=${key}`);
      await lanes.run();
      const { failure, runs, runtime, runtimeRemark } = await lanes.result();
      expect({ id, runtime, failure }).toEqual({ id, runtime: key, failure: null });
      expect(
        [...new Set(runs.map(({ x }) => x))].sort((a, b) => a - b),
        id,
      ).toEqual(steps);
      expect(
        runs.every(({ tasksOk, tasksFailed }) => tasksOk > 0 && tasksFailed === 0),
        id,
      ).toBe(true);
      await expect(page.locator('.runtime')).toContainText(runtimeRemark);
      await expect(page.locator('.results')).not.toContainText('fifty times');
    }
});

test('a failed task is named, as each strategy of CPython treats it', async ({ lanes }) => {
  await lanes.open('x=failing-task&n=1000000&runtime=cpython');
  await lanes.run();
  await expect(lanes.conclusion).toContainText(/Task 4: ValueError: This task fails on purpose/);
  await expect(lanes.conclusion).toContainText('The other 5 tasks returned their results.');
  for (const { strategy, failures } of (await lanes.result()).runs)
    expect(
      failures.map(({ task }) => task),
      strategy,
    ).toEqual([4]);
  for (const [how, error] of [
    ['stack', 'RecursionError'],
    ['memory', 'MemoryError'],
  ]) {
    await lanes.goTo(`x=failing-task&n=1000000&how=${how}&runtime=cpython-nogil`);
    await lanes.run();
    await expect(lanes.conclusion, how).toContainText(`Task 4: ${error}`);
  }
  // Without anything that catches the exception, a loop ends, and a worker of two.
  await lanes.goTo('x=failing-task&n=1000000&how=panic&workers=2&runtime=cpython');
  await lanes.run();
  await expect(lanes.conclusion).toContainText(
    'Tasks without an answer: 3 with sequential, 1 with async, 1 with threads-gil and 1 with processes.',
  );
});

test('updates are lost as CPython loses them, and the counts are shown', async ({ page, lanes }) => {
  const counts = async () =>
    Object.fromEntries((await lanes.result()).runs.map(({ strategy, count }) => [strategy, count]));
  const exact = (strategies, all) =>
    strategies.map((strategy) =>
      expect(all[strategy], strategy).toEqual({ expected: 240_000, counted: 240_000 }),
    );
  await lanes.open('x=lost-updates&n=300000&repeats=1&switch=50&runtime=cpython');
  await lanes.run();
  const withGil = await counts();
  expect(Object.keys(withGil).sort()).toEqual([
    'atomic',
    'gil-call',
    'gil-plain',
    'mutex',
    'sequential',
    'subtotals',
  ]);
  exact(['sequential', 'gil-plain', 'mutex', 'atomic', 'subtotals'], withGil);
  await expect(page.locator('.counts caption')).toContainText('Updates counted, of 240,000');
  await expect(lanes.conclusion).toContainText('With a GIL, counter += 1 lost nothing here');
  // Threads that share a core lose almost nothing: it may take several runs until two run on different cores.
  await lanes.goTo('x=lost-updates&n=300000&repeats=1&runtime=cpython-nogil');
  let free;
  for (let run = 0; run < 10 && !(free?.unprotected.counted < 240_000); run++) {
    await lanes.run();
    free = await counts();
  }
  exact(['sequential', 'mutex', 'subtotals'], free);
  expect(free.unprotected.counted).toBeLessThan(240_000);
  await expect(lanes.conclusion).toContainText(
    /Without a GIL, counter \+= 1 lost [\d,]+ of 240,000 increments/,
  );
  await expect(page.locator('.bad')).toHaveCount(0);
});

test('threads run in parallel under the GIL while hashlib has released it', async ({ lanes }) => {
  await lanes.open('x=releases-gil&repeats=2&workers=2&runtime=cpython');
  await lanes.run();
  const waited = async (strategy) => {
    const runs = await lanes.runs(strategy);
    const { spans, wallMs } = runs.at(-1);
    const waits = spans.filter(({ phase }) => phase === 'lock-wait');
    return waits.reduce((ms, { start, end }) => ms + end - start, 0) / wallMs;
  };
  expect(await waited('releasing')).toBeLessThan((await waited('threads-gil')) / 2);
});

test('both stages of a file have its number', async ({ lanes }) => {
  await lanes.open(
    'x=download-process&files=6&bytes=20000&latency=10&repeats=1&strategies=async+threads-gil&runtime=cpython',
  );
  await lanes.run();
  const [run] = (await lanes.result()).runs.slice(-1);
  for (const stage of ['fetching', 'processing']) {
    const spans = run.lanes.filter((lane) => lane.stage === stage).flatMap((lane) => lane.spans);
    const tasks = new Set(spans.map(({ task }) => task).filter((task) => task !== null));
    expect([...tasks].sort(), stage).toEqual([1, 2, 3, 4, 5, 6]);
  }
});

test('the page says that pools are cut to 16 processes', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&workers=20&runtime=cpython');
  await expect(page.locator('.runtime')).toContainText('Pools have at most 16 processes here.');
  await lanes.settings();
  await page.getByLabel('Workers').fill('16');
  await page.keyboard.press('Tab');
  await expect(page.locator('.runtime')).not.toContainText('Pools have');
});

test('threads take turns under CPython’s GIL, and the timeline shows its holder', async ({ page, lanes }) => {
  await lanes.open(`x=gil-cpu&repeats=2&runtime=cpython`);
  await lanes.run();
  const [sequential, threads] = await Promise.all(
    ['sequential', 'threads-gil'].map((name) => lanes.runs(name)),
  );
  const waits = (runs) => runs[1].spans.filter(({ phase }) => phase === 'lock-wait');
  const sum = (spans) => spans.reduce((ms, { start, end }) => ms + end - start, 0);
  // Two threads compute: at any moment one of them waits.
  expect(sum(waits(threads))).toBeGreaterThan(threads[1].wallMs / 2);
  expect(sum(waits(sequential))).toBeLessThan(sequential[1].wallMs / 2);
  await expect(page.locator('.group[data-strategy="threads-gil"]')).toContainText('GIL');
});

test('waits overlap on CPython: requests of threads and of an event loop', async ({ lanes }) => {
  await lanes.open('x=ten-requests&latency=100&repeats=2&runtime=cpython');
  await lanes.run();
  const sequential = await lanes.medianMs('sequential');
  expect(sequential).toBeGreaterThan(1000);
  for (const strategy of ['async', 'threads-gil'])
    expect(await lanes.medianMs(strategy), strategy).toBeLessThan(sequential / 2);
});

test('Stop ends a run on CPython, finished runs stay, and the next run works', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=1000000000&repeats=5&runtime=cpython');
  await lanes.startRun();
  await lanes.msToStop();
  await expect(lanes.conclusion).not.toContainText('CPython does not answer');
  await lanes.settings();
  await page.getByLabel('n', { exact: true }).fill('2000000');
  await lanes.run();
  expect((await lanes.result()).failure).toBeNull();
  expect(await strategiesOf(page.locator('.bars tr[data-median-ms]'))).toEqual(BUILDS.cpython);
});

test('a switch of the runtime keeps the settings, and the results until the next run', async ({
  page,
  lanes,
}) => {
  await lanes.open(`x=sum-of-squares&${SMALL}&strategies=sequential,threads`);
  await lanes.run();
  await runtime(page, 'CPython').check();
  await expect(page.locator('.bars caption')).toContainText('Measured in Rust');
  await lanes.ready();
  await runtime(page, 'CPython without GIL').check();
  await lanes.ready();
  await lanes.run();
  expect(await strategiesOf(page.locator('.bars tr[data-median-ms]'))).toEqual(['sequential', 'threads']);
  await runtime(page, 'Rust').check();
  await expect(page).not.toHaveURL(/runtime/);
  await lanes.ready();
  await lanes.run();
  expect((await lanes.result()).runtime).toBe('rust');
  expect(await strategiesOf(page.locator('.bars tr[data-median-ms]'))).toEqual(['sequential', 'threads']);
});

test('a link with results of CPython is labelled, and compared with a run in Rust', async ({
  page,
  lanes,
  browser,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await lanes.open(`x=sum-of-squares&${SMALL}&runtime=cpython`);
  await lanes.run();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Copy link with these results' }).click();
  await expect(page.locator('#share-menu [role="status"]')).toHaveText(/copied/);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const context = await browser.newContext();
  const other = new Lanes(await context.newPage());
  await other.page.goto(link);
  await expect(other.page.locator('#recorded')).toContainText('Recorded on');
  expect(await strategiesOf(other.page.locator('.bars tr[data-median-ms]'))).toEqual(BUILDS.cpython);
  await expect(other.page.locator('.bars caption')).toContainText('Measured in CPython');
  await runtime(other.page, 'Rust').check();
  await other.ready();
  await other.run();
  await expect(other.page.locator('.versus')).toContainText('Runtime is Rust for A and CPython for B');
  expect(other.unexpectedErrors()).toEqual([]);
  await context.close();
});

test.describe('without shared memory', () => {
  test.use({ withoutServiceWorker: true });

  test('the page says that CPython cannot run, and Rust still does', async ({ page, lanes }) => {
    await lanes.open(`x=sum-of-squares&${SMALL}`, STATIC.url);
    await runtime(page, 'CPython').check();
    await expect(page.locator('.runtime')).toContainText('needs shared memory');
    await expect(page.locator('.runtime').getByRole('link')).toHaveAttribute('href', /runtime=cpython/);
    await expect(lanes.runButton).toBeDisabled();
    await runtime(page, 'Rust').check();
    await lanes.run();
    expect(await lanes.medianMs('sequential')).toBeGreaterThan(0);
  });
});

test('an address names a runtime that exists, and strategies that it has', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&runtime=pypy');
  await expect(runtime(page, 'Rust')).toBeChecked();
  await expect(page.getByRole('status').filter({ hasText: 'pypy' })).toBeVisible();
  await lanes.open('x=sum-of-squares&runtime=cpython&strategies=threads');
  await expect(page.locator('table.blank tr')).toHaveCount(BUILDS.cpython.length);
  // Experiments whose script needs more than the build has are measured in Rust only.
  await lanes.open('x=image-filter');
  await expect(page.locator('.runtime')).toHaveCount(0);
});

test('on a plain host, CPython runs, and again without a network', async ({ page, lanes, context }) => {
  await lanes.open(`x=sum-of-squares&${SMALL}&strategies=sequential,processes&runtime=cpython`, STATIC.url);
  await lanes.run();
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const keys = await Promise.all(
          (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
        );
        return keys.flat().filter(({ url }) => url.includes('assets/python-')).length;
      }),
    )
    .toBeGreaterThanOrEqual(4);
  await expect
    .poll(() => page.evaluate(async () => Boolean(await caches.match('index.html', { ignoreSearch: true }))))
    .toBe(true);
  await context.setOffline(true);
  await page.reload();
  await lanes.ready();
  await lanes.run();
  expect((await lanes.result()).failure).toBeNull();
  await context.setOffline(false);
});
