// A machine with other work on every core: results are either true or shown as unclear.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { expect, test } from '#support/lanes.mjs';

/** Processes that keep every core busy until they are killed. */
let busy = [];

test.beforeEach(() => {
  // Each process ends after five minutes, in case the test runner dies first.
  const spin = 'const end = Date.now() + 300_000; while (Date.now() < end);';
  busy = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', spin], { stdio: 'ignore' }),
  );
});

test.afterEach(() => {
  for (const { pid } of busy) process.kill(pid, 'SIGKILL');
});

const UNCLEAR = /vary too much/;

/** Returns the strategies that the sentence of a verdict calls fastest. */
function leaders(sentence) {
  const names = /^Fastest: ([\w-]+)/.exec(sentence)?.[1] ?? /^(.*) are equally fast/.exec(sentence)?.[1];
  return names?.split(/, | and /).map((name) => name.toLowerCase()) ?? [];
}

test('on a busy machine, CPU-bound work has a winner that beats a loop, or no winner', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=sum-of-squares&n=20000000&strategies=sequential,threads,processes');
  await lanes.run();
  const { summary, verdict, repeats } = await lanes.result();
  const interval = (strategy) => summary.find((row) => row.strategy === strategy);
  const conclusion = await lanes.conclusion.innerText();
  const sentence = await page.locator('.verdict').innerText();
  expect(sentence).toBe(verdict.sentence);
  // Whatever the verdict, the conclusion says why the measurement ended.
  await expect(lanes.conclusion).toContainText(repeats.sentence);
  expect(summary.every(({ runs }) => runs >= 3)).toBe(true);

  if (UNCLEAR.test(sentence)) {
    expect(verdict.fastest).toBeNull();
    expect(repeats.settled).toBe(false);
    expect(sentence).not.toMatch(/\d×/);
    await expect(page.locator('.bars tr.winner')).toHaveCount(0);
    // The verdict must not be unclear if the intervals are clearly apart.
    const [first, ...others] = summary.toSorted((a, b) => a.medianMs - b.medianMs);
    const apart = others.every(({ lowMs }) => lowMs > first.highMs);
    expect(apart && summary.every(({ runs }) => runs >= 5), conclusion).toBe(false);
    return;
  }
  expect(repeats.settled).toBe(true);
  const named = leaders(sentence);
  expect(named.length, sentence).toBeGreaterThan(0);
  for (const strategy of named) {
    expect(['threads', 'processes']).toContain(strategy);
    expect(interval(strategy).highMs, conclusion).toBeLessThan(interval('sequential').lowMs);
  }
  expect(verdict.fastest).toBe(named.length === 1 ? named[0] : null);
  expect(sentence).toMatch(/\d× the speed of sequential/);
});

test('on a busy machine, the guide says what helps CPU-bound work, or that it cannot tell', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=decide');
  const row = page.locator('[data-row="sum-of-squares"]');
  await row.getByRole('button').click();
  await expect(row.getByRole('progressbar')).toBeVisible();
  await expect(row.getByRole('button', { name: 'Again' })).toBeVisible({ timeout: 90_000 });
  const text = await row.innerText();
  if (/disturbed the measurement/.test(text)) {
    // Two threads that take turns may get more of a busy core than one thread. The guide must not call that a gain.
    expect(text).toMatch(
      /threads with a GIL ran at [\d.]+× the speed of a loop, which the GIL makes impossible/,
    );
  } else if (/too busy/.test(text)) {
    expect(text).not.toMatch(/\d×/);
  } else {
    // Only threads without a lock and processes can help, not a loop, async, or threads that take turns.
    expect(text).toMatch(/(threads|processes) ran at [\d.]+× the speed of a loop/);
  }
});
