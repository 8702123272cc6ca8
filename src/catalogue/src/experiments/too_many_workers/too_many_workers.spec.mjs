// Processes of the pool, and processes that are started for each run.

import { addressNotes, expect, test } from '#support/lanes.mjs';

test('new processes have a start in their run, and those of the pool do not', async ({ page, lanes }) => {
  await lanes.open('x=too-many-workers&most=4&workers=2&tasks=8&n=100000&repeats=1');
  await lanes.run();
  await page.getByLabel('Details below for').selectOption({ label: 'Processes: 4' });
  await expect(page.locator('.group[data-strategy="processes-anew"] [data-lane]')).toHaveCount(4);
  const spawned = (await lanes.spans('processes-anew')).filter((span) => span.phase === 'spawn');
  expect(spawned.length).toBe(4);
  await page.getByLabel('Details below for').selectOption({ label: 'Processes: 2' });
  await expect(page.locator('.group[data-strategy="processes"] [data-lane]')).toHaveCount(2);
  expect((await lanes.spans('processes')).filter((span) => span.phase === 'spawn')).toEqual([]);
  await expect(lanes.conclusion).toContainText('4 new processes took');
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  await expect(page.locator('.mark text')).toHaveText(
    cores > 4 ? [] : [`${cores} core${cores > 1 ? 's' : ''}`],
  );
  await expect(lanes.conclusion).toContainText('A warm pool of 2 took');
});

test('the number of processes is limited to 96', async ({ page, lanes }) => {
  await lanes.open('x=too-many-workers&most=1000');
  await expect(addressNotes(page)).toContainText(
    'most was 1,000 in the address, which is out of range; 96 is used.',
  );
});

test('Stop ends too-many-workers&n=4000000000 within a second', async ({ lanes }) => {
  await lanes.open('x=too-many-workers&n=4000000000');
  expect(await lanes.shortestStopMs(1000)).toBeLessThan(1000);
});
