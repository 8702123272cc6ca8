// Smoothness of the page while experiments run and while it opens.

import { expect, nextFrame, test } from '#support/lanes.mjs';

/** Duration from which browsers call a task long. The page cannot respond during a task. */
const LONG_MS = 50;

/**
 * Returns the longest task of the page's main thread during `act`, in milliseconds of CPU time. While all cores are busy,
 * any task can take long in wall time, which reflects the machine and not the page.
 */
async function longestTaskMs(page, act) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const mainThreads = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid} ${tid}`);
  // A task that has not ended has no CPU time yet.
  const tasks = traceEvents.filter(
    ({ name, pid, tid, tdur }) =>
      name.endsWith('RunTask') && tdur >= 0 && mainThreads.includes(`${pid} ${tid}`),
  );
  const longest = Math.max(...tasks.map(({ tdur }) => tdur)) / 1000;
  // Fails if the browser changes the format of its trace.
  expect(longest).toBeGreaterThan(0);
  return longest;
}

/**
 * Runs the experiment of the page up to five times, and returns the longest task of the least disturbed run. Other programs
 * can lengthen CPU time, too.
 */
async function longestTaskOfRunsMs(page, lanes) {
  let longest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5 && longest > LONG_MS; run++)
    longest = Math.min(longest, await longestTaskMs(page, () => lanes.run()));
  return longest;
}

test('the page has no long task while all strategies run', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&n=20000000&repeats=2');
  // Counts the reports that were drawn, so that the test cannot pass without any.
  await page.evaluate(() => {
    globalThis.reports = 0;
    const count = (changes) =>
      (globalThis.reports += changes.some(({ target }) => target.matches('.present i')));
    new MutationObserver(count).observe(document.body, { subtree: true, attributeFilter: ['style'] });
  });
  expect(await longestTaskOfRunsMs(page, lanes)).toBeLessThanOrEqual(LONG_MS);
  expect(await page.evaluate(() => globalThis.reports)).toBeGreaterThan(0);
  await expect(page.locator('.bars tr[data-median-ms]')).toHaveCount(5);
});

test('the page has no long task while thousands of tasks run on ten threads', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&tasks=5000&n=50000&workers=10&repeats=2');
  expect(await longestTaskOfRunsMs(page, lanes)).toBeLessThanOrEqual(LONG_MS);
  await expect(page.locator('.group')).toHaveCount(5);
  // The saved run is encoded, decoded and listed within the runs that were traced.
  await expect(page.locator('.kept li').first()).toBeVisible();
});

test('the layout does not shift while the page opens', async ({ page, lanes }) => {
  await page.addInitScript(() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
      const unexpected = list.getEntries().filter(({ hadRecentInput }) => !hadRecentInput);
      const describe = ({ value, sources }) => ({ value, of: sources.map(({ node }) => node?.className) });
      globalThis.shifts.push(...unexpected.map(describe));
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await lanes.open('x=sum-of-squares');
  // The observer reports the last change after the next frame.
  await nextFrame(page);
  const shifts = await page.evaluate(() => globalThis.shifts);
  const sum = shifts.reduce((sum, { value }) => sum + value, 0);
  expect(sum, JSON.stringify(shifts)).toBeLessThan(0.01);
});
