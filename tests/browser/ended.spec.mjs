// Workers that end without a word, and commands that come too soon: page and engine agree again.

import { expect, test } from '#support/lanes.mjs';

const LONG = 'x=sum-of-squares&n=4000000000&repeats=1&workers=2';

/** Returns the worker of the page's engine. */
const engineOf = (page) => page.workers().find((worker) => /\/worker-/.test(worker.url()));

test('an engine that is ended from outside is noticed and replaced', async ({ page, lanes }) => {
  await lanes.open(`${LONG}&strategies=processes`);
  await lanes.startRun();
  await engineOf(page).evaluate(() => close());
  await expect(page.getByRole('alert')).toContainText('The browser ended it.');
  await lanes.ready();
  await lanes.goTo('x=sum-of-squares&n=1000&repeats=1&strategies=processes,threads');
  await lanes.run();
  expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
});

for (const strategy of ['processes', 'async']) {
  test(`an isolate that is ended from outside is noticed: ${strategy}`, async ({ page, lanes }) => {
    const query = strategy === 'async' ? 'x=ten-requests&latency=60000&requests=2&repeats=1' : LONG;
    await lanes.open(`${query}&strategies=${strategy}`);
    // Keeps the isolates that get work from now on.
    await engineOf(page).evaluate(() => {
      const { postMessage } = Worker.prototype;
      globalThis.isolates = new Set();
      Worker.prototype.postMessage = function (...message) {
        globalThis.isolates.add(this);
        return postMessage.apply(this, message);
      };
    });
    await lanes.startRun();
    // Isolates that are still starting have a limit of their own.
    await page.waitForTimeout(2_000);
    await engineOf(page).evaluate(() => {
      for (const isolate of globalThis.isolates) isolate.terminate();
    });
    await expect(page.getByRole('alert')).toContainText('The browser ended it.');
    await lanes.ended();
    await lanes.goTo(
      `x=sum-of-squares&n=1000&repeats=1&strategies=${strategy === 'async' ? 'processes' : strategy}`,
    );
    await lanes.run();
    expect(await lanes.medianMs('processes')).toBeGreaterThan(0);
  });
}

test('an interpreter that is ended from outside is noticed, whether it works or stands ready', async ({
  page,
  lanes,
}) => {
  test.slow();
  const query = (n) => `x=sum-of-squares&runtime=cpython&n=${n}&repeats=1&strategies=sequential`;
  await lanes.open(query(1_000));
  const python = page.workers().find((worker) => /\/python-/.test(worker.url()));
  // Keeps the interpreters that get a message from now on.
  await python.evaluate(() => {
    const { postMessage } = Worker.prototype;
    globalThis.interpreters = new Set();
    Worker.prototype.postMessage = function (...message) {
      globalThis.interpreters.add(this);
      return postMessage.apply(this, message);
    };
  });
  const endAll = () =>
    python.evaluate(() => {
      const count = globalThis.interpreters.size;
      for (const interpreter of globalThis.interpreters) interpreter.terminate();
      globalThis.interpreters.clear();
      return count;
    });
  const measure = async () => {
    await lanes.run();
    expect(await lanes.medianMs('sequential')).toBeGreaterThan(0);
  };
  await measure();
  // Meanwhile another interpreter has started, which the next jobs would use.
  await page.waitForTimeout(5_000);
  expect(await endAll()).toBeGreaterThan(1);
  await measure();
  await measure();
  await lanes.goTo(query(2_000_000_000));
  await lanes.startRun();
  await endAll();
  await expect(lanes.conclusion).toContainText('The browser ended the Python interpreter', {
    timeout: 20_000,
  });
  await lanes.ended();
  await lanes.goTo(query(1_000));
  await measure();
});

test('two Run clicks in one task start one job, which Stop ends', async ({ page, lanes }) => {
  await lanes.open(`${LONG}&strategies=threads`);
  await page.evaluate(() => {
    const button = document.querySelector('button.run');
    button.click();
    button.click();
  });
  // The second click may have been meant for the Stop that the first put there.
  if (await lanes.stopButton.isVisible()) await lanes.msToStop();
  await lanes.ended();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await lanes.goTo('x=sum-of-squares&n=1000&repeats=1&strategies=threads');
  await lanes.run();
  expect(await lanes.medianMs('threads')).toBeGreaterThan(0);
});
