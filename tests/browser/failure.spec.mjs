// Failures of the network and of the engine’s start: the page reports them, and the next run works.

import { expect, test } from '#support/lanes.mjs';
import { STATIC } from '#support/servers.mjs';

test('every strategy gets the same network errors and the same answers', async ({ lanes }) => {
  await lanes.open('x=ten-requests&latency=5&jitter=20&errors=30&requests=20&workers=3&repeats=1');
  await lanes.run();
  const { runs } = JSON.parse((await lanes.save('JSON')).bytes);
  const failed = runs.map((run) =>
    run.failures
      .map((failure) => failure.task)
      .sort((a, b) => a - b)
      .join(),
  );
  expect(new Set(failed).size).toBe(1);
  expect(runs[0].tasksFailed).toBeGreaterThan(0);
  expect(runs[0].tasksOk).toBeGreaterThan(0);
  expect(new Set(runs.map((run) => run.checksum)).size).toBe(1);
});

test.describe('with a network that does not answer', () => {
  // The routes below do not see requests that pass through a service worker.
  test.use({ withoutServiceWorker: true });

  for (const strategy of ['async', 'threads', 'processes']) {
    test(`a request that is never answered times out under ${strategy}`, async ({ page, lanes }) => {
      lanes.expectErrors(/Failed to load resource/);
      await page.route('**/api/get*', () => {});
      await lanes.open(
        `x=ten-requests&network=server&requests=2&timeout=300&repeats=1&strategies=${strategy}`,
      );
      await lanes.run();
      await expect(lanes.conclusion).toContainText(/4 of \d+ tasks failed/);
      await expect(lanes.conclusion).toContainText('none came within 300 ms');
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await lanes.run();
      expect(await lanes.medianMs(strategy)).toBeGreaterThan(0);
    });
  }
});

test('a thread that does not start is reported, and the next run tries again', async ({ page, lanes }) => {
  lanes.expectErrors(/Failed to load resource/);
  // Refuse the script before the first visit, because the service worker stores what has loaded once.
  await STATIC.refuse('workerHelpers');
  try {
    await page.goto(`${STATIC.url}?x=sum-of-squares&n=1000&repeats=1&strategies=sequential,threads`);
    await expect(page.getByRole('alert')).toContainText('A thread could not be started.');
  } finally {
    await STATIC.refuse('');
  }
  await lanes.run();
  await expect(lanes.conclusion).toContainText('same answers');
});

test('a process that does not start is reported, and the next run tries again', async ({ page, lanes }) => {
  lanes.expectErrors(/Failed to load resource/);
  // Refuse the script before the first visit, because the service worker stores what has loaded once.
  await STATIC.refuse('isolate-');
  try {
    await lanes.open('x=sum-of-squares&n=1000&repeats=1&strategies=processes', STATIC.url);
    await lanes.run();
    await expect(page.getByRole('alert')).toContainText('A worker did not start.');
  } finally {
    await STATIC.refuse('');
  }
  await lanes.run();
  expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
});
