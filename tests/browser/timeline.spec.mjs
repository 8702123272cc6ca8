// The lanes timeline: zoom, search and replay by keyboard and pointer, and drawing.

import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, nextFrame, overflow, STRATEGIES, test } from '#support/lanes.mjs';

const THREE =
  'x=sum-of-squares&tasks=6&n=20000000&workers=2&repeats=1&strategies=sequential,threads,processes';

const canvas = (page, strategy) => page.locator(`.group[data-strategy="${strategy}"] canvas`);

/** Returns the visible part of the time axis, in milliseconds. */
async function visibleRange(page) {
  // The Save menu appears once the last run is shown completely.
  await expect(page.locator('.save')).toBeAttached();
  const { from, to } = await page.locator('.timeline').evaluate(({ dataset }) => ({ ...dataset }));
  return { from: Number(from), to: Number(to), length: Number(to) - Number(from) };
}

/** Returns a checksum of a canvas's pixels, which differs between two drawings, and its number of colours. */
function pixels(locator) {
  return locator.evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const all = new Uint32Array(data.buffer);
    return { sum: all.reduce((sum, pixel) => (sum * 31 + pixel) % 2 ** 32, 7), colours: new Set(all).size };
  });
}

test('keys move from span to span, zoom and select, and the current span is announced', async ({
  page,
  lanes,
}) => {
  await lanes.open(THREE);
  await lanes.run();
  const whole = await visibleRange(page);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(async () => (await visibleRange(page)).length).toBeCloseTo(whole.length / 2, 1);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect.poll(() => visibleRange(page)).toEqual(whole);

  const announced = page.locator('.lanes [aria-live]');
  const sequential = page.getByRole('application', { name: 'Lanes of sequential' });
  await sequential.focus();
  await page.keyboard.press('ArrowRight');
  await expect(announced).toHaveText(
    /^Task 2: computing, [\d.]+ m?s, starting at [\d.]+ m?s, thread 1 of sequential$/,
  );
  await expect(page.locator('.tip')).toContainText('Task 2: computing');
  await page.keyboard.press('End');
  await expect(announced).toContainText('Task 6: computing');
  const from = async () => (await visibleRange(page)).from;
  await page.keyboard.press('+');
  await expect.poll(async () => (await visibleRange(page)).length).toBeCloseTo(whole.length / 2, 1);
  const before = await from();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(from).toBeLessThan(before);
  // The timeline scrolls to a selected span that is not visible.
  await page.keyboard.press('Home');
  await expect.poll(from).toBeLessThan(whole.length / 4);
  await page.keyboard.press('0');
  await expect.poll(() => visibleRange(page)).toEqual(whole);
  await page.keyboard.press('ArrowDown');
  await expect(announced).toContainText('of threads');
  await expect(page.getByRole('application', { name: 'Lanes of threads' })).toBeFocused();

  const unselected = await pixels(canvas(page, 'processes'));
  const task = (await announced.textContent()).match(/^Task \d+/)[0];
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

  // New results start without a search.
  await lanes.run();
  await expect(page.getByLabel('Find task')).toHaveValue('');
});

test('many like lanes are one row, which a button, a search or a step expands', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&tasks=24&n=2000000&workers=12&repeats=1&strategies=sequential,threads');
  await lanes.run();
  const button = page.getByRole('button', { name: '12 threads' });
  const height = async () => (await canvas(page, 'threads').boundingBox()).height;
  await expect(page.locator('.expand')).toHaveCount(1);
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  const collapsed = await height();
  expect(collapsed).toBeLessThan(100);
  expect((await pixels(canvas(page, 'threads'))).colours).toBeGreaterThan(3);
  await expect(page.locator('.legend')).toContainText('Row of many lanes');

  await canvas(page, 'threads').hover({ position: { x: 110, y: 30 } });
  await expect(page.locator('.tip')).toContainText(/\d+(\.\d)? .*12 threads of threads/s);
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await expect.poll(height).toBeGreaterThan(collapsed * 2);
  await expect(page.locator('.legend')).not.toContainText('Row of many lanes');
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.keyboard.press('Space');
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await expect.poll(height).toBe(collapsed);

  // From the last span above, Down leads into the row, which shows the lane.
  const announced = page.locator('.lanes [aria-live]');
  await page.getByRole('application', { name: 'Lanes of sequential' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(announced).toContainText(/thread \d+ of threads/);
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await button.click();
  // The focus is on a lane that is not drawn now.
  await page.getByRole('application', { name: 'Lanes of threads' }).focus();
  await page.keyboard.press('+');
  await expect(announced).toHaveText('12 threads of threads, press an arrow key to show each lane');
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await page.getByLabel('Find task').fill('5');
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await button.click();
  await page.getByLabel('Critical path').check();
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await expect(page.locator('.explained')).toContainText(
    /^The critical path is .* Here it is mostly computing for /,
  );
  await page.getByLabel('Critical path').uncheck();
  await expect(page.locator('.explained')).toHaveCount(0);

  await button.click();
  await page.emulateMedia({ media: 'print' });
  await expect(canvas(page, 'threads')).toBeVisible();
  await expect(button).toBeVisible();
  await expect(page.locator('.zoom')).toBeHidden();
});

test('what is drawn stays when further runs begin and end', async ({ page, lanes }) => {
  await lanes.open('x=ten-requests&latency=40&repeats=5&strategies=sequential,async,threads');
  await lanes.startRun();
  await expect(page.locator('.lanes [data-run] canvas.drawn')).toHaveCount(3);
  const canvases = page.locator('.lanes canvas.drawn');
  const marked = await canvases.evaluateAll((all) => {
    for (const canvas of all) canvas.isMarked = true;
    return all.length;
  });
  await lanes.ended();
  const kept = () => canvases.evaluateAll((all) => all.filter(({ isMarked }) => isMarked).length);
  expect(await kept()).toBe(marked);
  // A canvas that nothing was drawn on has the width of a new one.
  await expect
    .poll(() => canvases.evaluateAll((all) => all.every(({ width }) => width === all[0].width)))
    .toBe(true);
});

test('the legend has what occurs, and computing has the color of its strategy', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&tasks=4&n=20000000&workers=2&repeats=1&strategies=sequential,threads');
  await lanes.run();
  const activities = await page
    .locator('.lanes .scroll thead th')
    .evaluateAll((heads) => heads.slice(3).map(({ textContent }) => textContent.toLowerCase()));
  const legend = await page.locator('.legend li').allTextContents();
  expect(legend).toContain('computing, in the strategy’s colour');
  // The table always has a column for idle time.
  expect(activities.filter((name) => name !== 'computing' && !legend.includes(name))).toEqual(
    legend.includes('idle') ? [] : ['idle'],
  );
  for (const name of ['waiting for I/O', 'serializing', 'waiting for the GIL'])
    expect(legend).not.toContain(name);

  /** Returns the color of a strategy's name and, at most often, of its canvas. */
  const colours = (strategy) =>
    page.locator(`.group[data-strategy="${strategy}"]`).evaluate((group) => {
      const name = getComputedStyle(group.querySelector('h3'), '::before').backgroundColor;
      const canvas = group.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const [r, g, b] = name.match(/\d+/g).map(Number);
      let own = 0;
      for (let at = 0; at < data.length; at += 4)
        if (data[at] === r && data[at + 1] === g && data[at + 2] === b) own++;
      return { name, share: own / (data.length / 4) };
    });
  const [sequential, threads] = [await colours('sequential'), await colours('threads')];
  expect(sequential.name).not.toBe(threads.name);
  for (const { share } of [sequential, threads]) expect(share).toBeGreaterThan(0.05);
  const bar = page.locator('.shares tr[data-strategy="threads"] rect').first();
  expect(await bar.evaluate((rect) => getComputedStyle(rect).fill)).toBe(threads.name);
});

test('the zoom buttons appear over the drawing, and always where nothing hovers', async ({ page, lanes }) => {
  await lanes.open(THREE);
  await lanes.run();
  const opacity = () => page.locator('.zoom').evaluate((zoom) => getComputedStyle(zoom).opacity);
  await page.mouse.move(5, 5);
  await expect.poll(opacity).toBe('0');
  await canvas(page, 'sequential').hover();
  await expect.poll(opacity).toBe('1');
  const [zoom, axis] = [
    await page.locator('.zoom button').last().boundingBox(),
    await page.locator('.axis').boundingBox(),
  ];
  expect(zoom.x + zoom.width).toBeCloseTo(axis.x + axis.width, 0);
  expect(zoom.y).toBeCloseTo(axis.y, 0);
  await page.mouse.move(5, 5);
  await expect.poll(opacity).toBe('0');
  await page.getByRole('button', { name: 'Zoom in' }).focus();
  await expect.poll(opacity).toBe('1');
  await page.keyboard.press('Enter');
  await page.getByLabel('Find task').focus();
  // A part of the axis is in sight: the way back stays visible.
  await expect.poll(opacity).toBe('1');
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(opacity).toBe('1');
  for (const button of await page.locator('.zoom button').all())
    expect((await button.boundingBox()).height).toBeGreaterThanOrEqual(44);
});

test('lanes fill while a run is under way', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares&tasks=60&n=20000000&workers=2&repeats=40&strategies=sequential,threads');
  await lanes.runButton.click();
  const live = page.locator('.live');
  const first = page.locator('[data-live]');
  await expect(first).toContainText('running');
  const colours = () => pixels(live.locator('canvas')).then(({ colours }) => colours);
  // A span has ended, and is drawn in the color of its strategy on the ground of its lane.
  await expect.poll(colours, { intervals: [20] }).toBeGreaterThan(2);
  const animations = await live
    .locator('.present i')
    .evaluate((line) =>
      line
        .getAnimations()
        .map((animation) =>
          [animation.playState, ...animation.effect.getKeyframes().map(Object.keys)].flat(),
        ),
    );
  // Only a translation, which the compositor animates.
  expect(animations.flat()).toContain('translate');
  expect(animations.flat()).not.toContain('left');
  // A later run is drawn where its strategy's last one was.
  await expect(page.locator('.group[data-strategy] .live')).toBeAttached();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await lanes.stopButton.click();
  await expect(page.locator('.save')).toBeAttached({ timeout: 60_000 });
  await expect(live).toHaveCount(0);
  await expect(page.locator('.running')).toHaveCount(0);
});

test('the wheel scrolls the page unless it zooms, and the pointer shows, selects and drags spans', async ({
  page,
  lanes,
}) => {
  await lanes.open(THREE);
  await lanes.run();
  const whole = await visibleRange(page);
  await canvas(page, 'sequential').scrollIntoViewIfNeeded();
  const box = await canvas(page, 'sequential').boundingBox();
  // Move left until the pointer meets a task. The axis is as long as the longest run, which may be any.
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
  expect(await visibleRange(page)).toEqual(whole);
  await canvas(page, 'sequential').hover();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await expect.poll(async () => (await visibleRange(page)).length).toBeLessThan(whole.length / 2);
  const before = await visibleRange(page);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5 + 200, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await visibleRange(page)).from).toBeLessThan(before.from);
  expect((await visibleRange(page)).length).toBeCloseTo(before.length, 1);
});

test('a replay plays, pauses and goes to any moment, and only steps with reduced motion', async ({
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
  await nextFrame(page);
  expect(await value()).toBe(paused);
  await expect(page.locator('.replay')).toContainText('times slower');
  const halfway = await pixels(canvas(page, 'sequential'));
  await moment.press('End');
  for (const text of await page.locator('.said').all()) await expect(text).toContainText('6 of 6 tasks done');
  await expect.poll(async () => (await pixels(canvas(page, 'sequential'))).sum).not.toBe(halfway.sum);
  await page.getByRole('button', { name: 'End replay' }).click();

  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByRole('button', { name: 'Step' }).click();
  await expect.poll(value).toBe(50);
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('five thousand tasks are drawn on a phone and in any colours', async ({ page, lanes }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await lanes.open('x=sum-of-squares&tasks=5000&n=1000&workers=2&repeats=1');
  await lanes.run();
  for (const strategy of STRATEGIES)
    await expect.poll(async () => (await pixels(canvas(page, strategy))).colours).toBeGreaterThan(3);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  for (const button of await page.locator('.tools button').all())
    expect((await button.boundingBox()).height).toBeGreaterThanOrEqual(44);

  const unselected = await pixels(canvas(page, 'threads'));
  await page.getByLabel('Find task').fill('4321');
  for (const strategy of STRATEGIES)
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
