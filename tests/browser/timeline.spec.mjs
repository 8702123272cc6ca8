// The lanes timeline: zoomed, searched and replayed, by every way in, and really drawn.

import { violationsInBothThemes } from '../support/axe.mjs';
import { expect, overflow, test } from '../support/lanes.mjs';

const THREE =
  'x=sum-of-squares&tasks=6&n=20000000&workers=2&repeats=1&strategies=sequential,threads,processes';

const canvas = (page, strategy) => page.locator(`.group[data-strategy="${strategy}"] canvas`);

/** What of the axis is in sight, in milliseconds. */
async function inSight(page) {
  // What is there once all of the last run is shown.
  await expect(page.locator('.save')).toBeAttached();
  const { from, to } = await page.locator('.timeline').evaluate(({ dataset }) => ({ ...dataset }));
  return { from: Number(from), to: Number(to), length: Number(to) - Number(from) };
}

/** A canvas's pixels: a figure that tells two drawings apart, and how many colours there are. */
function pixels(locator) {
  return locator.evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const all = new Uint32Array(data.buffer);
    return { sum: all.reduce((sum, pixel) => (sum * 31 + pixel) % 2 ** 32, 7), colours: new Set(all).size };
  });
}

test('keys move from span to span, zoom and select, and what they are on is said', async ({
  page,
  lanes,
}) => {
  await lanes.open(THREE);
  await lanes.run();
  const whole = await inSight(page);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(async () => (await inSight(page)).length).toBeCloseTo(whole.length / 2, 1);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect.poll(() => inSight(page)).toEqual(whole);

  const said = page.locator('.lanes [aria-live]');
  const sequential = page.getByRole('application', { name: 'Lanes of sequential' });
  await sequential.focus();
  await page.keyboard.press('ArrowRight');
  await expect(said).toHaveText(
    /^Task 2: computing, [\d.]+ m?s, starting at [\d.]+ m?s, thread 1 of sequential$/,
  );
  await expect(page.locator('.tip')).toContainText('Task 2: computing');
  await page.keyboard.press('End');
  await expect(said).toContainText('Task 6: computing');
  const from = async () => (await inSight(page)).from;
  await page.keyboard.press('+');
  await expect.poll(async () => (await inSight(page)).length).toBeCloseTo(whole.length / 2, 1);
  const near = await from();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(from).toBeLessThan(near);
  // A span out of sight is brought into sight.
  await page.keyboard.press('Home');
  await expect.poll(from).toBeLessThan(whole.length / 4);
  await page.keyboard.press('0');
  await expect.poll(() => inSight(page)).toEqual(whole);
  await page.keyboard.press('ArrowDown');
  await expect(said).toContainText('of threads');
  await expect(page.getByRole('application', { name: 'Lanes of threads' })).toBeFocused();

  const unselected = await pixels(canvas(page, 'processes'));
  const task = (await said.textContent()).match(/^Task \d+/)[0];
  await page.keyboard.press('Enter');
  for (const strategy of ['sequential', 'threads', 'processes'])
    await expect(page.locator(`.group[data-strategy="${strategy}"] .said`)).toContainText(`${task} on `);
  await expect.poll(async () => (await pixels(canvas(page, 'processes'))).sum).not.toBe(unselected.sum);
  await page.keyboard.press('Escape');
  await expect(page.locator('.said').first()).toBeEmpty();
  await page.getByLabel('Find task').fill('5');
  await expect(page.locator('.said').first()).toContainText('Task 5 on thread 1');
  await page.getByLabel('Critical path').check();
  await expect(page.locator('.said').last()).toContainText(/Critical path: .*computing/);
  expect(await violationsInBothThemes(page)).toEqual([]);

  // Other results are looked at afresh.
  await lanes.run();
  await expect(page.getByLabel('Find task')).toHaveValue('');
});

test('the wheel is the page’s unless it zooms, and a pointer tells, selects and drags', async ({
  page,
  lanes,
}) => {
  await lanes.open(THREE);
  await lanes.run();
  const whole = await inSight(page);
  await canvas(page, 'sequential').scrollIntoViewIfNeeded();
  const box = await canvas(page, 'sequential').boundingBox();
  // Leftwards until it meets a task: the axis is as long as the longest run, whichever that is.
  let x = box.x + box.width * 0.8;
  const y = box.y + box.height / 2;
  await expect(async () => {
    x -= box.width * 0.03;
    await page.mouse.move(x, y);
    await expect(page.locator('.tip')).toContainText(/Task \d: computing/, { timeout: 500 });
  }).toPass();
  await page.mouse.click(x, y);
  await expect(page.locator('.said').last()).toContainText(/^Task \d on process/);

  const scrolled = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 60);
  await expect.poll(() => page.evaluate(() => scrollY)).not.toBe(scrolled);
  expect(await inSight(page)).toEqual(whole);
  await canvas(page, 'sequential').hover();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await expect.poll(async () => (await inSight(page)).length).toBeLessThan(whole.length / 2);
  const before = await inSight(page);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5 + 200, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await inSight(page)).from).toBeLessThan(before.from);
  expect((await inSight(page)).length).toBeCloseTo(before.length, 1);
});

test('a replay plays the runs, pauses, and goes to any moment; it only steps where nothing is to move', async ({
  page,
  lanes,
}) => {
  await lanes.open(THREE);
  await lanes.run();
  await page.getByRole('button', { name: 'Replay' }).click();
  const moment = page.getByLabel('Replay position');
  const value = async () => Number(await moment.inputValue());
  await expect.poll(value).toBeGreaterThan(20);
  await page.getByRole('button', { name: 'Pause' }).click();
  const paused = await value();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  expect(await value()).toBe(paused);
  await expect(page.locator('.replay')).toContainText('times slower');
  const halfway = await pixels(canvas(page, 'sequential'));
  await moment.press('End');
  for (const said of await page.locator('.said').all()) await expect(said).toContainText('6 of 6 tasks done');
  await expect.poll(async () => (await pixels(canvas(page, 'sequential'))).sum).not.toBe(halfway.sum);
  await page.getByRole('button', { name: 'End replay' }).click();

  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByRole('button', { name: 'Step' }).click();
  await expect.poll(value).toBe(50);
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('five thousand tasks are drawn, at any width and in any colours', async ({ page, lanes }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await lanes.open('x=sum-of-squares&tasks=5000&n=1000&workers=2&repeats=1');
  await lanes.run();
  const strategies = ['sequential', 'async', 'threads-gil', 'threads', 'processes'];
  for (const strategy of strategies)
    await expect.poll(async () => (await pixels(canvas(page, strategy))).colours).toBeGreaterThan(3);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  for (const button of await page.locator('.tools button').all())
    expect((await button.boundingBox()).height).toBeGreaterThanOrEqual(44);

  const unselected = await pixels(canvas(page, 'threads'));
  await page.getByLabel('Find task').fill('4321');
  for (const strategy of strategies)
    await expect(page.locator(`.group[data-strategy="${strategy}"] .said`)).toContainText('Task 4321 on ');
  await expect.poll(async () => (await pixels(canvas(page, 'threads'))).sum).not.toBe(unselected.sum);
  const light = await pixels(canvas(page, 'threads'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(async () => (await pixels(canvas(page, 'threads'))).sum).not.toBe(light.sum);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(async () => (await pixels(canvas(page, 'threads'))).sum).toBe(light.sum);
  await page.emulateMedia({ forcedColors: 'active' });
  await expect.poll(async () => (await pixels(canvas(page, 'threads'))).sum).not.toBe(light.sum);
  expect((await pixels(canvas(page, 'threads'))).colours).toBeGreaterThan(3);
});
